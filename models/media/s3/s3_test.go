package s3_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"github.com/chophien/chophien/models/media/s3"
	"github.com/chophien/chophien/models/media/storetest"
)

func TestContract(t *testing.T) {
	cfg, _ := bucket(t)
	s, err := s3.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	storetest.Run(t, s)
}

func TestOpenPicturesMayBeCachedForEver(t *testing.T) {
	cfg, sent := bucket(t)
	s, err := s3.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	for folder, want := range map[string]string{"open": "public, max-age=31536000, immutable", "closed": ""} {
		if err := s.Put(t.Context(), storetest.Key(folder, "-640.jpg"), "image/jpeg", []byte("x")); err != nil {
			t.Fatal(err)
		}
		if got := (*sent).Get("Cache-Control"); got != want {
			t.Errorf("%s: %q", folder, got)
		}
	}
}

func TestAWrongBucketIsToldAtTheStart(t *testing.T) {
	cfg, _ := bucket(t)
	cfg.Bucket = "elsewhere"
	if _, err := s3.Open(t.Context(), cfg); err == nil {
		t.Error("opened")
	}
}

func TestNothingPrintsTheSecret(t *testing.T) {
	cfg, _ := bucket(t)
	cfg.Endpoint = strings.Replace(cfg.Endpoint, "127.0.0.1", "127.0.0.1.invalid", 1)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s3.Open(ctx, cfg)
	if err == nil {
		t.Fatal("opened")
	}
	for _, s := range []string{fmt.Sprintf("%v %+v %#v %s", cfg, cfg, cfg, cfg), err.Error()} {
		if strings.Contains(s, cfg.SecretKey) || strings.Contains(s, cfg.AccessKey) {
			t.Error(s)
		}
	}
}

// bucket starts a store with one bucket; sent is the head of the last request.
func bucket(t *testing.T) (cfg s3.Config, sent *http.Header) {
	t.Helper()
	backend := s3mem.New()
	if err := backend.CreateBucket("pictures"); err != nil {
		t.Fatal(err)
	}
	sent = new(http.Header)
	fake := gofakes3.New(backend, gofakes3.WithLogger(gofakes3.DiscardLog())).Server()
	var turn sync.Mutex
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		turn.Lock()
		*sent = r.Header.Clone()
		turn.Unlock()
		fake.ServeHTTP(w, r)
	}))
	t.Cleanup(srv.Close)
	return s3.Config{
		Endpoint: strings.TrimPrefix(srv.URL, "http://"), Bucket: "pictures", Region: "us-east-1",
		AccessKey: "sample-access", SecretKey: "sample-secret-key",
	}, sent
}

// TestWhatArrivesIsWhatWasSigned signs each request again as it arrived: the path, the host
// or a header that had changed on the way would give another signature.
func TestWhatArrivesIsWhatWasSigned(t *testing.T) {
	for _, region := range []string{"", "eu-west-1"} {
		seen := 0
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("X-Amz-Bucket-Region", "eu-west-1")
			auth := r.Header.Get("Authorization")
			if !strings.Contains(auth, "/eu-west-1/s3/aws4_request") {
				w.WriteHeader(http.StatusBadRequest) // as a house does whose bucket is elsewhere
				return
			}
			seen++
			if want := signedAgain(t, r); auth != want {
				t.Errorf("%s %s: signed %s, arrived %s", r.Method, r.URL, auth, want)
			}
			if body, _ := io.ReadAll(r.Body); fmt.Sprintf("%x", sha256.Sum256(body)) != r.Header.Get("X-Amz-Content-Sha256") {
				t.Errorf("%s: the sum is not that of the body", r.Method)
			}
		}))
		s, err := s3.Open(t.Context(), s3.Config{Endpoint: strings.TrimPrefix(srv.URL, "http://"), Bucket: "pictures", Region: region, AccessKey: "sample-access", SecretKey: "sample-secret-key"})
		if err != nil {
			t.Fatal(err)
		}
		key := storetest.Key("open", "-640.jpg")
		if err := s.Put(t.Context(), key, "image/jpeg", []byte("a picture")); err != nil {
			t.Error(err)
		}
		if b, err := s.Open(t.Context(), key); err != nil {
			t.Error(err)
		} else {
			_ = b.Body.Close()
		}
		if err := s.Delete(t.Context(), key); err != nil || seen != 4 {
			t.Errorf("%v; %d of 4 requests are signed for the right region", err, seen)
		}
		srv.Close()
	}
}

func signedAgain(t *testing.T, r *http.Request) string {
	t.Helper()
	at, err := time.Parse("20060102T150405Z", r.Header.Get("X-Amz-Date"))
	if err != nil {
		t.Error(err)
	}
	again := r.Clone(r.Context())
	again.Header = http.Header{}
	for _, name := range []string{"Cache-Control", "Content-Type", "X-Amz-Content-Sha256"} {
		if v := r.Header.Get(name); v != "" {
			again.Header.Set(name, v)
		}
	}
	again.URL.Scheme, again.URL.Host = "http", r.Host
	keys := aws.Credentials{AccessKeyID: "sample-access", SecretAccessKey: "sample-secret-key"}
	err = v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true }).
		SignHTTP(r.Context(), keys, again, r.Header.Get("X-Amz-Content-Sha256"), "s3", "eu-west-1", at)
	if err != nil {
		t.Error(err)
	}
	return again.Header.Get("Authorization")
}

func TestABusyStoreIsAskedAgain(t *testing.T) {
	var calls atomic.Int32
	cfg, _ := bucket(t)
	through := &url.URL{Scheme: "http", Host: cfg.Endpoint}
	proxy := httputil.NewSingleHostReverseProxy(through)
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if calls.Add(1)%2 == 1 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		proxy.ServeHTTP(w, r)
	}))
	t.Cleanup(srv.Close)
	cfg.Endpoint = strings.TrimPrefix(srv.URL, "http://")
	s, err := s3.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	key := storetest.Key("open", "-640.jpg")
	if err := s.Put(t.Context(), key, "image/jpeg", []byte("a picture")); err != nil {
		t.Fatal(err)
	}
	b, err := s.Open(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = b.Body.Close() }()
	if got, err := io.ReadAll(b.Body); err != nil || string(got) != "a picture" {
		t.Errorf("%q, %v", got, err)
	}
}
