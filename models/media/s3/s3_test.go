package s3_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

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
