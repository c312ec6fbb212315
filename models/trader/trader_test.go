package trader_test

import (
	"context"
	"strings"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/trader"
)

var ctx = context.Background()

func ring(t *testing.T) *crypt.Keyring {
	t.Helper()
	keys, blind, err := crypt.Generate(nil, "t")
	if err != nil {
		t.Fatal(err)
	}
	r, err := crypt.ParseKeyring(keys, blind)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// A household notes what it heard; of a product its own newest price counts, else that of
// its kind, and nobody else writes, reads or removes it.
func TestWhatAHouseholdHeard(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m, keys := markettest.New(t, d), ring(t)
		sellerID, an := m.Seller(t)
		_, binh := m.Seller(t)
		v, p, err := catalog.FindVariant(ctx, d.Read(ctx), m.Variant(t, markettest.Good{SellerID: sellerID}))
		if err != nil {
			t.Fatal(v, err)
		}
		today := m.Now().Date()
		write := func(by actor.Member, in trader.Note) (out trader.Price, err error) {
			err = d.Tx(ctx, func(tx *gorm.DB) error {
				out, err = trader.Write(ctx, tx, keys, in, by, m.Now())
				return err
			})
			return out, err
		}
		kind, err := write(an, trader.Note{Kind: "tea", Price: money.Of(40_000), Asked: " Chị Mẫu "})
		if err != nil || kind.Day != today || kind.Product() != "" {
			t.Fatal(kind, err)
		}
		if who, err := kind.Asked(keys); err != nil || who != "Chị Mẫu" || strings.Contains(kind.AskedSealed, "Mẫu") {
			t.Errorf("%q, %q, %v", who, kind.AskedSealed, err)
		}
		own, err := write(an, trader.Note{ProductID: p.ID, Kind: "tea", Price: money.Of(45_000), Day: today.AddDays(-2)})
		if err != nil || own.Product() != p.ID {
			t.Fatal(own, err)
		}
		if _, err := write(an, trader.Note{ProductID: p.ID, Price: money.Of(30_000), Day: today.AddDays(-20)}); err != nil { // written later, heard before
			t.Fatal(err)
		}
		known, err := trader.KnownTo(ctx, d.Read(ctx), sellerID)
		if err != nil {
			t.Fatal(err)
		}
		if one, ok := known.Of(p.ID, "tea"); !ok || one.ID != own.ID {
			t.Errorf("%+v", one)
		}
		if one, ok := known.Of("other", "tea"); !ok || one.ID != kind.ID {
			t.Errorf("%+v", one)
		}
		if _, ok := known.Of("other", "honey"); ok {
			t.Error("honey was never asked about")
		}

		blind := an
		blind.Rights = actor.NewRights(actor.SeeOrders)
		for key, c := range map[string]struct {
			by actor.Member
			in trader.Note
		}{
			"right.see_money": {blind, trader.Note{Kind: "tea", Price: money.Of(1)}},
			"product.unknown": {binh, trader.Note{ProductID: p.ID, Price: money.Of(1)}},
			"trader.what":     {an, trader.Note{Kind: "gold", Price: money.Of(1)}},
			"trader.price":    {an, trader.Note{Kind: "tea"}},
			"trader.day":      {an, trader.Note{Kind: "tea", Price: money.Of(1), Day: today.AddDays(1)}},
			"text.too_long":   {an, trader.Note{Kind: "tea", Price: money.Of(1), Asked: strings.Repeat("a", 101)}},
		} {
			if _, err := write(c.by, c.in); !fault.Has(err, key) {
				t.Errorf("%s: %v", key, err)
			}
		}
		remove := func(by actor.Member, id string) error {
			return d.Tx(ctx, func(tx *gorm.DB) error { return trader.Remove(ctx, tx, id, by, m.Now()) })
		}
		if err := remove(binh, own.ID); !fault.Has(err, "trader.unknown") {
			t.Error(err)
		}
		if err := remove(an, own.ID); err != nil {
			t.Error(err)
		}
		if err := remove(an, own.ID); !fault.Has(err, "trader.unknown") {
			t.Error(err)
		}
		for _, erased := range []struct {
			personID string
			named    int
		}{{binh.PersonID, 1}, {an.PersonID, 0}} {
			if err := d.Tx(ctx, func(tx *gorm.DB) error { return trader.Forget(ctx, tx, erased.personID) }); err != nil {
				t.Fatal(err)
			}
			all, err := trader.Newest(ctx, d.Read(ctx), sellerID, db.Cursor{}, 10)
			named := 0
			for _, one := range all {
				if one.AskedSealed != "" {
					named++
				}
			}
			if err != nil || len(all) != 2 || named != erased.named {
				t.Errorf("%d notes, %d with a name, want 2 and %d, %v", len(all), named, erased.named, err)
			}
		}
	})
}
