package portal

import (
	"context"
	"strings"

	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/web/locale"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// amountOf writes how much of a line there is.
func amountOf(sh *pages.Shell, basis measure.Basis, n int64, unit string) string {
	return sh.Quantity(basis, n, catalog.UnitIn(string(sh.Lang), unit))
}

// goodsOf names the goods of an order in one line.
func goodsOf(sh *pages.Shell, lines []order.Line) string {
	if len(lines) == 0 {
		return ""
	}
	first := lines[0]
	text := first.Name(string(sh.Lang)) + ", " + amountOf(sh, first.Basis, first.Quantity, first.Unit)
	if more := len(lines) - 1; more > 0 {
		text = sh.T("portal.and_more", "goods", text, "n", more)
	}
	return text
}

// placeOf is ward and province of a destination.
func (w *portal) placeOf(g order.Group) string { return w.Places.FullName(g.Scheme, g.WardCode) }

// linesOf are the lines of an order as its page shows them; pictures are those of now.
func (w *portal) linesOf(ctx context.Context, sh *pages.Shell, lines []order.Line) ([]pages.OrderLine, error) {
	ids := make([]string, len(lines))
	for i, l := range lines {
		ids[i] = l.VariantID
	}
	now, err := catalog.SellableVariants(ctx, w.DB.Read(ctx), ids)
	if err != nil {
		return nil, err
	}
	out := make([]pages.OrderLine, len(lines))
	for i, l := range lines {
		unit := catalog.UnitIn(string(sh.Lang), l.Unit)
		row := pages.OrderLine{
			Name: l.Name(string(sh.Lang)), Variant: variantOf(sh, l), Kind: drawingOf(now[l.VariantID].Kind),
			Ordered: amountOf(sh, l.Basis, l.Quantity, l.Unit), Price: sh.Money(l.Price) + " / " + unit, Sum: l.Amount,
		}
		if id := now[l.VariantID].PhotoKey; id != "" {
			row.Photo = media.URL(id, 320)
		}
		if l.PackedQuantity != order.Unpacked {
			row.Sum = l.PackedAmount
			if l.PackedQuantity != l.Quantity {
				row.Packed = amountOf(sh, l.Basis, l.PackedQuantity, l.Unit)
			}
		}
		if row.Variant != "" && strings.HasSuffix(row.Name, row.Variant) {
			row.Variant = "" // the name says it already
		}
		out[i] = row
	}
	return out, nil
}

// variantOf is the form of a line in the reader's language.
func variantOf(sh *pages.Shell, l order.Line) string {
	if sh.Lang == "en" && l.VariantEN != "" {
		return l.VariantEN
	}
	return l.VariantVI
}

// drawingOf is the drawing of a kind of goods.
func drawingOf(kind string) string {
	k, ok := catalog.KindOf(kind)
	if !ok {
		return "basket"
	}
	return k.Drawing
}

// toneOf is how a status of an order feels to its seller.
func toneOf(s order.Status) view.Tone {
	switch s {
	case order.Placed, order.Confirmed, order.Packed:
		return view.Care
	case order.Completed, order.Delivered:
		return view.Good
	case order.Cancelled, order.Returned:
		return view.Bad
	}
	return view.Plain
}

// whereTo is a destination line by line: all of it, or only the place.
func (w *portal) whereTo(lang locale.Lang, recipient string, a division.Address, whole bool) []string {
	place := w.Places.FullName(a.Scheme, a.WardCode)
	if !whole {
		return []string{place}
	}
	lines := []string{recipient}
	for _, t := range []string{a.Street, place, a.OldText, w.Places.Spot(a), parts.Vpostcode(lang, a)} {
		if t != "" {
			lines = append(lines, t)
		}
	}
	return lines
}
