package sandbox

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// journal is the bank's memory on disk: one line of JSON for each change, holding the whole
// session; the last line of a session counts. A nil file remembers nothing.
type journal struct {
	file   *os.File
	size   int64
	closed bool
}

const journalName = "sandbox.jsonl"

// openJournal reads what is remembered in dir and starts a fresh file with only the last
// state of each session, put in place by a rename.
func openJournal(dir string) (*journal, map[string]session, error) {
	sessions := map[string]session{}
	if dir == "" {
		return &journal{}, sessions, nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, nil, fmt.Errorf("sandbox: %w", err)
	}
	path := filepath.Join(dir, journalName)
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, fmt.Errorf("sandbox: %w", err)
	}
	// A line without an end was being written when the process was killed: its change was
	// never answered.
	text = text[:bytes.LastIndexByte(text, '\n')+1]
	for line := range bytes.Lines(text) {
		var s session
		if err := json.Unmarshal(line, &s); err != nil || s.Ref == "" {
			return nil, nil, fmt.Errorf("sandbox: %s is damaged", path)
		}
		sessions[s.Ref] = s
	}
	j, err := rewrite(path, sessions)
	if err != nil {
		return nil, nil, fmt.Errorf("sandbox: %w", err)
	}
	return j, sessions, nil
}

func rewrite(path string, sessions map[string]session) (*journal, error) {
	f, err := os.OpenFile(path+".new", os.O_CREATE|os.O_TRUNC|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	w := bufio.NewWriter(f)
	e := json.NewEncoder(w)
	for _, s := range sessions {
		if err = e.Encode(s); err != nil {
			break
		}
	}
	err = errors.Join(err, w.Flush(), f.Sync())
	if err == nil {
		err = os.Rename(path+".new", path)
	}
	size, seek := f.Seek(0, io.SeekEnd)
	if err = errors.Join(err, seek); err != nil {
		return nil, errors.Join(err, f.Close())
	}
	return &journal{file: f, size: size}, nil
}

// write adds the state of s. A line that could not be written whole is taken back, or it
// would swallow the next.
func (j *journal) write(s session) error {
	if j.file == nil {
		return nil
	}
	line, err := json.Marshal(s)
	if err != nil {
		return err
	}
	n, err := j.file.WriteAt(append(line, '\n'), j.size)
	if err != nil {
		return errors.Join(fmt.Errorf("sandbox: %w", err), j.file.Truncate(j.size))
	}
	j.size += int64(n)
	return nil
}

func (j *journal) close() error {
	if j.file == nil || j.closed {
		return nil
	}
	j.closed = true
	return j.file.Close()
}
