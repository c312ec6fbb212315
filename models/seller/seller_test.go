package seller_test

import (
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/seller"
)

func TestNobodySellsBeforeAnIdentityCheck(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		place(t, d, "an")
		k := keyring(t)
		s := apply(t, d, k, household("an"))
		refused(t, d, "seller.unchecked", func(tx *gorm.DB) error {
			return seller.Activate(t.Context(), tx, s.ID, "", desk, now)
		})
		in(t, d, func(tx *gorm.DB) error {
			return seller.AddCheck(t.Context(), tx, k, s.ID, seller.NewCheck{Method: seller.ChipCard, Reference: "015000000777", ValidUntil: "2026-12-31"},
				actor.Officer{PersonID: "officer", Scheme: scheme, Code: ward}, now)
		})
		refused(t, d, "seller.unchecked", func(tx *gorm.DB) error { // the card has run out by then
			return seller.Activate(t.Context(), tx, s.ID, "", desk, clock.Date("2027-01-01").Start())
		})
		refused(t, d, "seller.unagreed", func(tx *gorm.DB) error { // nobody has said yet that it may be shown
			return seller.Activate(t.Context(), tx, s.ID, "", desk, now)
		})
		for _, past := range []string{"UPDATE sellers SET state = 'active'", "UPDATE sellers SET by_consent = FALSE"} {
			if err := d.Tx(t.Context(), func(tx *gorm.DB) error { return tx.Exec(past).Error }); err == nil {
				t.Errorf("the database takes %q", past)
			}
		}
		agrees(t, d, "an")
		in(t, d, func(tx *gorm.DB) error { return seller.Activate(t.Context(), tx, s.ID, "", desk, now) })
		got, err := seller.Find(t.Context(), d.Read(t.Context()), s.ID)
		if err != nil || got.State != seller.Active {
			t.Fatalf("%+v, %v", got, err)
		}
		var row seller.Check
		if err := d.Read(t.Context()).Where("seller_id = ?", s.ID).Take(&row).Error; err != nil {
			t.Fatal(err)
		}
		if strings.Contains(row.ReferenceSealed, "015000000777") || row.ReferenceLast4 != "0777" || row.CheckedBy != "officer" {
			t.Errorf("%+v", row)
		}
		lapsed, err := seller.Lapsed(t.Context(), d.Read(t.Context()), "2027-01-01", 10)
		if err != nil || len(lapsed) != 1 || lapsed[0] != s.ID {
			t.Errorf("lapsed %v, %v", lapsed, err)
		}
	})
}

func TestTheMachineKnowsEveryMoveAndTellsEachOne(t *testing.T) {
	d := dbtest.SQLite(t)
	place(t, d, "an")
	k := keyring(t)
	s := open(t, d, k, "an")
	verbs := map[seller.State]func(tx *gorm.DB) error{
		seller.Active: func(tx *gorm.DB) error { return seller.Activate(t.Context(), tx, s.ID, "", desk, now) },
		seller.Suspended: func(tx *gorm.DB) error {
			return seller.Suspend(t.Context(), tx, s.ID, "hàng không rõ nguồn", desk, now)
		},
		seller.Closed: func(tx *gorm.DB) error { return seller.Close(t.Context(), tx, s.ID, "nghỉ bán", desk, now) },
	}
	for from, all := range map[seller.State][]seller.State{
		seller.Active: {seller.Suspended, seller.Closed}, seller.Suspended: {seller.Active, seller.Closed}, seller.Closed: nil,
		seller.Applied: {seller.Closed}, seller.Checked: {seller.Active, seller.Closed},
	} {
		for next, verb := range verbs {
			in(t, d, func(tx *gorm.DB) error {
				return tx.Table("sellers").Where("id = ?", s.ID).Update("state", from).Error
			})
			want := false
			for _, a := range all {
				want = want || a == next
			}
			err := d.Tx(t.Context(), verb)
			if want != (err == nil) || !want && !fault.Has(err, "seller.move") {
				t.Errorf("%s to %s: %v", from, next, err)
			}
		}
	}
	moves, err := seller.Moves(t.Context(), d.Read(t.Context()), s.ID)
	if err != nil || len(moves) != 3+7 {
		t.Errorf("%d moves, %v", len(moves), err)
	}
	for from, to := range seller.Edges() {
		for _, next := range to {
			if !from.CanBecome(next) {
				t.Errorf("%s to %s is drawn but not allowed", from, next)
			}
		}
	}
}

