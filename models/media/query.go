package media

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/fault"
)

// Find reads one picture's row; an unknown id is "media.absent".
func Find(ctx context.Context, q *gorm.DB, id string) (Photo, error) {
	found, err := FindAll(ctx, q, []string{id})
	if err != nil {
		return Photo{}, err
	}
	p, ok := found[id]
	if !ok {
		return Photo{}, fault.New(fault.NotFound, "media.absent")
	}
	return p, nil
}

// FindAll reads the rows of ids with one statement; unknown ones are missing in the map.
func FindAll(ctx context.Context, q *gorm.DB, ids []string) (map[string]Photo, error) {
	var rows []Photo
	if err := q.WithContext(ctx).Where("id IN ? AND dropped_at = 0", ids).Find(&rows).Error; err != nil {
		return nil, fmt.Errorf("media: find: %w", err)
	}
	out := make(map[string]Photo, len(rows))
	for _, p := range rows {
		out[p.ID] = p
	}
	return out, nil
}

// Open reads an open picture by the last part of its URL, "3f…-640.jpg", without asking
// the database. Anything else, closed pictures too, is "media.absent".
func (al *Album) Open(ctx context.Context, name string) (Blob, error) {
	if len(name) < 32 || strings.ContainsAny(name, "/\\") {
		return Blob{}, fault.New(fault.NotFound, "media.absent")
	}
	return al.read(ctx, "open/"+name[:2]+"/"+name)
}

// Unseal reads a picture or document that is not for everybody, in the size that fits. The
// caller has checked that the reader may see it, and hands a document out as a download.
func (al *Album) Unseal(ctx context.Context, p Photo, size int) (Blob, error) {
	if p.IsDocument() {
		size = 0
	} else {
		size = fit(size)
	}
	k := key(p.Purpose, p.ID, size)
	b, err := al.read(ctx, k)
	if err != nil || p.Purpose.Open() {
		return b, err
	}
	defer b.Body.Close()
	sealed, err := io.ReadAll(b.Body)
	if err != nil {
		return Blob{}, fault.New(fault.Unavailable, "media.store").From(err)
	}
	plain, err := al.Keys.Open(k, string(sealed))
	if err != nil {
		return Blob{}, err
	}
	return Blob{Body: io.NopCloser(bytes.NewReader([]byte(plain))), Size: int64(len(plain)), ContentType: TypeOf(k)}, nil
}

func (al *Album) read(ctx context.Context, key string) (Blob, error) {
	if CheckKey(key) != nil {
		return Blob{}, fault.New(fault.NotFound, "media.absent")
	}
	b, err := al.Store.Open(ctx, key)
	switch {
	case errors.Is(err, ErrAbsent):
		return Blob{}, fault.New(fault.NotFound, "media.absent")
	case err != nil:
		return Blob{}, fault.New(fault.Unavailable, "media.store").From(err)
	}
	b.ContentType = TypeOf(key)
	return b, nil
}
