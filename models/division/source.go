package division

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"strings"
)

// The lists: current units from the set of thanglequoc/vietnamese-provinces-database (MIT), legacy
// units and the mapping from the statistics office's lists as kept by
// tranngocminhhieu/vietnamadminunits (MIT); former wards from the resolutions named in them.
//
//go:embed data/*.csv
var lists embed.FS

// list reads one embedded file whose first line must be header. Its cells stay pieces of
// one text, so that the names of 14,000 units cost no copies.
func list(name, header string) ([][]string, error) {
	raw, err := lists.ReadFile("data/" + name + ".csv")
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

// Edition names the state of the embedded lists; it changes with any byte of them.
func Edition() string {
	sum := sha256.New()
	files, _ := lists.ReadDir("data")
	for _, f := range files {
		raw, _ := lists.ReadFile("data/" + f.Name())
		fmt.Fprintf(sum, "%s %d\n", f.Name(), len(raw))
		sum.Write(raw)
	}
	return hex.EncodeToString(sum.Sum(nil)[:12])
}
