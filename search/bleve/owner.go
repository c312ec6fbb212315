package bleve

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/chophien/chophien/search"
	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// owner holds a folder for one process and remembers which index in it counts. It is a
// small bolt file: its lock works on every system, and a change of state is one
// transaction, so a crash leaves either index current, never none.
type owner struct {
	dir   string
	db    *bbolt.DB
	state state
}

type state struct {
	Schema string
	Folder string
	Number int  // of the last folder handed out
	Filled bool // by a rebuild, as a whole
}

var stateBucket, stateKey = []byte("index"), []byte("state")

func own(dir string) (*owner, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	o, err := lock(dir, ownedBolt())
	if isDamaged(err) {
		// It says nothing that a rebuild would not find out, so another one takes its place,
		// and nothing beside it can be told to be the current index.
		if err := os.Remove(filepath.Join(dir, ownerFile)); err != nil {
			return nil, err
		}
		if o, err = lock(dir, ownedBolt()); err == nil {
			err = o.sweep()
		}
	}
	if err != nil {
		return nil, fmt.Errorf("search folder %s: %w", dir, err)
	}
	return o, nil
}

const ownerFile = "owner.db"

var errState = errors.New("search: owner.db holds no state")

// isDamaged reports whether err says that owner.db is not one; nobody else holds it then.
func isDamaged(err error) bool {
	for _, damage := range []error{bolterrors.ErrInvalid, bolterrors.ErrChecksum, bolterrors.ErrVersionMismatch, errState} {
		if errors.Is(err, damage) {
			return true
		}
	}
	return false
}

// ownedBolt and seenBolt open owner.db for this process alone, and to be read.
func ownedBolt() *bbolt.Options { return &bbolt.Options{Timeout: time.Second} }
func seenBolt() *bbolt.Options  { return &bbolt.Options{Timeout: time.Second, ReadOnly: true} }

// lock opens owner.db.
func lock(dir string, how *bbolt.Options) (*owner, error) {
	db, err := bbolt.Open(filepath.Join(dir, ownerFile), 0o600, how)
	if errors.Is(err, bolterrors.ErrTimeout) {
		return nil, fmt.Errorf("%w by another process", search.ErrBusy)
	}
	if err != nil {
		return nil, err
	}
	o := &owner{dir: dir, db: db}
	err = db.View(func(tx *bbolt.Tx) error {
		if b := tx.Bucket(stateBucket); b != nil && json.Unmarshal(b.Get(stateKey), &o.state) != nil {
			return errState
		}
		return nil
	})
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return o, nil
}

func (o *owner) path(folder string) string { return filepath.Join(o.dir, folder) }

// nextFolder names a folder that was never used, not even by a rebuild that died.
func (o *owner) nextFolder() (string, error) {
	s := o.state
	s.Number++
	return "gen-" + strconv.Itoa(s.Number), o.save(s)
}

func (o *owner) save(s state) error {
	b, err := json.Marshal(s)
	if err != nil {
		return err
	}
	err = o.db.Update(func(tx *bbolt.Tx) error {
		bucket, err := tx.CreateBucketIfNotExists(stateBucket)
		if err != nil {
			return err
		}
		return bucket.Put(stateKey, b)
	})
	if err == nil {
		o.state = s
	}
	return err
}

// point makes folder the current index.
func (o *owner) point(folder string, filled bool) error {
	s := o.state
	s.Schema, s.Folder, s.Filled = schema, folder, filled
	return o.save(s)
}

func (o *owner) startEmpty() (*generation, error) {
	folder, err := o.nextFolder()
	if err != nil {
		return nil, err
	}
	g, err := newGeneration(o.path(folder))
	if err != nil {
		return nil, err
	}
	if err := o.point(folder, false); err != nil {
		return nil, errors.Join(err, g.close())
	}
	return g, nil
}

// sweep removes what crashed rebuilds and replaced indexes left behind. It touches only
// folders of our own naming: somebody may point us at a folder with other things in it.
func (o *owner) sweep() error {
	entries, err := os.ReadDir(o.dir)
	if err != nil {
		return err
	}
	var errs []error
	for _, entry := range entries {
		name := entry.Name()
		number, ours := strings.CutPrefix(name, "gen-")
		if _, err := strconv.Atoi(strings.TrimSuffix(number, buildSuffix)); !ours || err != nil || name == o.state.Folder {
			continue
		}
		errs = append(errs, os.RemoveAll(o.path(name)))
	}
	return errors.Join(errs...)
}

func (o *owner) close() error { return o.db.Close() }