func TestASuspensionNeedsAReasonAndTheRightOfficer(t *testing.T) {
	d := dbtest.SQLite(t)
	place(t, d, "an")
	k := keyring(t)
	s := open(t, d, k, "an")
	try := func(by actor.Actor, reason string) func(tx *gorm.DB) error {
		return func(tx *gorm.DB) error { return seller.Suspend(t.Context(), tx, s.ID, reason, by, now) }
	}
	refused(t, d, "seller.reason", try(desk, "  "))
	refused(t, d, "text.control", try(desk, "a\x00"))
	refused(t, d, "seller.unknown", try(actor.Officer{PersonID: "o", Scheme: scheme, Code: "04630"}, "x"))
	refused(t, d, "seller.unknown", try(actor.Officer{PersonID: "o", Scheme: scheme, Code: "01"}, "x"))
	refused(t, d, "seller.check", try(actor.Buyer{PersonID: "an"}, "x"))
	refused(t, d, "seller.check", try(member(t, d, s.ID, "an"), "x"))
	in(t, d, try(actor.Officer{PersonID: "o", Scheme: scheme, Code: "15"}, "x"))
}

func TestApplyRefusesEverythingAtOnce(t *testing.T) {
	d := dbtest.SQLite(t)
	place(t, d, "an")
	k := keyring(t)
	err := d.Tx(t.Context(), func(tx *gorm.DB) error {
		_, err := seller.Apply(t.Context(), tx, k, seller.NewSeller{
			Name: strings.Repeat("x", 121), Kind: "ông chủ", Scheme: scheme, WardCode: "99999", Residency: "mars",
		}, actor.Buyer{PersonID: "an"}, now)
		return err
	})
	for _, key := range []string{"text.too_long", "seller.kind", "place.ward", "seller.residency"} {
		if !fault.Has(err, key) {
			t.Errorf("%s is missing in %v", key, err)
		}
	}
	if err := d.Tx(t.Context(), func(tx *gorm.DB) error {
		_, err := seller.Apply(t.Context(), tx, k, household("an"), actor.Guest{}, now)
		return err
	}); !fault.Is(err, fault.Forbidden) {
		t.Error(err)
	}
}

func TestStallsOfOneNameHaveTheirOwnAddress(t *testing.T) {
	d := dbtest.SQLite(t)
	place(t, d, "an")
	k := keyring(t)
	for _, want := range []string{"nha-chi-mau", "nha-chi-mau-2", "nha-chi-mau-3"} {
		if s := apply(t, d, k, household("an")); s.Slug != want || s.TaxEntity != seller.Individual {
			t.Errorf("%+v", s)
		}
	}
}

