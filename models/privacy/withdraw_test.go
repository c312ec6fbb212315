package privacy_test

import (
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/seller"
)

func TestWhoeverNoLongerAgreesToBeShownIsHidden(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		ctx := t.Context()
		id, owner := h.Seller(t)
		helped, keeper := h.Seller(t)
		by := actor.Buyer{PersonID: owner.PersonID, Channel: actor.Page}
		err := d.Tx(ctx, func(tx *gorm.DB) error { // of another stall they only see the orders
			return seller.AddMember(ctx, tx, helped, owner.PersonID, actor.NewRights(actor.SeeOrders), keeper, h.Now())
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := h.p.Withdraw(ctx, by, account.Publishing); !fault.Has(err, "consent.gone") {
			t.Fatal(err)
		}
		agree := func() error {
			return h.p.Answer(ctx, by, account.Consent{Purpose: account.Publishing, Version: account.ConsentTexts[account.Publishing], Answer: account.Yes})
		}
		if err := agree(); err != nil {
			t.Fatal(err)
		}
		if err := h.p.Withdraw(ctx, by, account.Publishing); err != nil {
			t.Fatal(err)
		}
		state := func(id string) seller.State {
			s, err := seller.Find(ctx, d.Read(ctx), id)
			if err != nil {
				t.Fatal(err)
			}
			return s.State
		}
		if state(id) != seller.Suspended || state(helped) != seller.Active {
			t.Errorf("the stall is %s, the other's %s", state(id), state(helped))
		}
		moves, err := seller.Moves(ctx, d.Read(ctx), id)
		if last := moves[len(moves)-1]; err != nil || last.Reason != seller.Unpublished {
			t.Errorf("%+v %v", last, err)
		}
		err = d.Tx(ctx, func(tx *gorm.DB) error {
			return seller.AddCheck(ctx, tx, h.Till.Keys, id, seller.NewCheck{Method: seller.InPerson, Reference: "001099000001"}, actor.Admin{PersonID: "desk"}, h.Now())
		})
		if err != nil {
			t.Fatal(err)
		}
		activate := func() error {
			return d.Tx(ctx, func(tx *gorm.DB) error {
				return seller.Activate(ctx, tx, id, "", actor.Admin{PersonID: "desk"}, h.Now())
			})
		}
		if err := activate(); !fault.Has(err, "seller.unpublished") {
			t.Errorf("shown against the owner's will: %v", err)
		}
		if err := agree(); err != nil {
			t.Fatal(err)
		}
		if err := activate(); err != nil {
			t.Error(err)
		}
		if err := h.p.Withdraw(ctx, by, account.Privacy); !fault.Has(err, "consent.privacy") {
			t.Error(err)
		}
	})
}
