package privacy_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/cart"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/markettest/saletest"
	"github.com/chophien/chophien/models/moderation"
	"github.com/chophien/chophien/models/notify"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/privacy"
	"github.com/chophien/chophien/models/report"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/shipping"
)

const (
	phone   = "0900 000 001"
	wordOf  = "Quả thối bí mật"
	streetA = "Ngõ riêng số 7"
)

// letters keep what was sent.
type letters struct {
	mu   sync.Mutex
	sent []notify.Message
}

func (l *letters) Send(_ context.Context, m notify.Message) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sent = append(l.sent, m)
	return nil
}

// house is a market in which somebody has bought, complained, reported and kept addresses.
type house struct {
	*saletest.Shop
	p     *privacy.Privacy
	other *account.Accounts // another process
	mail  *letters
	me    account.SignedIn
	f     *fulfillment.Fulfillment
	a     *aftersale.Aftersale
}

func open(t *testing.T, d *db.DB) *house {
	t.Helper()
	s := saletest.Open(t, d, order.EarnedBySeller)
	mail, quiet := &letters{}, slog.New(slog.DiscardHandler)
	accounts := func() *account.Accounts {
		return &account.Accounts{DB: d, Keys: s.Till.Keys, Now: s.Now, Send: mail, Log: quiet}
	}
	h := &house{Shop: s, mail: mail, other: accounts()}
	h.p = &privacy.Privacy{
		DB: d, Now: s.Now, Accounts: accounts(), Checkout: s.Till, Moderation: &moderation.Moderation{DB: d, Now: s.Now, Keys: s.Till.Keys},
	}
	h.f = &fulfillment.Fulfillment{DB: d, Now: s.Now, Gateways: s.Gateways, Carriers: s.Carriers, Log: quiet}
	h.a = &aftersale.Aftersale{DB: d, Now: s.Now, Gateways: s.Gateways, Log: quiet}
	h.me = h.joins(t, "Lò Thị Lan")
	return h
}

// joins adds a person to the phone and signs them in.
func (h *house) joins(t *testing.T, name string) account.SignedIn {
	t.Helper()
	ctx := t.Context()
	sent, err := h.p.Accounts.SendCode(ctx, account.SendCode{Phone: phone, Address: "192.0.2.1", Locale: "vi"})
	if err != nil {
		t.Fatal(err)
	}
	proved, err := h.p.Accounts.ProveCode(ctx, account.CodeProof{RequestID: sent.RequestID, DeviceToken: sent.DeviceToken, Code: h.code()})
	if err != nil {
		t.Fatal(err)
	}
	in, err := h.p.Accounts.AddPerson(ctx, proved.Identity, account.AddPerson{Name: name, Consent: account.ConsentText, Kind: account.Cookie, Channel: actor.Page})
	if err != nil {
		t.Fatal(err)
	}
	h.Pass(2 * time.Minute) // the next code may be asked for
	return in
}

func (h *house) code() string {
	code, _ := h.mail.sent[len(h.mail.sent)-1].Args["code"].(string)
	return code
}

func (h *house) by() actor.Buyer {
	return actor.Buyer{PersonID: h.me.Identity.PersonID, Channel: actor.Page}
}

func (h *house) buyer() checkout.Buyer {
	return checkout.Buyer{Shopper: h.by(), PersonID: h.me.Identity.PersonID, PhoneID: h.me.Identity.PhoneID}
}

// proof is one by a code that was sent for this.
func (h *house) proof(t *testing.T) actor.Proof {
	t.Helper()
	sent, err := h.p.Accounts.SendErasureCode(t.Context(), h.me.Identity, account.SendCode{Address: "192.0.2.1", Locale: "vi"})
	if err != nil {
		t.Fatal(err)
	}
	if last := h.mail.sent[len(h.mail.sent)-1]; last.Template != "code.erase" {
		t.Fatalf("the code is sent as %s", last.Template)
	}
	proof, err := h.p.Accounts.ProveErasure(t.Context(), h.me.Identity, account.ErasureProof{RequestID: sent.RequestID, Code: h.code(), DeviceToken: sent.DeviceToken})
	if err != nil {
		t.Fatal(err)
	}
	return proof
}

