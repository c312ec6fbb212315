// Package storetest keeps the stores interchangeable: what it asks, every driver answers
// alike.
package storetest

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io"
	"sync"
	"testing"

	"github.com/chophien/chophien/models/media"
)

// Run holds a store to its contract.
func Run(t *testing.T, s media.Store) {
	t.Run("a file comes back as it went in", func(t *testing.T) {
		for _, n := range []int{1, 4096, 3 << 20} {
			key, body := Key("open", "-640.jpg"), noise(n)
			put(t, s, key, body)
			blob, err := s.Open(t.Context(), key)
			if err != nil {
				t.Fatal(err)
			}
			if blob.Size != int64(n) || blob.ContentType != "image/jpeg" {
				t.Errorf("%d bytes are told as %d of %s", n, blob.Size, blob.ContentType)
			}
			if got := read(t, blob); !bytes.Equal(got, body) {
				t.Errorf("%d bytes came back as %d others", n, len(got))
			}
		}
	})
	t.Run("writing again replaces", func(t *testing.T) {
		key := Key("closed", ".pdf")
		put(t, s, key, noise(1000))
		put(t, s, key, []byte("second"))
		blob, err := s.Open(t.Context(), key)
		if err != nil {
			t.Fatal(err)
		}
		if got := read(t, blob); string(got) != "second" || blob.ContentType != "application/pdf" {
			t.Errorf("%q of %s", got, blob.ContentType)
		}
	})
	t.Run("what is missing is absent", func(t *testing.T) {
		key := Key("open", "-320.jpg")
		if _, err := s.Open(t.Context(), key); !errors.Is(err, media.ErrAbsent) {
			t.Errorf("a file that never was: %v", err)
		}
		if err := s.Delete(t.Context(), key); err != nil {
			t.Errorf("removing it: %v", err)
		}
		put(t, s, key, noise(10))
		for range 2 {
			if err := s.Delete(t.Context(), key); err != nil {
				t.Error(err)
			}
			if _, err := s.Open(t.Context(), key); !errors.Is(err, media.ErrAbsent) {
				t.Errorf("a removed file: %v", err)
			}
		}
	})
	t.Run("other keys are refused", func(t *testing.T) {
		id := Key("open", "-320.jpg")
		for _, key := range []string{
			"", ".", "..", "/", "/etc/passwd", "../" + id, "open/../" + id, "/" + id, id + "/", id + "/..", id + "\x00", id + "\n",
			"open/", "open/aa/x.jpg", "OPEN" + id[4:], id[:len(id)-4] + ".html", id[:len(id)-4] + ".jpg.exe", `open\` + id[5:],
			"open/zz" + id[7:], "%2e%2e/" + id, "secret/" + id[5:],
		} {
			if err := s.Put(t.Context(), key, "image/jpeg", []byte("x")); !errors.Is(err, media.ErrKey) {
				t.Errorf("put %q: %v", key, err)
			}
			if b, err := s.Open(t.Context(), key); !errors.Is(err, media.ErrKey) {
				t.Errorf("open %q: %v", key, err)
				if err == nil {
					b.Body.Close()
				}
			}
			if err := s.Delete(t.Context(), key); !errors.Is(err, media.ErrKey) {
				t.Errorf("delete %q: %v", key, err)
			}
		}
	})
	t.Run("a reader sees the old or the new, never a part", func(t *testing.T) {
		key := Key("open", "-1280.jpg")
		versions := [][]byte{bytes.Repeat([]byte{1}, 200_000), bytes.Repeat([]byte{2}, 300_000)}
		put(t, s, key, versions[0])
		var wg sync.WaitGroup
		for i := range 4 {
			wg.Go(func() {
				for k := range 10 {
					if err := s.Put(t.Context(), key, "image/jpeg", versions[(i+k)%2]); err != nil {
						t.Error(err)
					}
				}
			})
			wg.Go(func() {
				for range 20 {
					blob, err := s.Open(t.Context(), key)
					if err != nil {
						t.Error(err)
						return
					}
					got := read(t, blob)
					if !bytes.Equal(got, versions[0]) && !bytes.Equal(got, versions[1]) {
						t.Errorf("read %d bytes of neither", len(got))
					}
				}
			})
		}
		wg.Wait()
	})
	t.Run("an ended context writes nothing", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		key := Key("open", "-320.jpg")
		if err := s.Put(ctx, key, "image/jpeg", noise(100)); err == nil {
			t.Error("written")
		}
		if _, err := s.Open(t.Context(), key); !errors.Is(err, media.ErrAbsent) {
			t.Errorf("there is something: %v", err)
		}
	})
}

// Key makes a fresh key in a folder, "open" or "closed", with an ending such as "-640.jpg".
func Key(folder, ending string) string {
	id := hex.EncodeToString(noise(16))
	return folder + "/" + id[:2] + "/" + id + ending
}

func put(t *testing.T, s media.Store, key string, body []byte) {
	t.Helper()
	if err := s.Put(t.Context(), key, media.TypeOf(key), body); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, b media.Blob) []byte {
	t.Helper()
	defer b.Body.Close()
	got, err := io.ReadAll(b.Body)
	if err != nil {
		t.Error(err)
	}
	return got
}

func noise(n int) []byte {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	return b
}