func TestEachRightIsGivenAlone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		place(t, d, "an", "binh", "chi")
		k := keyring(t)
		s := open(t, d, k, "an")
		an := member(t, d, s.ID, "an")
		in(t, d, func(tx *gorm.DB) error {
			return seller.AddMember(t.Context(), tx, s.ID, "binh", actor.NewRights(actor.EditProducts, actor.EditMembers), an, now)
		})
		binh := member(t, d, s.ID, "binh")
		refused(t, d, "member.already", func(tx *gorm.DB) error {
			return seller.AddMember(t.Context(), tx, s.ID, "binh", "", an, now)
		})
		refused(t, d, "member.rights", func(tx *gorm.DB) error { // nobody gives what they do not have
			return seller.AddMember(t.Context(), tx, s.ID, "chi", actor.NewRights(actor.HandleMoney), binh, now)
		})
		refused(t, d, "member.rights", func(tx *gorm.DB) error {
			return seller.AddMember(t.Context(), tx, s.ID, "chi", "see_orders fly", an, now)
		})
		refused(t, d, "person.unknown", func(tx *gorm.DB) error {
			return seller.AddMember(t.Context(), tx, s.ID, "nobody", "", an, now)
		})
		in(t, d, func(tx *gorm.DB) error {
			return seller.AddMember(t.Context(), tx, s.ID, "chi", actor.NewRights(actor.EditProducts), binh, now)
		})
		chi := member(t, d, s.ID, "chi")
		refused(t, d, "right.edit_members", func(tx *gorm.DB) error {
			return seller.RemoveMember(t.Context(), tx, s.ID, "an", chi, now)
		})
		in(t, d, func(tx *gorm.DB) error { return seller.RemoveMember(t.Context(), tx, s.ID, "chi", an, now) })
		if _, err := seller.Member(t.Context(), d.Read(t.Context()), s.ID, "chi"); !fault.Is(err, fault.NotFound) {
			t.Errorf("a removed member is %v", err)
		}
		// binh still holds an actor from before, but the right was taken away meanwhile
		in(t, d, func(tx *gorm.DB) error {
			return seller.ChangeRights(t.Context(), tx, s.ID, "binh", actor.NewRights(actor.EditProducts), an, now)
		})
		refused(t, d, "right.edit_members", func(tx *gorm.DB) error {
			return seller.RemoveMember(t.Context(), tx, s.ID, "an", binh, now)
		})
		refused(t, d, "member.last_editor", func(tx *gorm.DB) error {
			return seller.RemoveMember(t.Context(), tx, s.ID, "an", an, now)
		})
		stalls, err := seller.MembershipsOf(t.Context(), d.Read(t.Context()), "binh")
		if err != nil || len(stalls) != 1 || stalls[0].SellerID != s.ID || stalls[0].Rights != actor.NewRights(actor.EditProducts) {
			t.Errorf("%+v, %v", stalls, err)
		}
	})
}

func TestAnotherSellersMembersAreNotToBeFound(t *testing.T) {
	d := dbtest.SQLite(t)
	place(t, d, "an", "binh")
	k := keyring(t)
	mine, theirs := open(t, d, k, "an"), open(t, d, k, "binh")
	an := member(t, d, mine.ID, "an")
	refused(t, d, "seller.unknown", func(tx *gorm.DB) error {
		return seller.AddMember(t.Context(), tx, theirs.ID, "an", "", an, now)
	})
	refused(t, d, "seller.unknown", func(tx *gorm.DB) error {
		return seller.Edit(t.Context(), tx, k, theirs.ID, seller.Profile{AboutVI: "x"}, an, now)
	})
}

func TestTwoEditorsCannotRemoveEachOther(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		place(t, d, "an", "binh")
		k := keyring(t)
		s := open(t, d, k, "an")
		an := member(t, d, s.ID, "an")
		in(t, d, func(tx *gorm.DB) error {
			return seller.AddMember(t.Context(), tx, s.ID, "binh", actor.NewRights(actor.EditMembers), an, now)
		})
		binh := member(t, d, s.ID, "binh")
		var wg sync.WaitGroup
		for _, c := range []struct {
			whom string
			by   actor.Member
		}{{"binh", an}, {"an", binh}} {
			wg.Go(func() {
				_ = d.Tx(t.Context(), func(tx *gorm.DB) error { return seller.RemoveMember(t.Context(), tx, s.ID, c.whom, c.by, now) })
			})
		}
		wg.Wait()
		left, err := seller.Members(t.Context(), d.Read(t.Context()), s.ID)
		if err != nil || len(left) != 1 {
			t.Errorf("%d members are left, %v", len(left), err)
		}
	})
}