func (h *house) erase(t *testing.T) error { return h.p.Erase(t.Context(), h.by(), h.proof(t)) }

func refused(t *testing.T, err error, key string) {
	t.Helper()
	if !fault.Has(err, key) {
		t.Errorf("%v, want %s", err, key)
	}
}

// sale is an order that has come to its end after a complaint with a picture, paid back
// in part by a transfer.
func (h *house) sale(t *testing.T) order.Order {
	t.Helper()
	ctx := t.Context()
	sellerID, owner := h.Seller(t)
	v := h.Variant(t, markettest.Good{SellerID: sellerID, Stock: 10})
	o := h.Orders(t, h.Paid(t, h.buyer(), map[string]int64{v: 2}, "flat"))[0]
	refused(t, h.erase(t), privacy.OrderOpen)
	h.Pass(2 * time.Minute)
	for _, step := range []func() error{
		func() error { _, err := h.f.Confirm(ctx, owner, o.ID); return err },
		func() error { _, err := h.f.Pack(ctx, owner, o.ID, h.AsOrdered(t, o.ID)); return err },
		func() error { _, err := h.f.Ship(ctx, owner, o.ID, ""); return err },
		func() error { _, err := h.f.Deliver(ctx, owner, o.ID); return err },
	} {
		if err := step(); err != nil {
			t.Fatal(err)
		}
	}
	who := aftersale.Buyer{Shopper: h.by(), PersonID: h.me.Identity.PersonID, PhoneID: h.me.Identity.PhoneID}
	ticket, err := h.a.Complain(ctx, who, o.ID, aftersale.Complaint{Reason: complaint.Damaged, Wish: complaint.Refund, Text: wordOf}, "key-1")
	if err != nil {
		t.Fatal(err)
	}
	h.picture(t, ticket)
	refused(t, h.erase(t), privacy.ComplaintOpen)
	if _, err := h.a.LetBe(ctx, who, ticket.ID); err != nil {
		t.Fatal(err)
	}
	h.Pass(8 * 24 * time.Hour)
	for _, clock := range []func(context.Context) error{h.a.DueTickets, h.f.CompleteDue} {
		if err := clock(ctx); err != nil {
			t.Fatal(err)
		}
	}
	if o = h.Order(t, o.ID); o.Status != order.Completed {
		t.Fatalf("the order is %s", o.Status)
	}
	return o
}

// picture hangs one on the first message of a ticket.
func (h *house) picture(t *testing.T, ticket complaint.Ticket) {
	t.Helper()
	err := h.DB.Tx(t.Context(), func(tx *gorm.DB) error {
		var message string
		if err := tx.Raw("SELECT id FROM ticket_messages WHERE ticket_id = ?", ticket.ID).Scan(&message).Error; err != nil {
			return err
		}
		err := tx.Table("photos").Create(map[string]any{
			"id": "photo-1", "purpose": "complaint", "created_by": h.me.Identity.PersonID, "content_type": "image/jpeg", "content_hash": "x", "width": 1, "height": 1,
			"bytes": 1, "created_at": h.Now(), "loose_since": 0,
		}).Error
		if err != nil {
			return err
		}
		return tx.Table("ticket_photos").Create(map[string]any{"photo_id": "photo-1", "message_id": message, "position": 0}).Error
	})
	if err != nil {
		t.Fatal(err)
	}
}

