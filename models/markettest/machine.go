package markettest

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

var draw = flag.Bool("draw", false, "write the drawings of state machines anew")

// Machine is a state machine as data: its statuses in the order of a good course, its
// edges, where it begins and where it may rest for ever.
type Machine[S ~string] struct {
	Name     string
	Statuses []S
	Edges    map[S][]S
	Begins   []S
	Ends     []S
}

// Drawing is the machine as Mermaid text.
func (m Machine[S]) Drawing() string {
	var b strings.Builder
	fmt.Fprintf(&b, "## %s\n\n```mermaid\nstateDiagram-v2\n", m.Name)
	for _, s := range m.Begins {
		fmt.Fprintf(&b, "    [*] --> %s\n", s)
	}
	for _, from := range m.Statuses {
		for _, to := range m.Edges[from] {
			fmt.Fprintf(&b, "    %s --> %s\n", from, to)
		}
	}
	for _, s := range m.Ends {
		fmt.Fprintf(&b, "    %s --> [*]\n", s)
	}
	b.WriteString("```\n")
	return b.String()
}

// Prove fails for a status that nothing leads to, one from which no end is reached, and
// an edge to or from what is no status.
func (m Machine[S]) Prove(t *testing.T) {
	t.Helper()
	for from, all := range m.Edges {
		for _, s := range append([]S{from}, all...) {
			if !slices.Contains(m.Statuses, s) {
				t.Errorf("%s: %q is no status", m.Name, s)
			}
		}
	}
	reached := m.from(m.Begins...)
	for _, s := range m.Statuses {
		if !reached[s] {
			t.Errorf("%s: nothing leads to %s", m.Name, s)
		}
		ends := false
		for next := range m.from(s) {
			ends = ends || slices.Contains(m.Ends, next)
		}
		if !ends {
			t.Errorf("%s: from %s no end is reached", m.Name, s)
		}
	}
}

// from are the statuses that the edges lead to, and those given.
func (m Machine[S]) from(begin ...S) map[S]bool {
	seen := map[S]bool{}
	for len(begin) > 0 {
		s := begin[0]
		begin = begin[1:]
		if !seen[s] {
			seen[s] = true
			begin = append(begin, m.Edges[s]...)
		}
	}
	return seen
}

// Drawn fails when file is not the drawings given; with -draw it writes them.
func Drawn(t *testing.T, file, title string, drawings ...string) {
	t.Helper()
	text := "# " + title + "\n\nDrawn from the maps in the code by `go test -draw`; do not edit.\n\n" + strings.Join(drawings, "\n")
	if *draw {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if got, err := os.ReadFile(file); err != nil || string(got) != text {
		t.Errorf("%s is not what the code says (%v): run go test -draw here", file, err)
	}
}
