// Package s3 keeps pictures in a bucket of an S3-compatible object store.
package s3

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"github.com/chophien/chophien/models/media"
)

// patience is how long one call may take in all; it is tried again within it.
const patience = 30 * time.Second

// Config says where the bucket is. The bucket exists already and is private: pictures go
// out through the market, which knows who may see what.
type Config struct {
	Endpoint  string // host or host:port
	Region    string // empty: where the store says that the bucket is, else us-east-1
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
	cfg    Config
	region string
	sign   *v4.Signer
}

var _ media.Store = (*Store)(nil)

// Open asks whether the bucket is there.
func Open(ctx context.Context, c Config) (*Store, error) {
	s := &Store{cfg: c, region: cmp.Or(c.Region, "us-east-1"), sign: v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true })}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	err := s.do(ctx, http.MethodHead, "", nil, nil)
	if said, ok := errors.AsType[*refusal](err); ok && c.Region == "" && said.region != "" && said.region != s.region {
		s.region = said.region
		err = s.do(ctx, http.MethodHead, "", nil, nil)
	}
	if err != nil {
		return nil, fmt.Errorf("s3: %s: %w", c, err)
	}
	return s, nil
}

// Put implements media.Store.
func (s *Store) Put(ctx context.Context, key, contentType string, body []byte) error {
	if err := media.CheckKey(key); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	head := http.Header{"Content-Type": {contentType}}
	if strings.HasPrefix(key, "open/") {
		head.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	if err := s.do(ctx, http.MethodPut, key, head, body); err != nil {
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
	a, err := s.call(ctx, http.MethodGet, key, nil, nil)
	switch {
	case err == nil:
		return media.Blob{Body: &closing{a.Body, cancel}, Size: a.ContentLength, ContentType: media.TypeOf(key)}, nil
	case absent(err):
		err = media.ErrAbsent
	default:
		err = fmt.Errorf("s3: open: %w", err)
	}
	cancel()
	return media.Blob{}, err
}

// Delete implements media.Store.
func (s *Store) Delete(ctx context.Context, key string) error {
	if err := media.CheckKey(key); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if err := s.do(ctx, http.MethodDelete, key, nil, nil); err != nil && !absent(err) {
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
