// Package disk keeps pictures in a folder of this machine, out of which no key leads.
package disk

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/media"
)

// Store is one folder.
type Store struct {
	root *os.Root
}

var _ media.Store = (*Store)(nil)

// fresh is where files are written before they get their names.
const fresh = "fresh"

// Open makes dir when it is missing and opens it. It clears away what a crash left half
// written more than an hour before now.
func Open(dir string, now clock.Clock) (*Store, error) {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return nil, fmt.Errorf("disk: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("disk: %w", err)
	}
	s := &Store{root: root}
	if err := s.clear(now()); err != nil {
		_ = root.Close()
		return nil, fmt.Errorf("disk: %w", err)
	}
	return s, nil
}

// Close lets go of the folder.
func (s *Store) Close() error { return s.root.Close() }

func (s *Store) clear(now clock.Instant) error {
	if err := s.root.MkdirAll(fresh, 0o750); err != nil {
		return err
	}
	left, err := fs.ReadDir(s.root.FS(), fresh)
	if err != nil {
		return err
	}
	for _, f := range left {
		// Another process may be writing right now: only what is old was left.
		if fi, err := f.Info(); err == nil && clock.At(fi.ModTime()) < now.Add(-time.Hour) {
			_ = s.root.Remove(path.Join(fresh, f.Name()))
		}
	}
	return nil
}

// Put implements media.Store: the file gets its name only when all of it is on the disk.
func (s *Store) Put(ctx context.Context, key, _ string, body []byte) error {
	if err := media.CheckKey(key); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	folder := path.Dir(key)
	if err := s.root.MkdirAll(folder, 0o750); err != nil {
		return fmt.Errorf("disk: %w", err)
	}
	part := path.Join(fresh, rand.Text())
	err := s.write(part, body)
	if err == nil {
		err = s.root.Rename(part, key)
	}
	if err != nil {
		_ = s.root.Remove(part)
		return fmt.Errorf("disk: %w", err)
	}
	return s.sync(folder)
}

func (s *Store) write(name string, body []byte) error {
	f, err := s.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o640)
	if err != nil {
		return err
	}
	_, err = f.Write(body)
	return errors.Join(err, f.Sync(), f.Close())
}

// sync makes a new name survive a power cut.
func (s *Store) sync(folder string) error {
	d, err := s.root.Open(folder)
	if err != nil {
		return fmt.Errorf("disk: %w", err)
	}
	return errors.Join(d.Sync(), d.Close())
}

// Open implements media.Store.
func (s *Store) Open(ctx context.Context, key string) (media.Blob, error) {
	if err := media.CheckKey(key); err != nil {
		return media.Blob{}, err
	}
	if err := ctx.Err(); err != nil {
		return media.Blob{}, err
	}
	f, err := s.root.Open(key)
	if errors.Is(err, fs.ErrNotExist) {
		return media.Blob{}, media.ErrAbsent
	}
	if err != nil {
		return media.Blob{}, fmt.Errorf("disk: %w", err)
	}
	fi, err := f.Stat()
	if err != nil {
		_ = f.Close()
		return media.Blob{}, fmt.Errorf("disk: %w", err)
	}
	return media.Blob{Body: f, Size: fi.Size(), ContentType: media.TypeOf(key)}, nil
}

// Delete implements media.Store.
func (s *Store) Delete(ctx context.Context, key string) error {
	if err := media.CheckKey(key); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := s.root.Remove(key); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("disk: %w", err)
	}
	return nil
}
