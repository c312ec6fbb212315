package lexicon

import (
	"slices"
	"strings"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/vntext"
)

// Synonym is a line of the list.
type Synonym struct {
	ID        string        `gorm:"primaryKey"`
	Line      string        `gorm:"<-:create"` // as search.Lexicon.Replace reads it
	Sense     string        `gorm:"<-:create"`
	Folded    string        `gorm:"<-:create"`
	Shipped   *string       `gorm:"<-:create"`
	Active    bool          `gorm:"<-:create"`
	ChangedBy string        `gorm:"<-:create"` // empty: nobody has touched it since it was shipped
	ChangedAt clock.Instant `gorm:"<-:create"`
}

// TableName names the table.
func (Synonym) TableName() string { return "synonyms" }

// Cursor is where the page behind s starts.
func (s Synonym) Cursor() db.Cursor { return db.Cursor{At: s.ChangedAt, ID: s.ID} }

// Group is the line as people read it.
func (s Synonym) Group() Group { return parse(s.Line) }

// Change is what a line was made, by whom.
type Change struct {
	ID        string `gorm:"primaryKey"`
	SynonymID string
	Line      string
	Active    bool
	ChangedBy string
	ChangedAt clock.Instant
}

// TableName names the table.
func (Change) TableName() string { return "synonym_changes" }

// Group is what the line was made, as people read it.
func (c Change) Group() Group { return parse(c.Line) }

// Kind says what a group of words does.
type Kind string

// The kinds.
const (
	Same    Kind = "same"    // the words stand for each other
	Means   Kind = "means"   // the word may mean another, not the other way round
	Nothing Kind = "nothing" // the words can be left out beside others
)

// Kinds lists them.
var Kinds = []Kind{Same, Means, Nothing}

// Group is a line as it is typed: at least two words that stand for each other, or one that
// means another, or one by which nothing is meant. A word may be several, "miến đao".
type Group struct {
	Kind  Kind     `json:"kind"`
	Words []string `json:"words"`
	Means string   `json:"means"`
}

func parse(line string) Group {
	if left, right, oneWay := strings.Cut(line, ">"); oneWay {
		g := Group{Kind: Means, Words: []string{strings.TrimSpace(left)}, Means: strings.TrimSpace(right)}
		if g.Means == "" {
			g.Kind = Nothing
		}
		return g
	}
	g := Group{Kind: Same}
	for word := range strings.SplitSeq(line, "|") {
		g.Words = append(g.Words, strings.TrimSpace(word))
	}
	return g
}

// line is the group as search.Lexicon.Replace reads it.
func (g Group) line() string {
	switch g.Kind {
	case Means:
		return g.Words[0] + " > " + g.Means
	case Nothing:
		return g.Words[0] + " >"
	}
	return strings.Join(g.Words, " | ")
}

// sense is the same for two lines that search reads alike.
func (g Group) sense() string {
	said := make([]string, len(g.Words))
	for i, w := range g.Words {
		said[i] = vntext.Spell(w)
	}
	if g.Kind == Same {
		slices.Sort(said)
	}
	g.Words, g.Means = said, vntext.Spell(g.Means)
	return g.line()
}

// folded is what a line is found by.
func (g Group) folded() string {
	return vntext.Fold(strings.Join(append(slices.Clone(g.Words), g.Means), " "))
}

// from are the texts in a question that the group says something of, without marks, each
// with how many texts it gives for them.
func (g Group) from() map[string]int {
	n := 1
	if g.Kind == Same {
		n = len(g.Words) - 1
	}
	out := map[string]int{}
	for _, w := range g.Words {
		out[vntext.Fold(w)] += n
	}
	return out
}
