package parts

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/shipping"
	lots "github.com/chophien/chophien/models/stock"
	"github.com/chophien/chophien/web/locale"
	"github.com/chophien/chophien/web/pdf"
	"github.com/chophien/chophien/web/view"
)

// MostLabels is how many labels are printed at once: those that wait longest.
const MostLabels = 100

// Parcel is what the papers of an order of by's seller tell. They exist while the seller
// may read where it goes; before and after that, and for another's order, it is
// "order.unknown". Who may see orders is for the caller to ask.
func (p Parts) Parcel(ctx context.Context, lang locale.Lang, by actor.Member, idOrCode string) (pdf.Parcel, error) {
	q := p.DB.Read(ctx)
	o, err := order.OfSeller(ctx, q, by.SellerID, idOrCode)
	if err != nil {
		return pdf.Parcel{}, err
	}
	s, err := seller.Find(ctx, q, by.SellerID)
	if err != nil {
		return pdf.Parcel{}, err
	}
	return p.parcel(ctx, lang, *s, o)
}

// Labels are the parcels of by's seller that wait to be handed over, the oldest first, at
// most MostLabels.
func (p Parts) Labels(ctx context.Context, lang locale.Lang, by actor.Member) ([]pdf.Parcel, error) {
	q := p.DB.Read(ctx)
	orders, err := order.ForSeller(ctx, q, by.SellerID, []order.Status{order.Packed}, order.After{}, MostLabels)
	if err != nil {
		return nil, err
	}
	s, err := seller.Find(ctx, q, by.SellerID)
	if err != nil {
		return nil, err
	}
	slices.Reverse(orders)
	out := make([]pdf.Parcel, 0, len(orders))
	for _, o := range orders {
		one, err := p.parcel(ctx, lang, *s, o)
		if err != nil {
			return nil, err
		}
		out = append(out, one)
	}
	return out, nil
}

// parcel gathers what is known of a parcel. The number stands whole on the label where
// somebody has to ring with it in hand: the seller's own courier, and the clerk of a post
// counter, who keys it in from the label. Who fetches the parcel shows the code.
func (p Parts) parcel(ctx context.Context, lang locale.Lang, s seller.Seller, o order.Order) (pdf.Parcel, error) {
	out := pdf.Parcel{Code: o.Code, Link: p.Market.BaseURL + view.OrderPath(o.Code), PlacedAt: o.CreatedAt, Market: p.Market.Name, Help: p.Market.Desk.Phone, Stall: s.Name, Packed: o.Packed()}
	if !o.Status.AddressKnown() {
		return out, fault.New(fault.NotFound, "order.unknown")
	}
	q := p.DB.Read(ctx)
	g, err := order.GroupByID(ctx, q, o.GroupID)
	if err != nil {
		return out, err
	}
	to, err := p.Checkout.Open(g)
	if err != nil {
		return out, err
	}
	phone := account.LocalPhone(to.Phone)
	out.Masked = crypt.MaskPhone(phone)
	if out.Phone = phone; !o.Status.PhoneKnown() || o.Carrier == shipping.PickupCode {
		out.Phone = out.Masked
	}
	out.Note, out.To = to.Address.Note, filled(to.Recipient, to.Address.Street, p.Places.FullName(to.Address.Scheme, to.Address.WardCode), to.Address.OldText, p.Places.Spot(to.Address), Vpostcode(lang, to.Address))
	from, err := s.Pickup(p.Keys)
	if err != nil {
		return out, err
	}
	out.From = filled(from.Street, p.Places.FullName(s.Scheme, s.WardCode))
	out.Way = locale.Raw(lang, "carrier."+o.Carrier)
	if o.PickupID != "" {
		point, err := shipping.FindPoint(ctx, q, o.PickupID)
		if err != nil {
			return out, err
		}
		out.Way += ": " + point.Name
	}
	sent, _, err := shipping.ShipmentOf(ctx, q, o.ID)
	if err != nil {
		return out, err
	}
	out.Grams = sent.Grams
	if out.Lines, err = p.parcelLines(ctx, lang, o); err != nil {
		return out, err
	}
	at, found, err := p.Checkout.AtDoor(ctx, o)
	if err == nil && found {
		out.Door = &pdf.ParcelDoor{Amount: at.Due, Known: at.Known, Cash: at.Cash, QR: at.Next.QR, Text: at.Payment.Code}
	}
	return out, err
}

