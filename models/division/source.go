package division

import (
	"archive/zip"
	"bytes"
	"crypto/sha256"
	_ "embed" // the lists
	"encoding/hex"
	"fmt"
	"io/fs"
	"strings"
	"sync"
)

// packed are the lists of the folder data, which a test keeps the same (-update packs them
// anew). Current units are from the set of thanglequoc/vietnamese-provinces-database (MIT), legacy
// units and the mapping from the statistics office's lists as kept by
// tranngocminhhieu/vietnamadminunits (MIT); former wards from the resolutions named in them.
//
//go:embed lists.zip
var packed []byte

// lists are the packed files, each opened as long as it is read.
var lists = sync.OnceValues(func() (*zip.Reader, error) { return zip.NewReader(bytes.NewReader(packed), int64(len(packed))) })

// list reads one of the lists, whose first line must be header. Its cells stay pieces of
// one text, so that the names of 14,000 units cost no copies.
func list(name, header string) ([][]string, error) {
	from, err := lists()
	if err != nil {
		return nil, err
	}
	raw, err := fs.ReadFile(from, name+".csv")
	if err != nil {
		return nil, err
	}
	lines := strings.Split(strings.TrimSpace(string(raw)), "\n")
	if lines[0] != header {
		return nil, fmt.Errorf("division: %s begins with %q", name, lines[0])
	}
	rows := make([][]string, len(lines)-1)
	for i, line := range lines[1:] {
		rows[i] = strings.Split(line, ",")
		if len(rows[i]) != strings.Count(header, ",")+1 || strings.Contains(line, `"`) {
			return nil, fmt.Errorf("division: %s, line %d", name, i+2)
		}
	}
	return rows, nil
}

// Edition names the state of the lists; it changes with any byte of them.
func Edition() string {
	sum := sha256.Sum256(packed)
	return hex.EncodeToString(sum[:12])
}