func TestANewBankAccountWaitsTwoDays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		place(t, d, "an", "binh")
		k := keyring(t)
		s := open(t, d, k, "an")
		an := member(t, d, s.ID, "an")
		account := seller.NewPayee{Kind: seller.OwnAccount, BankBIN: "970405", Number: "8800 2051 2345", Holder: "Nguyễn Thị Mẫu"}
		set := func(in seller.NewPayee, by actor.Member, proof actor.Proof, at clock.Instant) error {
			return d.Tx(t.Context(), func(tx *gorm.DB) error {
				_, err := seller.SetPayee(t.Context(), tx, k, in, by, proof, at)
				return err
			})
		}
		proof := actor.ProvedTwice("an", now)
		for key, err := range map[string]error{
			"proof.twice": set(account, an, actor.Proved("an", now), now), // the PIN alone
			"bank.bin":    set(seller.NewPayee{Kind: seller.OwnAccount, BankBIN: "97x405", Number: "880020512345", Holder: "A"}, an, proof, now),
			"bank.number": set(seller.NewPayee{Kind: seller.OwnAccount, BankBIN: "970405", Number: "12", Holder: "A"}, an, proof, now),
			"bank.holder": set(seller.NewPayee{Kind: seller.OwnAccount, BankBIN: "970405", Number: "880020512345", Holder: " "}, an, proof, now),
		} {
			if !fault.Has(err, key) {
				t.Errorf("want %s, got %v", key, err)
			}
		}
		if err := set(account, an, proof, now); err != nil {
			t.Fatal(err)
		}
		b, err := seller.PayeeOf(t.Context(), d.Read(t.Context()), s.ID)
		if err != nil || b == nil {
			t.Fatal(b, err)
		}
		if b.Usable(now.Add(seller.PayeeWait)-1) || !b.Usable(now.Add(seller.PayeeWait)) {
			t.Errorf("usable from %v", b.UsableFrom)
		}
		if n, err := b.Number(k); err != nil || n != "880020512345" || b.Last4 != "2345" || b.Holder != "NGUYEN THI MAU" ||
			strings.Contains(b.NumberSealed, "880020512345") {
			t.Errorf("%q %+v %v", n, b, err)
		}
		later := now.Add(3 * seller.PayeeWait)
		if err := set(seller.NewPayee{Kind: seller.OwnAccount, BankBIN: "970436", Number: "0011223344", Holder: "Mẫu"}, an, actor.ProvedTwice("an", later), later); err != nil {
			t.Fatal(err)
		}
		if b, _ = seller.PayeeOf(t.Context(), d.Read(t.Context()), s.ID); b.BankBIN != "970436" || b.Usable(later) {
			t.Errorf("%+v", b)
		}
		in(t, d, func(tx *gorm.DB) error {
			return seller.AddMember(t.Context(), tx, s.ID, "binh", actor.NewRights(actor.SeeMoney, actor.EditMembers), an, now)
		})
		if err := set(account, member(t, d, s.ID, "binh"), actor.ProvedTwice("binh", now), now); !fault.Has(err, "right.handle_money") {
			t.Error(err)
		}
	})
}

