package journal

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
)

// read fills the list from the file and writes the file anew with only that, so that it
// does not grow from start to start. A line cut short by a crash is left out.
func (j *Journal) read() error {
	b, err := os.ReadFile(j.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	lines := bufio.NewScanner(bytes.NewReader(b))
	for lines.Scan() {
		var e Entry
		if json.Unmarshal(lines.Bytes(), &e) == nil && e.To != "" {
			j.entries = append(j.entries, e)
		}
	}
	if err := lines.Err(); err != nil {
		return err
	}
	j.entries = j.entries[max(0, len(j.entries)-Keep):]
	var out bytes.Buffer
	for _, e := range j.entries {
		if err := json.NewEncoder(&out).Encode(e); err != nil {
			return err
		}
	}
	return os.WriteFile(j.path, out.Bytes(), 0o600)
}

func (j *Journal) append(e Entry) error {
	if j.path == "" {
		return nil
	}
	f, err := os.OpenFile(j.path, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	line, err := json.Marshal(e)
	if err == nil {
		_, err = f.Write(append(line, '\n'))
	}
	return errors.Join(err, f.Close())
}
