package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/lexicon"
	"github.com/chophien/chophien/models/vntext"
	"github.com/chophien/chophien/search"
)

func (a *api) deskSynonymRoutes() chapter {
	return chapter{"Desk: words of the search", []*route{
		on(a, "GET", "/desk/synonyms", "listSynonyms", "Groups of words for one thing, the last changed first", a.synonyms),
		on(a, "POST", "/desk/synonyms", "addSynonym", "Add a group of words", a.addSynonym).once().made().need("kind", "words").
			says("Questions are read with it at once by the process that answers, within seconds by others; nothing is indexed anew."),
		on(a, "GET", "/desk/synonyms/{synonym}", "getSynonym", "A group of words, with its last 20 changes", a.synonym),
		on(a, "PUT", "/desk/synonyms/{synonym}", "rewordSynonym", "Change the words of a group", a.rewordSynonym).need("kind", "words"),
		on(a, "POST", "/desk/synonyms/{synonym}/off", "switchSynonymOff", "Read questions without a group", a.switchSynonym(false)).
			says("Groups are never deleted, so that an upgrade of the program brings back none that was switched off."),
		on(a, "POST", "/desk/synonyms/{synonym}/on", "switchSynonymOn", "Read questions with a group again", a.switchSynonym(true)),
		on(a, "GET", "/desk/readings", "readQuestion", "How a question is read, the question as it stands first; what is found for it, /search tells", a.readQuestion).need("q"),
	}}
}

func init() { set(lexicon.Kinds...) }

type synonymOut struct {
	ID        string        `json:"id"`
	Kind      lexicon.Kind  `json:"kind" doc:"same: the words stand for each other; means: the word may mean another; nothing: it can be left out beside others"`
	Words     []string      `json:"words"`
	Means     string        `json:"means"`
	Active    bool          `json:"active"`
	Shipped   bool          `json:"shipped" doc:"came with the program"`
	ChangedAt clock.Instant `json:"changed_at"`
}

func synonymOf(s lexicon.Synonym) synonymOut {
	g := s.Group()
	return synonymOut{s.ID, g.Kind, g.Words, g.Means, s.Active, s.Shipped != nil, s.ChangedAt}
}

type synonymsQuery struct {
	paging
	Q string `json:"q" doc:"words that stand in the group, with or without marks"`
}

func (a *api) synonyms(c *fiber.Ctx, by actor.Admin, in synonymsQuery) (list[synonymOut], error) {
	ctx := c.UserContext()
	return paged(in.paging, func(after db.Cursor, limit int) ([]lexicon.Synonym, error) {
		return lexicon.List(ctx, a.DB.Read(ctx), by, in.Q, after, limit)
	}, lexicon.Synonym.Cursor, synonymOf)
}

type synonymChange struct {
	Kind      lexicon.Kind  `json:"kind"`
	Words     []string      `json:"words"`
	Means     string        `json:"means"`
	Active    bool          `json:"active"`
	ChangedBy string        `json:"changed_by" doc:"id of the person"`
	ChangedAt clock.Instant `json:"changed_at"`
}

type synonymHistory struct {
	synonymOut
	Changes []synonymChange `json:"changes"`
}

func (a *api) synonym(c *fiber.Ctx, by actor.Admin, _ none) (out synonymHistory, err error) {
	ctx := c.UserContext()
	s, err := lexicon.Find(ctx, a.DB.Read(ctx), by, c.Params("synonym"))
	if err != nil {
		return out, err
	}
	changes, err := lexicon.ChangesOf(ctx, a.DB.Read(ctx), by, s.ID)
	return synonymHistory{synonymOf(s), each(changes, func(ch lexicon.Change) synonymChange {
		g := ch.Group()
		return synonymChange{g.Kind, g.Words, g.Means, ch.Active, ch.ChangedBy, ch.ChangedAt}
	})}, err
}

func (a *api) addSynonym(c *fiber.Ctx, by actor.Admin, in lexicon.Group) (synonymOut, error) {
	return changed(a.Lexicon.Add(c.UserContext(), by, in, key(c)))
}

func (a *api) rewordSynonym(c *fiber.Ctx, by actor.Admin, in lexicon.Group) (synonymOut, error) {
	return changed(a.Lexicon.Reword(c.UserContext(), by, c.Params("synonym"), in))
}

func (a *api) switchSynonym(on bool) func(*fiber.Ctx, actor.Admin, none) (synonymOut, error) {
	return func(c *fiber.Ctx, by actor.Admin, _ none) (synonymOut, error) {
		return changed(a.Lexicon.Switch(c.UserContext(), by, c.Params("synonym"), on))
	}
}

func changed(s lexicon.Synonym, err error) (synonymOut, error) {
	if err != nil {
		return synonymOut{}, err
	}
	return synonymOf(s), nil
}

type readingQuery struct {
	Q string `json:"q"`
}

type readingOut struct {
	Words [][]string `json:"words" doc:"word by word, each in the forms in which it is looked for, the likeliest first"`
}

func (a *api) readQuestion(_ *fiber.Ctx, _ actor.Admin, in readingQuery) (list[readingOut], error) {
	q := search.Query{Text: in.Q}.Clean()
	return full(a.Lexicon.Words.Read(q.Text), nil, func(r search.Reading) readingOut {
		return readingOut{each(r.Words, func(w search.Word) []string {
			return each(w, func(f search.Form) string { return vntext.Written(f.Spelled) })
		})}
	})
}