func filled(texts ...string) []string {
	return slices.DeleteFunc(texts, func(t string) bool { return strings.TrimSpace(t) == "" })
}

// parcelLines are the goods, as packed once they are, with the facts that go with them.
func (p Parts) parcelLines(ctx context.Context, lang locale.Lang, o order.Order) ([]pdf.ParcelLine, error) {
	q := p.DB.Read(ctx)
	lines, err := order.Lines(ctx, q, o.ID)
	if err != nil {
		return nil, err
	}
	variants := make([]string, len(lines))
	for i, l := range lines {
		variants[i] = l.VariantID
	}
	taken, err := lots.TakenFor(ctx, q, o.ID, o.CreatedAt, variants...)
	if err != nil {
		return nil, err
	}
	goods := map[string]*catalog.Product{}
	out := make([]pdf.ParcelLine, 0, len(lines))
	for _, l := range lines {
		amount := l.Quantity
		if l.PackedQuantity != order.Unpacked {
			amount = l.PackedQuantity
		}
		if amount == 0 {
			continue // the buyer takes the box without it
		}
		if goods[l.ProductID] == nil {
			if goods[l.ProductID], err = catalog.Find(ctx, q, l.ProductID); err != nil {
				return nil, err
			}
		}
		out = append(out, p.parcelLine(lang, l, amount, goods[l.ProductID], taken))
	}
	return out, nil
}

func (p Parts) parcelLine(lang locale.Lang, l order.Line, amount int64, of *catalog.Product, taken []lots.Taken) pdf.ParcelLine {
	one := pdf.ParcelLine{Name: l.NameVI, Variant: l.VariantVI, Amount: locale.Quantity(lang, l.Basis, amount, catalog.UnitIn(string(lang), l.Unit))}
	if lang == locale.En {
		one.Name, one.Variant = cmp.Or(l.NameEN, l.NameVI), cmp.Or(l.VariantEN, l.VariantVI)
	}
	say := func(key, name, value string) string {
		if value == "" {
			return ""
		}
		return locale.Sentence(lang, key, map[string]any{name: value})
	}
	place := of.OriginText
	if of.WardCode != "" {
		place = p.Places.FullName(of.Scheme, of.WardCode)
	}
	one.Origin = filled(say("pdf.parcel.origin", "place", place), say("pdf.parcel.maker", "name", of.ProducerName), say("pdf.parcel.storage", "text", of.StorageVI))
	for _, t := range taken {
		if t.VariantID != l.VariantID {
			continue
		}
		facts := []string{say("pdf.parcel.lot", "lot", t.Code), say("pdf.parcel.harvested", "day", day(t.HarvestedOn)), say("pdf.parcel.best_before", "day", day(t.BestBefore))}
		if facts = filled(facts...); len(facts) > 0 {
			if l.Basis == measure.Piece || amount != t.Quantity {
				facts = append(facts, locale.Quantity(lang, l.Basis, t.Quantity, catalog.UnitIn(string(lang), l.Unit)))
			}
			one.Origin = append(one.Origin, strings.Join(facts, ", "))
		}
	}
	return one
}

func day(d clock.Date) string {
	if d == "" {
		return ""
	}
	return d.Format()
}

// Vpostcode says the code of the post's digital address, as the person showed it; empty
// without one.
func Vpostcode(lang locale.Lang, a division.Address) string {
	if a.VpostcodeText == "" {
		return ""
	}
	return locale.Sentence(lang, "place.vpostcode_is", map[string]any{"code": a.VpostcodeText})
}
