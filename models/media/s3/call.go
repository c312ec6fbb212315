package s3

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
)

// waits are the pauses before a call is tried again that the store did not answer, or was
// too busy to take. Each of the calls may be made twice.
var waits = []time.Duration{200 * time.Millisecond, time.Second}

// client follows no redirect: what was signed is for one house.
var client = &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}

// refusal is an answer that is not the one asked for.
type refusal struct {
	status int
	region string // where the bucket is, if the store says so
}

// Error tells the status; what else the store says is for its own log.
func (r *refusal) Error() string {
	if r.status == http.StatusNotFound {
		return "no such bucket or file"
	}
	return fmt.Sprintf("the store answered %d", r.status)
}

func absent(err error) bool {
	said, ok := errors.AsType[*refusal](err)
	return ok && said.status == http.StatusNotFound
}

// do is call for who needs no body.
func (s *Store) do(ctx context.Context, method, key string, head http.Header, body []byte) error {
	a, err := s.call(ctx, method, key, head, body)
	if err == nil {
		err = a.Body.Close()
	}
	return err
}

// call sends one signed request until it is answered. The body goes in one piece with its
// sum, so the store proves that all of it arrived.
func (s *Store) call(ctx context.Context, method, key string, head http.Header, body []byte) (*http.Response, error) {
	for tried := 0; ; tried++ {
		a, err := s.send(ctx, method, key, head, body)
		said, refused := errors.AsType[*refusal](err)
		last := tried == len(waits) || refused && said.status < 500 && said.status != http.StatusTooManyRequests
		if err == nil || last {
			return a, err
		}
		select {
		case <-time.After(waits[tried]):
		case <-ctx.Done():
			return nil, err
		}
	}
}

func (s *Store) send(ctx context.Context, method, key string, head http.Header, body []byte) (*http.Response, error) {
	at := s.cfg.String()
	if key != "" {
		at += "/" + key
	}
	r, err := http.NewRequestWithContext(ctx, method, at, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	for name, values := range head {
		r.Header[name] = values
	}
	sum := sha256.Sum256(body)
	r.Header.Set("X-Amz-Content-Sha256", hex.EncodeToString(sum[:]))
	keys := aws.Credentials{AccessKeyID: s.cfg.AccessKey, SecretAccessKey: s.cfg.SecretKey}
	if err := s.sign.SignHTTP(ctx, keys, r, hex.EncodeToString(sum[:]), "s3", s.region, time.Now()); err != nil {
		return nil, err
	}
	a, err := client.Do(r)
	if err != nil || a.StatusCode/100 == 2 {
		return a, err
	}
	_, _ = io.CopyN(io.Discard, a.Body, 64<<10) // so that the connection can be used again
	return nil, errors.Join(&refusal{a.StatusCode, a.Header.Get("X-Amz-Bucket-Region")}, a.Body.Close())
}
