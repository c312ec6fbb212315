package portal

import (
	"strconv"

	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/order"
	pages "github.com/chophien/chophien/web/portal"
)

// scaleOf is a line by weight with what the typed weight comes to, and that weight where it
// looks like a slip.
func scaleOf(sh *pages.Shell, o sale, l order.Line, typed string) (pages.Scale, string) {
	out := pages.Scale{Ordered: l.Quantity, Price: l.Price, Amount: l.Amount, Door: o.PayableAt == order.Door}
	grams, err := measure.ParseKg(typed)
	if err != nil {
		return out, ""
	}
	if fulfillment.SlipOf(l.Quantity, grams) == fulfillment.InGrams {
		out.Said = []string{sh.T("portal.scale.grams")}
		return out, ""
	}
	s, err := fulfillment.ScaleOf(l, grams)
	if err != nil {
		return out, ""
	}
	less := l.Quantity - grams
	switch {
	case less == 0:
		out.Said = []string{sh.T("portal.scale.even")}
	case less < 0:
		out.Said = []string{sh.T("portal.scale.more", "weight", weightOf(sh, -less))}
	case out.Door:
		out.Said = []string{sh.T("portal.scale.less_door", "weight", weightOf(sh, less), "amount", s.Back)}
	default:
		out.Said = []string{sh.T("portal.scale.less", "weight", weightOf(sh, less), "amount", s.Back)}
	}
	if s.Slip == fulfillment.Half {
		out.Said = append(out.Said, sh.T("portal.scale.half"), sh.T("portal.scale.again"))
		return out, typed
	}
	if s.Asks {
		out.Said = append(out.Said, sh.T("portal.scale.asks"))
	}
	return out, ""
}

// weightOf says a weight: "150 gam", "1,25 kg".
func weightOf(sh *pages.Shell, grams int64) string {
	if grams < 1000 {
		return strconv.FormatInt(grams, 10) + " " + sh.T("portal.scale.gram")
	}
	return measure.Gram.Format(grams)
}

// slipped reports whether a weight looks like a slip, and was not typed a second time.
func slipped(lines []order.Line, quantities map[string]int64, in packing) bool {
	for _, l := range lines {
		at := fieldOf(l)
		if l.Basis == measure.Gram && fulfillment.SlipOf(l.Quantity, quantities[l.ID]) == fulfillment.Half && in.Sure[at] != in.Quantities[at] {
			return true
		}
	}
	return false
}
