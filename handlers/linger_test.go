package handlers_test

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"

	"github.com/chophien/chophien/handlers"
)

// A photo that is far too large is refused at its first bytes; who sends it goes on
// sending, and reads the sentence all the same.
func TestTheRefusalOfALargePhotoIsRead(t *testing.T) {
	app, _ := open(t, io.Discard, nil)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() { done <- app.Listener(handlers.Linger(listener)) }()
	t.Cleanup(func() {
		if err := app.Shutdown(); err != nil {
			t.Error(err)
		}
		<-done
	})
	photo := bytes.Repeat([]byte("x"), 50<<20)
	for range 3 {
		res, err := http.Post("http://"+listener.Addr().String()+"/api/v1/photos", "multipart/form-data; boundary=x", bytes.NewReader(photo))
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusRequestEntityTooLarge || !strings.Contains(string(body), `"key":"input.too_large"`) {
			t.Errorf("%d %s %v", res.StatusCode, body, err)
		}
		if err := res.Body.Close(); err != nil {
			t.Error(err)
		}
	}
}