// TestWhoTakesASellersMoney: each kind says what it needs, keeps what it uses, and records
// the consent where the money passes through other hands.
func TestWhoTakesASellersMoney(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		place(t, d, "an", "binh")
		k := keyring(t)
		s := open(t, d, k, "an")
		an := member(t, d, s.ID, "an")
		an.Channel = actor.Page
		set := func(in seller.NewPayee) (p *seller.Payee, err error) {
			err = d.Tx(t.Context(), func(tx *gorm.DB) error {
				p, err = seller.SetPayee(t.Context(), tx, k, in, an, actor.ProvedTwice("an", now), now)
				return err
			})
			return p, err
		}
		relative := seller.NewPayee{Kind: seller.RelativeAccount, BankBIN: "970405", Number: "8800.2051", Holder: "Lò Văn Con", Relation: "con trai", Consent: seller.PayeeConsent, AssistedBy: "Lò Thị Giúp"}
		post := seller.NewPayee{Kind: seller.ByPost, Holder: "Giàng A Cúc", PostPoint: "Bưu điện văn hóa xã"}
		for _, c := range []struct {
			with        func(*seller.NewPayee)
			in          seller.NewPayee
			key, beside string
		}{
			{func(n *seller.NewPayee) { n.Kind = "gold" }, post, "payee.kind", "kind"},
			{func(n *seller.NewPayee) { n.Relation = " " }, relative, "payee.relation", "relation"},
			{func(n *seller.NewPayee) { n.Consent = "" }, relative, "payee.consent", "consent"},
			{func(n *seller.NewPayee) { n.Consent = "2020-01-01" }, relative, "payee.consent", "consent"},
			{func(n *seller.NewPayee) { n.Holder = "" }, post, "payee.collector", "holder"},
			{func(n *seller.NewPayee) { n.PostPoint = "" }, post, "payee.post_point", "post_point"},
			{func(n *seller.NewPayee) { n.Kind = seller.ByCooperative; n.Consent = seller.PayeeConsent }, seller.NewPayee{}, "payee.cooperative", "cooperative"},
			{func(n *seller.NewPayee) {
				*n = seller.NewPayee{Kind: seller.ByCooperative, Cooperative: s.Slug, Consent: seller.PayeeConsent}
			}, seller.NewPayee{}, "payee.cooperative", "cooperative"}, // a household hands nothing on, and nobody to themself
		} {
			in := c.in
			c.with(&in)
			_, err := set(in)
			if all := fault.All(err); len(all) != 1 || all[0].Key != c.key || all[0].Field != c.beside {
				t.Errorf("%+v: %v, want %s", in, err, c.key)
			}
		}
		p, err := set(relative)
		if err != nil || p.Holder != "LO VAN CON" || p.Consent != seller.PayeeConsent || p.Channel != "page" || p.CreatedBy != "an" || p.AssistedBy != "Lò Thị Giúp" || p.CreatedAt != now {
			t.Fatalf("%+v, %v", p, err)
		}
		post.BankBIN, post.Number, post.Consent = "970405", "880020512345", "x" // of another kind: dropped
		if p, err = set(post); err != nil || p.Holder != "Giàng A Cúc" || p.NumberSealed != "" || p.BankBIN != "" || p.Consent != "" || p.Channel != "" {
			t.Fatalf("%+v, %v", p, err)
		}
		for _, sql := range []string{"UPDATE payees SET holder = 'x'", "UPDATE payees SET consent = 'y'", "DELETE FROM payees"} {
			if err := d.Tx(t.Context(), func(tx *gorm.DB) error { return tx.Exec(sql).Error }); !db.IsCheck(err) {
				t.Errorf("%s: %v", sql, err)
			}
		}
	})
}

func TestTheCardTellsWhereAndSinceWhenButNothingPersonal(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		place(t, d, "an")
		k := keyring(t)
		n := household("an")
		n.Pickup = seller.Pickup{Contact: "Chị Mẫu", Street: "Thôn Pang Cáng"}
		n.PhoneID = "phone"
		s := apply(t, d, k, n)
		c, err := seller.CardOf(t.Context(), d.Read(t.Context()), s.Slug)
		if err != nil || c.ID != s.ID || c.Ward != "Xã Văn Chấn" || c.Province != "Tỉnh Lào Cai" || c.Since != now.Date() || c.Checked || c.Public() {
			t.Errorf("%+v, %v", c, err)
		}
		if some, err := seller.CardsOf(t.Context(), d.Read(t.Context()), []string{s.ID, "nobody"}); err != nil || len(some) != 1 || some[s.ID] != c {
			t.Errorf("%+v, %v", some, err)
		}
		row, err := seller.Find(t.Context(), d.Read(t.Context()), s.ID)
		if err != nil || strings.Contains(row.PickupSealed, "Pang") {
			t.Errorf("%+v, %v", row, err)
		}
		p, err := row.Pickup(k)
		if err != nil || p != n.Pickup {
			t.Errorf("%+v, %v", p, err)
		}
		in(t, d, func(tx *gorm.DB) error {
			return seller.Edit(t.Context(), tx, k, s.ID, seller.Profile{AboutVI: "<b>Chè</b>"}, member(t, d, s.ID, "an"), now)
		})
		if row, _ = seller.Find(t.Context(), d.Read(t.Context()), s.ID); row.AboutVI != "<b>Chè</b>" || row.PickupSealed == "" {
			t.Errorf("%+v", row)
		}
		list, err := seller.List(t.Context(), d.Read(t.Context()), seller.Filter{State: seller.Applied, Scheme: scheme, Code: "15"}, db.Cursor{}, 10)
		if err != nil || len(list) != 1 {
			t.Errorf("%v, %v", list, err)
		}
		list, err = seller.List(t.Context(), d.Read(t.Context()), seller.Filter{Scheme: scheme, Code: "04630"}, list[0].Cursor(), 10)
		if err != nil || len(list) != 0 {
			t.Errorf("%v, %v", list, err)
		}
	})
}
