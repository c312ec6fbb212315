package static

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"slices"
)

var (
	// imported is a module that another names: from "./words.js", import("../x/y.js").
	imported  = regexp.MustCompile(`(from |import |import\()"((?:\./|(?:\.\./)+)[a-z_/-]+\.js)"`)
	addressed = regexp.MustCompile(Prefix + `[a-z0-9/-]+\.[0-9a-f]{12}\.[a-z]+`)
	adding    []string // modules that wait for those which they name
)

// withModules turns the modules that a module names into their hashed addresses: one whose
// import changed has a new address itself. Two that name each other cannot have any.
func withModules(name string, js []byte) ([]byte, error) {
	if slices.Contains(adding, name) {
		return nil, fmt.Errorf("static: modules name each other in a circle: %v", append(adding, name))
	}
	adding = append(adding, name)
	defer func() { adding = adding[:len(adding)-1] }()
	for _, m := range imported.FindAllSubmatch(js, -1) {
		other := path.Join(path.Dir(name), string(m[2]))
		if err := add(other); err != nil {
			return nil, err
		}
		js = bytes.ReplaceAll(js, m[0], []byte(string(m[1])+`"`+byName[other]+`"`))
	}
	return js, nil
}

// Needs is the addresses of the files of ours that a text names, and of all that those
// name in turn, sorted: what a browser fetches to show it.
func Needs(text string) []string {
	seen := map[string]bool{}
	for todo := addressed.FindAllString(text, -1); len(todo) > 0; todo = todo[1:] {
		if a, ok := Lookup(todo[0]); ok && !seen[todo[0]] {
			seen[todo[0]] = true
			todo = append(todo, addressed.FindAllString(string(a.Body), -1)...)
		}
	}
	out := make([]string, 0, len(seen))
	for address := range seen {
		out = append(out, address)
	}
	slices.Sort(out)
	return out
}
