// Package s3 keeps pictures in a bucket of an S3-compatible object store.
package s3

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/chophien/chophien/models/media"
)

// patience is how long one call may take in all; the client tries again within it.
const patience = 30 * time.Second

// Config says where the bucket is. The bucket exists already and is private: pictures go
// out through the market, which knows who may see what.
type Config struct {
	Endpoint  string // host or host:port
	Region    string // empty for the default
	Bucket    string
	AccessKey string
	SecretKey string
	Secure    bool // https
}

// String tells where, never with which secret.
func (c Config) String() string {
	scheme := "http"
	if c.Secure {
		scheme = "https"
	}
	return scheme + "://" + c.Endpoint + "/" + c.Bucket
}

// GoString is String: a printed configuration must not hold the secret.
func (c Config) GoString() string { return c.String() }

// Store is one bucket.
type Store struct {
	client *minio.Client
	bucket string
}

var _ media.Store = (*Store)(nil)

// Open makes the client and asks whether the bucket is there.
func Open(ctx context.Context, c Config) (*Store, error) {
	client, err := minio.New(c.Endpoint, &minio.Options{
		Creds:        credentials.NewStaticV4(c.AccessKey, c.SecretKey, ""),
		Secure:       c.Secure,
		Region:       c.Region,
		BucketLookup: minio.BucketLookupPath, // no wildcard name is needed for a store of one's own
		MaxRetries:   3,
	})
	if err != nil {
		return nil, fmt.Errorf("s3: %s: %w", c, err)
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	there, err := client.BucketExists(ctx, c.Bucket)
	if err != nil {
		return nil, fmt.Errorf("s3: %s: %w", c, err)
	}
	if !there {
		return nil, fmt.Errorf("s3: %s: no such bucket", c)
	}
	return &Store{client, c.Bucket}, nil
}

// Put implements media.Store.
func (s *Store) Put(ctx context.Context, key, contentType string, body []byte) error {
	if err := media.CheckKey(key); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	opts := minio.PutObjectOptions{ContentType: contentType}
	if strings.HasPrefix(key, "open/") {
		opts.CacheControl = "public, max-age=31536000, immutable"
	}
	// With the sum given, the body goes in one piece and the store proves that all arrived.
	sum := sha256.Sum256(body)
	_, err := minio.Core{Client: s.client}.PutObject(ctx, s.bucket, key, bytes.NewReader(body), int64(len(body)), "", hex.EncodeToString(sum[:]), opts)
	if err != nil {
		return fmt.Errorf("s3: put: %w", err)
	}
	return nil
}

// Open implements media.Store. The body ends with its context or after 30 seconds.
func (s *Store) Open(ctx context.Context, key string) (media.Blob, error) {
	if err := media.CheckKey(key); err != nil {
		return media.Blob{}, err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	body, info, _, err := minio.Core{Client: s.client}.GetObject(ctx, s.bucket, key, minio.GetObjectOptions{})
	if err != nil {
		cancel()
		if minio.ToErrorResponse(err).StatusCode == http.StatusNotFound {
			return media.Blob{}, media.ErrAbsent
		}
		return media.Blob{}, fmt.Errorf("s3: open: %w", err)
	}
	return media.Blob{Body: &closing{body, cancel}, Size: info.Size, ContentType: media.TypeOf(key)}, nil
}

// Delete implements media.Store.
func (s *Store) Delete(ctx context.Context, key string) error {
	if err := media.CheckKey(key); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := s.client.RemoveObject(ctx, s.bucket, key, minio.RemoveObjectOptions{})
	if err != nil && minio.ToErrorResponse(err).StatusCode != http.StatusNotFound {
		return fmt.Errorf("s3: delete: %w", err)
	}
	return nil
}

// closing ends the call when its body is closed.
type closing struct {
	io.ReadCloser
	end context.CancelFunc
}

func (c *closing) Close() error {
	defer c.end()
	return c.ReadCloser.Close()
}
