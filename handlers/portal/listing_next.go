package portal

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/measure"
	pages "github.com/chophien/chophien/web/portal"
)

// selling is the form that the questions are about: the first on sale.
func (g good) selling() (catalog.Variant, bool) {
	for _, v := range g.forms {
		if v.Active {
			return v, true
		}
	}
	return catalog.Variant{}, false
}

// unweighed reports whether a form lacks what one piece holds or weighs.
func (g good) unweighed(v catalog.Variant) bool {
	label := g.Class == catalog.Packed || g.Class == catalog.Alcohol
	return v.Basis == measure.Piece && (v.ShipGrams == 0 || label && v.NetGrams == 0 && v.NetML == 0)
}

// next is the address of the first question that is still open, the last look when none
// is. How much there is counts as open only where asked is said: who has none yet is not
// asked again and again.
func (w *portal) next(s stall, g good, asked bool) string {
	if !g.Class.ContactOnly() {
		v, ok := g.selling()
		switch {
		case !ok || !v.Price.Positive():
			return g.at(s, "sell") + newMark
		case g.unweighed(v):
			return g.at(s, "weigh") + newMark
		case asked && g.stock[v.ID].OnHand == 0:
			return g.at(s, "forms", v.ID, "stock") + newMark
		}
	}
	for _, f := range catalog.Missing(g.Product, g.forms) {
		switch {
		case strings.HasPrefix(f.Field, "variants"):
			continue // another form than the one that the questions are about
		case slices.Contains(askable, f.Field):
			return g.at(s, "ask", f.Field) + newMark
		}
	}
	return g.at(s, "look") + newMark
}

// nextPage leads to where somebody stopped.
func (w *portal) nextPage(c *fiber.Ctx, s stall) error {
	g, err := w.goodOf(c, s)
	if err != nil {
		return err
	}
	return done(c, w.next(s, g, true), "")
}

// step is the place of a question; of what the class must state it is told how much is open.
func (g good) step(question string) pages.Stage {
	switch question {
	case "sell", "weigh", "stock":
		return pages.Stage{Part: pages.PartPrice}
	case "look":
		return pages.Stage{Part: pages.PartLook}
	}
	left := 1
	for _, f := range catalog.Missing(g.Product, g.forms) {
		if f.Field != question && slices.Contains(askable, f.Field) {
			left++
		}
	}
	return pages.Stage{Part: pages.PartFacts, Left: left}
}

// grown reports whether the product has a harvest.
func (g good) grown() bool { return g.Class == catalog.Raw || g.Class == catalog.Living }