// leaves keeps an address and writes a report.
func (h *house) leaves(t *testing.T) {
	t.Helper()
	ctx := t.Context()
	_, err := h.p.Accounts.SaveAddress(ctx, h.by(), account.NewAddress{
		Recipient: "Lò Thị Lan", Phone: phone, Scheme: division.Current, WardCode: markettest.Ward, Place: []byte(`{"province_code":"15","ward_code":"04672","street":"` + streetA + `"}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	sellerID, _ := h.Seller(t)
	v := h.Variant(t, markettest.Good{SellerID: sellerID, Stock: 1})
	var product string
	if err := h.DB.Read(ctx).Raw("SELECT product_id FROM variants WHERE id = ?", v).Scan(&product).Error; err != nil {
		t.Fatal(err)
	}
	if _, err := h.p.Moderation.Report(ctx, h.by(), product, moderation.ReportListing{Reason: "fake", Text: wordOf, Phone: phone}, ""); err != nil {
		t.Fatal(err)
	}
}

func (h *house) whole(t *testing.T) {
	t.Helper()
	found, err := report.Verify(t.Context(), h.DB.Read(t.Context()))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range found {
		t.Errorf("%v", v)
	}
}

func TestACopyHoldsAllAndAnErasureLeavesNothingReadable(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		ctx := t.Context()
		o := h.sale(t)
		h.leaves(t)
		id, phoneID := h.me.Identity.PersonID, h.me.Identity.PhoneID
		token, err := h.p.Accounts.NewToken(ctx, h.me.Identity, account.NewToken{Label: "máy của Lan"})
		if err != nil {
			t.Fatal(err)
		}

		all, err := h.p.Export(ctx, h.by())
		if err != nil {
			t.Fatal(err)
		}
		raw, err := json.Marshal(all)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{"Lò Thị Lan", "+84900000001", streetA, wordOf, o.Code, "Bản Thử, nhà số 1", "Người Nhận Thử", "máy của Lan", "privacy", "photo-1"} {
			if !strings.Contains(string(raw), text) {
				t.Errorf("the copy does not hold %q", text)
			}
		}
		if h.Count(t, "audit_entries", "verb = 'person.exported' AND subject_id = ?", id) != 1 {
			t.Error("nothing tells that a copy was made")
		}

		for _, a := range []*account.Accounts{h.p.Accounts, h.other} { // both have the sessions in memory
			for _, s := range []account.SignedIn{h.me, token} {
				if _, err := a.Session(ctx, s.Token); err != nil {
					t.Fatal(err)
				}
			}
		}
		money := h.Count(t, "postings", "")
		moves := h.Count(t, "order_moves", "")
		if err := h.erase(t); err != nil {
			t.Fatal(err)
		}
		for _, s := range []account.SignedIn{h.me, token} {
			_, err := h.p.Accounts.Session(ctx, s.Token)
			refused(t, err, "session.unknown")
		}
		h.Pass(time.Second)
		for _, s := range []account.SignedIn{h.me, token} {
			_, err := h.other.Session(ctx, s.Token)
			refused(t, err, "session.unknown")
		}
		for table, where := range map[string]string{
			"people":          "id = '" + id + "' AND (name <> '' OR pin_hash <> '' OR state = 'active')",
			"phones":          "id = '" + phoneID + "' AND (sealed <> '' OR erased_at = 0)",
			"addresses":       "person_id = '" + id + "' AND sealed <> ''",
			"order_groups":    "person_id = '" + id + "' AND address_sealed <> ''",
			"ticket_photos":   "photo_id = 'photo-1'",
			"listing_reports": "actor_id = '" + id + "' AND words_sealed <> ''",
			"devices":         "phone_id = '" + phoneID + "'",
			"signin_codes":    "1 = 1",
			"sessions":        "person_id = '" + id + "' AND (revoked_at = 0 OR label <> '')",
			"consents":        "person_id = '" + id + "' AND withdrawn_at = 0",
			"photos":          "id = 'photo-1' AND loose_since = 0",
		} {
			if n := h.Count(t, table, where); n != 0 {
				t.Errorf("%d rows of %s are left", n, table)
			}
		}
		if h.Count(t, "postings", "") != money || h.Count(t, "order_moves", "") != moves || h.Count(t, "consents", "person_id = ?", id) != 1 {
			t.Error("a chain is not what it was")
		}
		g, err := order.FindGroup(ctx, d.Read(ctx), o.GroupID)
		if err != nil {
			t.Fatal(err)
		}
		if to, err := h.Till.Open(g); err != nil || to.Recipient != "" || to.Phone != "" || to.Address.Street != "" {
			t.Errorf("%+v %v", to, err)
		}
		if last := h.mail.sent[len(h.mail.sent)-1]; last.Template != "account.erased" || last.To != "+84900000001" {
			t.Errorf("the phone was told %+v", last.Template)
		}
		h.whole(t)

		// The number comes back as a new one, without its past.
		h.Pass(2 * time.Minute)
		again := h.joins(t, "Lò Thị Lan")
		if again.Identity.PhoneID == phoneID || again.Identity.PersonID == id {
			t.Error("the number came back with its past")
		}
		if groups, err := order.GroupsOf(ctx, d.Read(ctx), again.Identity.PersonID, again.Identity.PhoneID, order.After{}, 10); err != nil || len(groups) != 0 {
			t.Errorf("%d orders came back, %v", len(groups), err)
		}
	})
}

func TestWhatIsOwedComesFirst(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		ctx := t.Context()
		h.Bank.Transfers, h.Bank.Manual = true, true
		sellerID, owner := h.Seller(t)
		v := h.Variant(t, markettest.Good{SellerID: sellerID, Stock: 10})
		o := h.Orders(t, h.Paid(t, h.buyer(), map[string]int64{v: 1}, "flat"))[0]
		if _, err := h.f.Refuse(ctx, owner, o.ID, fulfillment.Refusal{Reason: "refuse.sold_out", Words: "Chị Lan ơi, vườn hỏng rồi"}); err != nil {
			t.Fatal(err)
		}
		refused(t, h.erase(t), privacy.MoneyDue)
		h.whole(t)
		if _, err := h.p.Accounts.Session(ctx, h.me.Token); err != nil {
			t.Errorf("a refused erasure ended the session: %v", err)
		}
		if err := h.Till.NameRefundAccount(ctx, h.buyer(), o.GroupID, checkout.RefundAccount{BankBIN: "970436", Number: "0011002233", Holder: "LO THI LAN"}, func(string) bool { return true }); err != nil {
			t.Fatal(err)
		}
		var refund string
		if err := d.Read(ctx).Raw("SELECT id FROM refunds").Scan(&refund).Error; err != nil {
			t.Fatal(err)
		}
		if err := h.Till.MarkTransferred(ctx, actor.Admin{PersonID: "desk"}, refund, "FT26123456789", db.NewID()); err != nil {
			t.Fatal(err)
		}
		h.Pass(2 * time.Minute)
		if err := h.erase(t); err != nil {
			t.Fatal(err)
		}
		if n := h.Count(t, "refunds", "account_sealed <> ''"); n != 0 {
			t.Error("the account of the refund is still there")
		}
		if n := h.Count(t, "refunds", "evidence <> ''"); n != 1 {
			t.Error("the bank's reference is gone")
		}
		if n := h.Count(t, "order_refusals", ""); n != 0 {
			t.Error("what the seller said on refusing is still there")
		}
		h.whole(t)
	})
}

func TestAStallIsNotLeftWithoutAnybody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		ctx := t.Context()
		sellerID, owner := h.Seller(t)
		me := h.me.Identity.PersonID
		tx := func(do func(tx *gorm.DB) error) {
			t.Helper()
			if err := d.Tx(ctx, do); err != nil {
				t.Fatal(err)
			}
		}
		all := actor.NewRights(actor.AllRights...)
		tx(func(tx *gorm.DB) error { return seller.AddMember(ctx, tx, sellerID, me, all, owner, h.Now()) })
		tx(func(tx *gorm.DB) error {
			return seller.RemoveMember(ctx, tx, sellerID, owner.PersonID, owner, h.Now())
		})
		refused(t, h.erase(t), privacy.StallOpen)
		boss := actor.Admin{PersonID: "desk"}
		tx(func(tx *gorm.DB) error { return seller.Close(ctx, tx, sellerID, "Thôi bán", boss, h.Now()) })
		tx(func(tx *gorm.DB) error {
			return tx.Exec("UPDATE sellers SET phone_id = ?, pickup_sealed = 'x' WHERE id = ?", h.me.Identity.PhoneID, sellerID).Error
		})
		h.Pass(2 * time.Minute)
		if err := h.erase(t); err != nil {
			t.Fatal(err)
		}
		if n := h.Count(t, "sellers", "id = ? AND (phone_id IS NOT NULL OR pickup_sealed <> '')", sellerID); n != 0 {
			t.Error("the closed stall still says where it was reached")
		}
		h.whole(t)
	})
}

func TestAFamilyKeepsItsPhone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		ctx := t.Context()
		mother := h.joins(t, "Mẹ Lan")
		if err := h.erase(t); err != nil {
			t.Fatal(err)
		}
		if number, err := h.p.Accounts.PhoneNumber(ctx, d.Read(ctx), mother.Identity.PhoneID); err != nil || number != "+84900000001" {
			t.Errorf("%q %v", number, err)
		}
		if _, err := h.p.Accounts.Session(ctx, mother.Token); err != nil {
			t.Errorf("the mother was signed out: %v", err)
		}
		h.whole(t)
	})
}

func TestAnErasureAsksForProof(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		ctx := t.Context()
		refused(t, h.p.Erase(ctx, h.by(), actor.Proof{}), "proof.needed")
		refused(t, h.p.Erase(ctx, h.by(), actor.Proved("somebody", h.Now())), "proof.needed")
		_, err := h.p.Accounts.ProveErasure(ctx, h.me.Identity, account.ErasureProof{Code: "123456", RequestID: "x", DeviceToken: "y"})
		refused(t, err, "account.code.over")
		// A code for signing in ends no account.
		sent, err := h.p.Accounts.SendCode(ctx, account.SendCode{Phone: phone, Address: "192.0.2.1"})
		if err != nil {
			t.Fatal(err)
		}
		_, err = h.p.Accounts.ProveErasure(ctx, h.me.Identity, account.ErasureProof{RequestID: sent.RequestID, Code: h.code(), DeviceToken: sent.DeviceToken})
		refused(t, err, "account.code.over")
		// Who has a PIN gives it: the phone is the family's.
		id, err := h.p.Accounts.Enrol(ctx, actor.System{Job: "test"}, account.Enrol{Phone: phone, Name: "Lò Thị Lan", PIN: "739152"})
		if err != nil || id != h.me.Identity.PersonID {
			t.Fatal(id, err)
		}
		_, err = h.p.Accounts.SendErasureCode(ctx, h.me.Identity, account.SendCode{Address: "192.0.2.1"})
		refused(t, err, "pin.needed")
		_, err = h.p.Accounts.ProveErasure(ctx, h.me.Identity, account.ErasureProof{})
		refused(t, err, "pin.needed")
		_, err = h.p.Accounts.ProveErasure(ctx, h.me.Identity, account.ErasureProof{PIN: "111223"})
		refused(t, err, "pin.wrong")
		proof, err := h.p.Accounts.ProveErasure(ctx, h.me.Identity, account.ErasureProof{PIN: "739152"})
		if err != nil {
			t.Fatal(err)
		}
		if err := h.p.Erase(ctx, h.by(), proof); err != nil {
			t.Fatal(err)
		}
		refused(t, h.p.Erase(ctx, h.by(), proof), "person.unknown")
	})
}

// An order that is placed while its buyer is erased is placed before, and then stands in
// the way, or not at all.
func TestNobodyOrdersWhileTheyAreErased(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		ctx := t.Context()
		sellerID, _ := h.Seller(t)
		v := h.Variant(t, markettest.Good{SellerID: sellerID, Stock: 100})
		to := shipping.Place{Scheme: division.Current, Ward: markettest.Ward}
		erasedFirst := 0
		for round := range 8 {
			id, err := h.p.Accounts.Enrol(ctx, actor.System{Job: "test"}, account.Enrol{Phone: fmt.Sprintf("09000001%02d", round), Name: "Vội"})
			if err != nil {
				t.Fatal(err)
			}
			card, err := account.Person(ctx, d.Read(ctx), id)
			if err != nil {
				t.Fatal(err)
			}
			me := actor.Buyer{PersonID: id, Channel: actor.Page}
			by := checkout.Buyer{Shopper: me, PersonID: id, PhoneID: card.PhoneID}
			if err := d.Tx(ctx, func(tx *gorm.DB) error { _, err := cart.Put(ctx, tx, by, v, 1, h.Now()); return err }); err != nil {
				t.Fatal(err)
			}
			offer, err := h.Till.Show(ctx, by, to, nil)
			if err != nil {
				t.Fatal(err)
			}
			q := offer.Quotes[sellerID][0]
			in := checkout.PlaceOrder{
				Recipient: "Người Vội", Phone: "0900000009", Gateway: h.Bank.Code(), TermsVersion: "2026-11-01", Locale: "vi",
				Address:    division.Address{ProvinceCode: "15", WardCode: markettest.Ward, Street: "Bản Vội"},
				Deliveries: []shipping.Choice{{SellerID: sellerID, Carrier: q.Carrier, Service: q.Service, PickupID: q.PickupID}},
			}
			if offer, err = h.Till.Show(ctx, by, to, in.Deliveries); err != nil {
				t.Fatal(err)
			}
			in.ExpectedTotal = offer.Total
			var placed, erased error
			var wg sync.WaitGroup
			wg.Go(func() { _, placed = h.Till.Place(ctx, by, in, db.NewID()) })
			wg.Go(func() { erased = h.p.Erase(ctx, me, actor.Proved(id, h.Now())) })
			wg.Wait()
			switch {
			case placed == nil && fault.Has(erased, privacy.OrderOpen):
			case erased == nil && placed != nil && len(fault.All(placed)) > 0:
				erasedFirst++
			default:
				t.Errorf("placed: %v, erased: %v", placed, erased)
			}
		}
		t.Logf("erased first %d times of 8", erasedFirst)
		if n := h.Count(t, "order_groups", "person_id IN (SELECT id FROM people WHERE state = 'erased')"); n != 0 {
			t.Errorf("%d orders of nobody", n)
		}
		h.whole(t)
	})
}

// A paper that was handed over keeps its buyer's name; one that is refused later is none.
func TestARefusedInvoiceOfSomebodyErasedNamesNobody(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		h := open(t, d)
		ctx := t.Context()
		book := &invoice.Book{DB: d, Now: h.Now, Keys: h.Till.Keys}
		sellerID, owner := h.Seller(t)
		o := h.Orders(t, h.Paid(t, h.buyer(), map[string]int64{h.Variant(t, markettest.Good{SellerID: sellerID, Stock: 10}): 2}, "flat"))[0]
		v, err := book.Ask(ctx, invoice.Asker(h.buyer()), o.ID, invoice.Buyer{Kind: invoice.Person, Name: "Lò Thị Lan", Address: streetA, Email: "lan@example.com"})
		for _, step := range []func() error{
			func() error { return err },
			func() error { _, err := h.f.Confirm(ctx, owner, o.ID); return err },
			func() error { _, err := h.f.Pack(ctx, owner, o.ID, h.AsOrdered(t, o.ID)); return err },
			func() error { _, err := h.f.Ship(ctx, owner, o.ID, ""); return err },
			func() error { _, err := h.f.Deliver(ctx, owner, o.ID); return err },
			func() error { h.Pass(8 * 24 * time.Hour); return h.f.CompleteDue(ctx) },
			func() error { return book.Ripen(ctx) },
			func() error { _, err := book.HandOver(ctx, invoice.SellerClerk(owner), "one"); return err },
			func() error { return h.erase(t) },
		} {
			if err := step(); err != nil {
				t.Fatal(err)
			}
		}
		if h.Count(t, "invoices", "id = ? AND buyer_sealed <> ''", v.ID) != 1 {
			t.Error("a paper that was handed over names nobody")
		}
		if _, err := book.Refuse(ctx, invoice.SellerClerk(owner), v.ID, "Sai địa chỉ"); err != nil {
			t.Fatal(err)
		}
		h.whole(t)
		if _, err := book.Again(ctx, invoice.SellerClerk(owner), v.ID); err != nil {
			t.Fatal(err)
		}
		h.whole(t)
	})
}
