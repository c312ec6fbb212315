package media

import (
	"context"
	"errors"
	"io"
	"regexp"
	"strings"
)

// Store keeps files under keys. Keys are those of CheckKey; a store refuses others.
type Store interface {
	// Put writes a file, whole or not at all; writing it again is no error.
	Put(ctx context.Context, key, contentType string, body []byte) error
	// Open reads a file; the caller closes its body. A missing one is ErrAbsent.
	Open(ctx context.Context, key string) (Blob, error)
	// Delete removes a file; a missing one is no error.
	Delete(ctx context.Context, key string) error
}

// Blob is a file that is being read.
type Blob struct {
	Body        io.ReadCloser
	Size        int64
	ContentType string
}

// What stores answer.
var (
	ErrAbsent = errors.New("media: no such file")
	ErrKey    = errors.New("media: not a key of this market")
)

var shapes = regexp.MustCompile(`^(open|closed)/([0-9a-f]{2})/([0-9a-f]{32})(-[1-9][0-9]{1,3}\.jpg|\.pdf)$`)

// CheckKey returns ErrKey for anything but the few shapes that keys have: there is no way
// to say "..", an absolute path, or a file of somebody else with them.
func CheckKey(key string) error {
	m := shapes.FindStringSubmatch(key)
	if m == nil || !strings.HasPrefix(m[3], m[2]) {
		return ErrKey
	}
	return nil
}

// TypeOf is the content type that a key promises by its ending. It is what a file is served
// with, whatever a store says.
func TypeOf(key string) string {
	if strings.HasSuffix(key, ".pdf") {
		return "application/pdf"
	}
	return "image/jpeg"
}
