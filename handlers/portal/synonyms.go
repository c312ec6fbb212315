package portal

import (
	"context"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/lexicon"
	"github.com/chophien/chophien/models/vntext"
	"github.com/chophien/chophien/search"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// synonymsPage lists the groups of words, and tries a question.
func (w *portal) synonymsPage(c *fiber.Ctx, by actor.Admin) error {
	at, err := after(c)
	if err != nil {
		return err
	}
	in, err := session.Query[struct {
		Wanted   string `form:"q"`
		Question string `form:"try"`
	}](c)
	if err != nil {
		return err
	}
	ctx, list := c.UserContext(), pages.DeskPath("synonyms")
	all, err := lexicon.List(ctx, w.DB.Read(ctx), by, in.Wanted, at, perPage+1)
	if err != nil {
		return err
	}
	all, next := cut(all, lexicon.Synonym.Cursor)
	sh := w.desk(c, "portal.synonyms")
	p := pages.SynonymsPage{Action: list, New: pages.DeskPath("synonyms", "new"), Searches: pages.DeskPath("searches"), Question: in.Question, Wanted: in.Wanted}
	if in.Wanted != "" {
		list += "?q=" + url.QueryEscape(in.Wanted)
	}
	p.Pager = pager(c, list, next)
	for _, s := range all {
		row := pages.SynonymRow{URL: pages.DeskPath("synonyms", s.ID), Words: wordsOf(s.Group()), Does: sh.T("portal.synonyms.kind." + string(s.Group().Kind)), Off: !s.Active}
		if row.Switch = here(c, pages.DeskPath("synonyms", s.ID, "off")); row.Off {
			row.Switch = here(c, pages.DeskPath("synonyms", s.ID, "on"))
		}
		p.Rows = append(p.Rows, row)
	}
	if strings.TrimSpace(in.Question) != "" {
		if p.Tried, err = w.try(ctx, sh, in.Question); err != nil {
			return err
		}
	}
	return show(c, pages.Synonyms(sh, p))
}

// wordsOf writes a group as people read it.
func wordsOf(g lexicon.Group) string {
	switch g.Kind {
	case lexicon.Means:
		return g.Words[0] + " → " + g.Means
	case lexicon.Nothing:
		return g.Words[0]
	}
	return strings.Join(g.Words, " = ")
}

// try asks the search a question as a buyer would.
func (w *portal) try(ctx context.Context, sh *pages.Shell, question string) (*pages.Tried, error) {
	const first = 5
	q := search.Query{Text: question, IncludeAlcohol: true, On: w.Now().Date(), Limit: first}.Clean()
	t := &pages.Tried{}
	for _, r := range w.Lexicon.Words.Read(q.Text) {
		t.Readings = append(t.Readings, readingOf(r))
	}
	found, err := w.Search.Search(ctx, q)
	if err != nil {
		w.Log.WarnContext(ctx, "search is away", "error", err)
		t.Away = true
		return t, nil
	}
	if t.Found = sh.N("search.found", found.Total); found.Nearest {
		t.Found = sh.T("portal.synonyms.nearest")
	}
	rows, err := catalog.Shown(ctx, w.DB.Read(ctx), found.IDs(), q.On)
	for _, r := range rows {
		t.First = append(t.First, view.Link{Label: r.Name(string(sh.Lang)), URL: view.ProductPath(r.Slug)})
	}
	return t, err
}

// readingOf writes a reading: the forms of one word are joined by a stroke.
func readingOf(r search.Reading) string {
	words := make([]string, len(r.Words))
	for i, w := range r.Words {
		forms := make([]string, len(w))
		for j, f := range w {
			forms[j] = vntext.Written(f.Spelled)
		}
		words[i] = strings.Join(forms, "/")
	}
	return strings.Join(words, " ")
}

// typedGroup is a group of words as it is typed, one a line.
type typedGroup struct {
	Kind  lexicon.Kind `form:"kind"`
	Words string       `form:"words"`
	Means string       `form:"means"`
}

func (in typedGroup) group() lexicon.Group {
	return lexicon.Group{Kind: in.Kind, Words: strings.FieldsFunc(in.Words, func(r rune) bool { return r == '\n' || r == ',' || r == ';' }), Means: in.Means}
}

// newSynonymPage asks for a new group; a link may bring its first word along.
func (w *portal) newSynonymPage(c *fiber.Ctx, _ actor.Admin) error {
	in, err := session.Query[struct {
		Words string `form:"words"`
	}](c)
	if err != nil {
		return err
	}
	return w.askNewSynonym(c, typedGroup{Kind: lexicon.Same, Words: in.Words}, nil)
}

func (w *portal) askNewSynonym(c *fiber.Ctx, in typedGroup, ps view.Problems) error {
	return w.askSynonym(c, "portal.synonyms.add", in, pages.SynonymPage{Action: pages.DeskPath("synonyms", "new"), Problems: ps})
}

func (w *portal) askSynonym(c *fiber.Ctx, title string, in typedGroup, p pages.SynonymPage) error {
	sh := back(w.desk(c, title), pages.DeskPath("synonyms"), "portal.synonyms")
	p.Title, p.Kind, p.Words, p.Means = sh.T(title), string(in.Kind), in.Words, in.Means
	for _, k := range lexicon.Kinds {
		label := "portal.synonyms.kind." + string(k)
		p.Kinds = append(p.Kinds, view.Option{Value: string(k), Label: sh.T(label), Hint: sh.T(label + "_hint")})
	}
	return show(c, pages.Synonym(sh, p))
}

func (w *portal) addSynonym(c *fiber.Ctx, by actor.Admin) error {
	in, err := session.Bind[typedGroup](c)
	key := ""
	if err == nil {
		key, err = session.Key(c)
	}
	if err == nil {
		_, err = w.Lexicon.Add(c.UserContext(), by, in.group(), key)
	}
	if err == nil {
		return done(c, pages.DeskPath("synonyms"), "synonym")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askNewSynonym(c, in, ps)
	}
	return err
}

func (w *portal) synonymPage(c *fiber.Ctx, by actor.Admin) error {
	s, err := lexicon.Find(c.UserContext(), w.DB.Read(c.UserContext()), by, c.Params("synonym"))
	if err != nil {
		return err
	}
	g := s.Group()
	return w.showSynonym(c, by, s, typedGroup{Kind: g.Kind, Words: strings.Join(g.Words, "\n"), Means: g.Means}, nil)
}

func (w *portal) showSynonym(c *fiber.Ctx, by actor.Admin, s lexicon.Synonym, in typedGroup, ps view.Problems) error {
	changes, err := lexicon.ChangesOf(c.UserContext(), w.DB.Read(c.UserContext()), by, s.ID)
	if err != nil {
		return err
	}
	p := pages.SynonymPage{Action: pages.DeskPath("synonyms", s.ID), Shipped: s.Shipped != nil, Problems: ps}
	for _, ch := range changes {
		p.Changes = append(p.Changes, pages.SynonymChange{At: ch.ChangedAt, Words: wordsOf(ch.Group()), Off: !ch.Active})
	}
	return w.askSynonym(c, "portal.synonyms.change", in, p)
}

func (w *portal) rewordSynonym(c *fiber.Ctx, by actor.Admin) error {
	id := c.Params("synonym")
	in, err := session.Bind[typedGroup](c)
	if err == nil {
		_, err = w.Lexicon.Reword(c.UserContext(), by, id, in.group())
	}
	if err == nil {
		return done(c, pages.DeskPath("synonyms"), "synonym")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		s, err := lexicon.Find(c.UserContext(), w.DB.Read(c.UserContext()), by, id)
		if err != nil {
			return err
		}
		return w.showSynonym(c, by, s, in, ps)
	}
	return err
}

// switchSynonym puts a group to use or out of use.
func (w *portal) switchSynonym(on bool) func(*fiber.Ctx, actor.Admin) error {
	return func(c *fiber.Ctx, by actor.Admin) error {
		s, err := w.Lexicon.Switch(c.UserContext(), by, c.Params("synonym"), on)
		if err == nil {
			return done(c, here(c, pages.DeskPath("synonyms")), "synonym")
		}
		if ps, ok := mendable(c, session.Language(c), err); ok {
			g := s.Group()
			return w.showSynonym(c, by, s, typedGroup{Kind: g.Kind, Words: strings.Join(g.Words, "\n"), Means: g.Means}, ps)
		}
		return err
	}
}
