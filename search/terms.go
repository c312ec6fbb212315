package search

import (
	"maps"
	"slices"
	"strings"

	"github.com/chophien/chophien/models/vntext"
)

// Terms are the words by which a document is found, sorted and each once, in the forms of
// package vntext. Every engine indexes the same.
type Terms struct {
	Name  []string // names in every language, folded
	Raw   []string // the same words spelled
	Head  []string // the first word of each name, folded: what the thing is
	Join  []string // runs of two to four neighbouring words of a name written as one
	Sound []string // names and places by sound
	Also  []string // shop, places and kinds, folded, and neighbouring words of the latter two as one
	Text  []string // descriptions, folded
}

// Terms are the words by which d is found.
func (d Document) Terms() Terms {
	names := d.names()
	all, places, kinds := strings.Join(names, " "), strings.Join(d.Places, " "), said(d.Kinds)
	return Terms{
		Name:  distinct(strings.Fields(vntext.Fold(all))),
		Raw:   distinct(strings.Fields(vntext.Spell(all))),
		Head:  distinct(heads(names)),
		Join:  distinct(joined(names)),
		Sound: distinct(strings.Fields(vntext.Sound(all + " " + places))),
		Also:  distinct(append(strings.Fields(vntext.Fold(d.Shop+" "+places+" "+strings.Join(kinds, " "))), joined(slices.Concat(d.Places, kinds))...)),
		Text:  distinct(strings.Fields(vntext.Fold(strings.Join(slices.Collect(maps.Values(d.Descriptions)), " ")))),
	}
}

// names are those in every language, in one order.
func (d Document) names() []string {
	out := make([]string, 0, len(d.Names))
	for _, lang := range slices.Sorted(maps.Keys(d.Names)) {
		out = append(out, d.Names[lang])
	}
	return out
}

// Said are all the names of l.
func (l Label) Said() []string {
	return append(slices.AppendSeq(make([]string, 0, len(l.Names)+len(l.Also)), maps.Values(l.Names)), l.Also...)
}

func said(labels []Label) []string {
	var out []string
	for _, l := range labels {
		out = append(out, l.Said()...)
	}
	return out
}

func distinct(words []string) []string {
	slices.Sort(words)
	return slices.Compact(words)
}

func heads(names []string) []string {
	var out []string
	for _, name := range names {
		if words := strings.Fields(vntext.Fold(name)); len(words) > 0 {
			out = append(out, words[0])
		}
	}
	return out
}

// joined are runs of two to four words of each name written as one, for buyers who leave the
// spaces out ("matong") and to tell neighbours from words that are far apart.
func joined(names []string) []string {
	var out []string
	for _, name := range names {
		words := strings.Fields(vntext.Fold(name))
		for from := range words {
			for to := from + 2; to <= min(from+4, len(words)); to++ {
				out = append(out, strings.Join(words[from:to], ""))
			}
		}
	}
	return out
}
