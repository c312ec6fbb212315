package portal

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/catalog"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// boxes is how many sizes a page asks about.
const boxes = 3

// guideTyped is a guide as it is typed: the sizes one after the other.
type guideTyped struct {
	Words   string `form:"words"`
	Name0   string `form:"name0"`
	Length0 string `form:"length0"`
	Width0  string `form:"width0"`
	Height0 string `form:"height0"`
	Holds0  string `form:"holds0"`
	Name1   string `form:"name1"`
	Length1 string `form:"length1"`
	Width1  string `form:"width1"`
	Height1 string `form:"height1"`
	Holds1  string `form:"holds1"`
	Name2   string `form:"name2"`
	Length2 string `form:"length2"`
	Width2  string `form:"width2"`
	Height2 string `form:"height2"`
	Holds2  string `form:"holds2"`
}

func (in guideTyped) rows() []pages.BoxRow {
	return []pages.BoxRow{{Name: in.Name0, Length: in.Length0, Width: in.Width0, Height: in.Height0, Holds: in.Holds0},
		{Name: in.Name1, Length: in.Length1, Width: in.Width1, Height: in.Height1, Holds: in.Holds1},
		{Name: in.Name2, Length: in.Length2, Width: in.Width2, Height: in.Height2, Holds: in.Holds2}}
}

// guide leaves out sizes of which nothing was typed.
func (in guideTyped) guide() catalog.PackingGuide {
	g := catalog.PackingGuide{Words: in.Words}
	for _, r := range in.rows() {
		if r != (pages.BoxRow{}) {
			g.Boxes = append(g.Boxes, catalog.Box{Name: r.Name, Length: days(r.Length), Width: days(r.Width), Height: days(r.Height), Holds: r.Holds})
		}
	}
	return g
}

func (w *portal) packingPage(c *fiber.Ctx, s stall) error {
	page, err := w.restingProduct(c, s)
	if err != nil {
		return err
	}
	all, err := catalog.PackingGuides(c.UserContext(), w.DB.Read(c.UserContext()), page.Product.ID)
	if err != nil {
		return err
	}
	g := all[page.Product.ID]
	rows := make([]pages.BoxRow, boxes)
	for i, b := range g.Boxes {
		if i < boxes {
			rows[i] = pages.BoxRow{Name: b.Name, Length: strconv.Itoa(b.Length), Width: strconv.Itoa(b.Width), Height: strconv.Itoa(b.Height), Holds: b.Holds}
		}
	}
	return w.askPacking(c, s, page, g.Words, rows, nil)
}

func (w *portal) askPacking(c *fiber.Ctx, s stall, page *catalog.Page, words string, rows []pages.BoxRow, ps view.Problems) error {
	sh := back(w.shell(c, s, "portal.packing", "stall"), s.path("packing"), "portal.packing")
	sh.Title = page.Name(string(sh.Lang))
	return show(c, pages.Packing(sh, pages.PackingPage{Action: s.path("packing", page.Slug), Name: sh.Title, Words: words, Boxes: rows, Problems: ps}))
}

func (w *portal) tellPacking(c *fiber.Ctx, s stall) error {
	page, err := w.restingProduct(c, s)
	if err != nil {
		return err
	}
	in, err := session.Bind[guideTyped](c)
	if err == nil {
		err = w.Onboarding.SetPackingGuide(c.UserContext(), s.ID, page.Product.ID, in.guide(), s.by)
	}
	if err == nil {
		return done(c, s.path("packing"), "saved")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askPacking(c, s, page, in.Words, in.rows(), ps)
	}
	return err
}
