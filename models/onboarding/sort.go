package onboarding

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/vntext"
)

// groupKinds are the kinds of whole OCOP groups, by words of the name; the first that fits
// wins, and an empty word fits every name.
var groupKinds = []struct {
	kind  string
	group int
	words []string
}{
	{"homestay", 6, []string{""}},
	{"flower", 5, []string{"hoa", "cây", "lan", "đào", "chậu"}},
	{"animal", 5, []string{""}},
	{"handicraft", 4, []string{""}},
	{"herbal", 3, []string{""}},
	{"spirits", 2, []string{"rượu"}},
	{"drink", 2, []string{""}},
}

// Guess says on which shelf a product of this name and OCOP group (as a list writes it, or
// empty) stands, of which class and group it is. The kind is empty when the name tells
// nothing; a person decides then.
func Guess(name, group string) (kind string, class catalog.Class, ocopGroup int) {
	e := catalog.Entry{}
	e.NameVI, e.OCOPGroup = name, groups[vntext.Fold(group)]
	sortOut(&e, &reader{})
	return e.Kind, e.Class, e.OCOPGroup
}

// sortOut finds kind, class and group of an entry where the file does not say them.
func sortOut(e *catalog.Entry, r *reader) {
	if e.Kind == "" {
		e.Kind = kindOf(e.NameVI, e.OCOPGroup)
		if e.Kind == "" {
			r.refuse("kind", "import.kind")
			return
		}
	}
	k, ok := catalog.KindOf(e.Kind)
	if !ok {
		return // Clean says so
	}
	if e.Class == "" {
		e.Class = catalog.ClassOf(k, e.NameVI)
	}
	if e.OCOPGroup == 0 {
		e.OCOPGroup = k.Group
	}
}

// kindOf trusts the group that a list names before the words of the name.
func kindOf(name string, group int) string {
	for _, g := range groupKinds {
		if g.group == group && tells(name, g.words) {
			return g.kind
		}
	}
	if found := catalog.Recognise(name); len(found) > 0 {
		return found[0].Slug
	}
	return ""
}

// tells reports whether one of the phrases stands in name as whole words.
func tells(name string, phrases []string) bool {
	name = " " + strings.Join(strings.FieldsFunc(strings.ToLower(norm.NFC.String(name)), func(r rune) bool {
		return strings.ContainsRune(" \t-–,.()/'\"", r)
	}), " ") + " "
	for _, p := range phrases {
		if p == "" || strings.Contains(name, " "+p+" ") {
			return true
		}
	}
	return false
}
