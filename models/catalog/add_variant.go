package catalog

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
)

// defaultStep is the step of goods sold by weight whose seller names none, in grams.
const defaultStep = 100

// Clean fills what may be left out and returns everything that is wrong; at goes before
// the names of the fields ("variants.1.").
func (n *NewVariant) Clean(at string) fault.List {
	var l fault.List
	tidy(&l, at+"name_vi", &n.NameVI, maxName, false)
	tidy(&l, at+"name_en", &n.NameEN, maxName, false)
	tidy(&l, at+"unit", &n.Unit, maxCode, false)
	check := func(ok bool, key, field string) {
		if !ok {
			l.Add(fault.New(fault.Invalid, key).On(at + field))
		}
	}
	if n.Step == 0 {
		n.Step = 1
		if n.Basis == measure.Gram {
			n.Step = defaultStep
		}
	}
	if n.Minimum == 0 {
		n.Minimum = n.Step
	}
	if n.ShipGrams == 0 && n.Basis == measure.Piece {
		n.ShipGrams = max(n.NetGrams, n.NetML)
	}
	switch n.Basis {
	case measure.Gram:
		n.Unit = Kilogram
		check(n.NetGrams == 0 && n.NetML == 0, "product.net_of_weight", "net_grams")
	case measure.Piece:
		check(knownUnit(n.Unit), "product.unit", "unit")
	}
	if key := (measure.Rule{Basis: n.Basis, Step: n.Step, Min: n.Minimum}).RefuseRule(); key != "" {
		check(false, key, map[string]string{"measure.basis": "basis", "measure.step": "step", "measure.minimum": "minimum"}[key])
	}
	for _, w := range []struct {
		field string
		n     int64
	}{{"net_grams", n.NetGrams}, {"net_ml", n.NetML}, {"ship_grams", n.ShipGrams}} {
		check(w.n >= 0 && w.n <= measure.MaxQuantity, "product.weight", w.field)
	}
	check(priceable(n.Price), "product.price_range", "price")
	return l
}

func priceable(p money.VND) bool { return !p.Negative() && p.Cmp(MaxPrice) <= 0 }

func (n NewVariant) variant(productID string, position int, now clock.Instant) Variant {
	return Variant{
		ID: db.NewID(), ProductID: productID, NameVI: n.NameVI, NameEN: n.NameEN, Basis: n.Basis, Unit: n.Unit,
		Step: n.Step, Minimum: n.Minimum, NetGrams: n.NetGrams, NetML: n.NetML, ShipGrams: n.ShipGrams,
		Price: n.Price, Position: position, Active: true, CreatedAt: now,
	}
}

func addVariant(ctx context.Context, tx *gorm.DB, v Variant, by actor.Actor, now clock.Instant) error {
	if err := tx.WithContext(ctx).Create(&v).Error; err != nil {
		return err
	}
	if v.Price.IsZero() {
		return nil
	}
	return priced(ctx, tx, v.ID, money.VND{}, v.Price, by, now)
}

// AddVariant adds a form to a product. It refuses with faults on the fields, and with
// "product.too_many_variants" beyond MaxVariants. The use case that calls it opens the
// form's stock.
func AddVariant(ctx context.Context, tx *gorm.DB, productID string, in NewVariant, by actor.Actor, now clock.Instant) (*Variant, error) {
	p, err := editable(ctx, tx, productID, by)
	if err != nil {
		return nil, err
	}
	if err := in.Clean("").Err(); err != nil {
		return nil, err
	}
	vs, err := Variants(ctx, tx, p.ID)
	if err != nil {
		return nil, err
	}
	if len(vs) >= MaxVariants {
		return nil, fault.New(fault.Conflict, "product.too_many_variants").With("most", MaxVariants)
	}
	if err := touch(ctx, tx, p, nil); err != nil {
		return nil, err
	}
	position := 0
	if len(vs) > 0 {
		position = vs[len(vs)-1].Position + 1
	}
	v := in.variant(p.ID, position, now)
	if err := addVariant(ctx, tx, v, by, now); err != nil {
		return nil, err
	}
	return &v, stillWhole(ctx, tx, p.ID)
}
