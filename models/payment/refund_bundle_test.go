package payment_test

import (
	"cmp"
	"reflect"
	"slices"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/payment"
)

// back asks amount of the order that was paid last back, for a reason of its own.
func (m *till) back(kind string, amount int64) *payment.Refund {
	m.t.Helper()
	var all []payment.Refund
	m.do(func(tx *gorm.DB) (err error) {
		all, err = payment.GiveBack(ctx, tx, m.gateways, m.o.ID, money.Of(amount), payment.Reason{Kind: kind, ID: db.NewID()}, m.Now())
		return err
	})
	if len(all) != 1 {
		m.t.Fatalf("%d refunds", len(all))
	}
	return &all[0]
}

// named is back, and the buyer has said where to.
func (m *till) named(account string, amount int64) *payment.Refund {
	m.t.Helper()
	r := m.back("test", amount)
	m.do(func(tx *gorm.DB) error { return payment.NameAccount(ctx, tx, r, account) })
	same(m, r.ID, *r)
	return r
}

// transfer is a line of the bank's file to an account.
func (m *till) transfer(r *payment.Refund) (id string) {
	m.t.Helper()
	id = db.NewID()
	m.do(func(tx *gorm.DB) error {
		batch := map[string]any{"id": "b-" + id, "code": code.New(), "day": id, "status": "exported", "created_at": m.Now()}
		if err := tx.Table("payout_batches").Create(batch).Error; err != nil {
			return err
		}
		return tx.Table("refund_transfers").Create(map[string]any{"id": id, "code": code.New(), "batch_id": "b-" + id, "payment_id": r.PaymentID,
			"amount": r.Amount, "status": "sent", "account_sealed": r.AccountSealed, "created_at": m.Now()}).Error
	})
	return id
}

func (m *till) refunds() map[string]payment.Refund {
	m.t.Helper()
	var all []payment.Refund
	if err := m.DB.Read(ctx).Find(&all).Error; err != nil {
		m.t.Fatal(err)
	}
	rows := map[string]payment.Refund{}
	for _, r := range all {
		rows[r.ID] = r
	}
	return rows
}

// alone is apart, and the struct says what the row does.
func (m *till) alone(r *payment.Refund, do func(tx *gorm.DB) error) {
	m.t.Helper()
	m.apart(r, do)
	same(m, r.ID, *r)
}

// apart fails when what is done to one refund changes another one.
func (m *till) apart(r *payment.Refund, do func(tx *gorm.DB) error) {
	m.t.Helper()
	before := m.refunds()
	m.do(do)
	for id, row := range m.refunds() {
		if id != r.ID && !reflect.DeepEqual(row, before[id]) {
			m.t.Errorf("another refund was\n%+v, and is\n%+v", before[id], row)
		}
	}
}

// closed fails when a verb does not refuse a refund that is elsewhere, or changes anything.
func (m *till) closed(what string, do func(tx *gorm.DB) error) {
	m.t.Helper()
	before := m.refunds()
	if err := m.DB.Tx(ctx, do); !fault.Has(err, "payment.refund_closed") {
		m.t.Errorf("%s: %v", what, err)
	}
	if after := m.refunds(); !reflect.DeepEqual(before, after) {
		m.t.Errorf("%s: it was %+v, and is %+v", what, before, after)
	}
}

// asks is how often a buyer was asked where a refund goes.
func (m *till) asks(r *payment.Refund) int64 {
	m.t.Helper()
	return m.Count(m.t, "outbox_notes", "type = 'refund.needs_account' AND body LIKE ?", "%"+r.ID+"%")
}

func TestARefundIsInOneTransfer(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		m.bank.Manual = true
		m.funded()
		silent, a1, b := m.back("test", 1_000), m.named("A", 2_000), m.named("B", 3_000)
		m.do(func(tx *gorm.DB) error { return payment.NameAccount(ctx, tx, silent, "A") })
		m.alone(silent, func(tx *gorm.DB) error { return payment.NameAccount(ctx, tx, silent, "C") }) // corrected before it is in a file
		a2 := m.named("A", 4_000)
		byHand := m.named("A", 5_000)
		m.do(func(tx *gorm.DB) error {
			_, err := payment.Finish(ctx, tx, byHand, ledger.Bank(), "FT", m.Now())
			return err
		})
		m.again()
		m.funded()
		other := m.named("A", 6_000)

		var got []payment.Bundle
		for after := (payment.Bundle{}); ; {
			page, err := payment.Bundles(ctx, d.Read(ctx), m.Now(), after, 1)
			if err != nil || len(got) > 9 {
				t.Fatal(got, err)
			}
			if len(page) == 0 {
				break
			}
			got, after = append(got, page...), page[0]
		}
		want := []payment.Bundle{{PaymentID: a1.PaymentID, AccountSealed: "A"}, {PaymentID: a1.PaymentID, AccountSealed: "B"},
			{PaymentID: a1.PaymentID, AccountSealed: "C"}, {PaymentID: other.PaymentID, AccountSealed: "A"}}
		sorted := slices.SortedFunc(slices.Values(want), func(a, b payment.Bundle) int {
			return cmp.Or(cmp.Compare(a.PaymentID, b.PaymentID), cmp.Compare(a.AccountSealed, b.AccountSealed))
		})
		if !slices.Equal(got, sorted) {
			t.Errorf("the bundles are %+v, not %+v", got, sorted)
		}
		waiting, err := want[0].Waiting(ctx, d.Read(ctx))
		if err != nil || len(waiting) != 2 || waiting[0].ID != a1.ID || waiting[1].ID != a2.ID {
			t.Errorf("to A wait %+v, %v", waiting, err)
		}

		// A gateway's late no is nothing to what a person transfers.
		m.alone(a1, func(tx *gorm.DB) error { return payment.Refuse(ctx, tx, a1, "no", m.Now()) })
		if a1.Status != payment.RefundSending || a1.AccountSealed != "A" {
			t.Errorf("%+v", a1)
		}
		stale := *a1
		first := m.transfer(a1)
		m.alone(a1, func(tx *gorm.DB) error { return payment.Load(ctx, tx, a1, first) })
		second := m.transfer(a1)
		m.closed("in two files", func(tx *gorm.DB) error { return payment.Load(ctx, tx, &stale, second) })
		m.closed("another account, while the bank has the file", func(tx *gorm.DB) error { return payment.NameAccount(ctx, tx, &stale, "D") })
		corrected := *b
		m.do(func(tx *gorm.DB) error { return payment.NameAccount(ctx, tx, &corrected, "A") })
		m.closed("to an account that was corrected", func(tx *gorm.DB) error { return payment.Load(ctx, tx, b, second) })
		m.closed("what was transferred by hand", func(tx *gorm.DB) error { return payment.Load(ctx, tx, byHand, second) })
		carried, err := payment.Carried(ctx, d.Read(ctx), first)
		if err != nil || len(carried) != 1 || carried[0].ID != a1.ID {
			t.Errorf("the transfer carries %+v, %v", carried, err)
		}
		if waiting, err = want[0].Waiting(ctx, d.Read(ctx)); err != nil || len(waiting) != 2 || waiting[0].ID != b.ID || waiting[1].ID != a2.ID {
			t.Errorf("to A wait now %+v, %v", waiting, err)
		}

		m.alone(a1, func(tx *gorm.DB) error { return payment.Arrive(ctx, tx, a1, "FT1", m.Now()) })
		if a1.Status != payment.RefundDone || a1.Evidence != "FT1" {
			t.Errorf("%+v", a1)
		}
		m.closed("it arrives twice", func(tx *gorm.DB) error { return payment.Arrive(ctx, tx, a1, "FT2", m.Now()) })
		m.prove()
	})
}

// What comes back waits for the next file where the bank itself is to blame; else its
// buyer, and nobody else, is asked for an account.
func TestWhatABankSendsBackIsSentAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		m.bank.Manual = true
		m.funded()
		for _, arrived := range []bool{false, true} {
			for _, why := range []string{payment.BankFailed, "account_closed"} {
				r, beside := m.named("A", 1_000), m.named("A", 2_000)
				m.named("A", 3_000) // waits for the next file
				id := m.transfer(r)
				m.do(func(tx *gorm.DB) error {
					if err := payment.Load(ctx, tx, beside, id); err != nil {
						return err
					}
					return payment.Load(ctx, tx, r, id)
				})
				if arrived {
					m.do(func(tx *gorm.DB) error { return payment.Arrive(ctx, tx, r, "FT", m.Now()) })
				}
				stale, asked := *r, m.asks(r)
				m.alone(r, func(tx *gorm.DB) error { return payment.Unload(ctx, tx, r, why, m.Now()) })
				account, status, more := "A", payment.RefundSending, int64(0)
				if why != payment.BankFailed {
					account, status, more = "", payment.RefundNeedsAccount, 1
				}
				if r.Status != status || r.AccountSealed != account || r.TransferID != nil || (r.Failure == why) != (arrived || more == 1) {
					t.Errorf("%s, arrived %v: %+v", why, arrived, r)
				}
				if got := m.asks(r) - asked; !arrived && got != more || more == 1 && got != 1 {
					t.Errorf("%s, arrived %v: the buyer is asked %d times", why, arrived, got)
				}
				if !arrived {
					m.closed(why+" twice", func(tx *gorm.DB) error { return payment.Unload(ctx, tx, &stale, why, m.Now()) })
				}
				m.prove()
			}
		}
	})
}

// An account that a bank refused is nobody's any more who waits for it within the same
// payment; what is in a file, goes elsewhere or is of another payment is left alone.
func TestARefusedAccountIsForgotten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		m.bank.Manual = true
		m.funded()
		waits, also, loaded, elsewhere := m.named("A", 1_000), m.named("A", 2_000), m.named("A", 3_000), m.named("B", 4_000)
		id := m.transfer(loaded)
		m.do(func(tx *gorm.DB) error { return payment.Load(ctx, tx, loaded, id) })
		m.again()
		m.funded()
		stranger := m.named("A", 5_000)
		asked := m.asks(waits) + m.asks(also)
		m.do(func(tx *gorm.DB) error {
			return payment.ForgetAccount(ctx, tx, payment.Bundle{PaymentID: waits.PaymentID, AccountSealed: "A"}, "account_closed")
		})
		for _, r := range []*payment.Refund{waits, also} {
			r.Status, r.AccountSealed, r.Failure = payment.RefundNeedsAccount, "", "account_closed"
		}
		for _, r := range []*payment.Refund{waits, also, loaded, elsewhere, stranger} {
			same(m, r.ID, *r)
		}
		if got := m.asks(waits) + m.asks(also) - asked; got != 2 {
			t.Errorf("the buyer is asked %d times for two", got)
		}
	})
}

// Differences of weight wait for the other orders of their purchase, but not longer than
// the buyer should.
func TestDifferencesOfWeightWaitForTheRest(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		m.bank.Manual = true
		m.again() // another purchase, which is never packed, holds nothing up
		m.funded()
		m.again()
		m.funded()
		r := m.back(payment.CauseWeight, 1_000)
		m.do(func(tx *gorm.DB) error { return payment.NameAccount(ctx, tx, r, "A") })
		goes := func(patient time.Duration) bool {
			t.Helper()
			got, err := payment.Bundles(ctx, d.Read(ctx), r.CreatedAt.Add(patient), payment.Bundle{}, 5)
			if err != nil {
				t.Fatal(err)
			}
			return len(got) == 1
		}
		status := func(s string) {
			m.do(func(tx *gorm.DB) error { return tx.Exec("UPDATE orders SET status = ? WHERE id = ?", s, m.o.ID).Error })
		}
		for _, s := range []string{"placed", "confirmed"} {
			status(s)
			if goes(-time.Millisecond) {
				t.Errorf("%s: it does not wait", s)
			}
			if !goes(0) {
				t.Errorf("%s: it waits too long", s)
			}
		}
		status("packed")
		if !goes(-time.Millisecond) {
			t.Error("all is packed, and it waits")
		}
	})
}

// What a seller collected is in no file of the market, though other refunds are.
func TestWhatASellerCollectedIsInNoBundle(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		m.bank.Manual = true
		m.funded()
		ours := m.named("A", 1_000)
		m.again()
		m.funded()
		theirs := m.named("A", 2_000)
		m.do(func(tx *gorm.DB) error {
			err := tx.Exec(`INSERT INTO payees (id, seller_id, kind, holder, bank_bin, number_sealed, last4, usable_from, created_by, created_at)
				VALUES ('payee', ?, 'own', 'X', '970436', 'x', '0001', 1, 'x', 1)`, m.o.SellerID).Error
			if err != nil {
				return err
			}
			return tx.Exec("UPDATE payments SET collector_id = ?, payee_id = 'payee' WHERE id = ?", m.o.SellerID, theirs.PaymentID).Error
		})
		got, err := payment.Bundles(ctx, d.Read(ctx), m.Now(), payment.Bundle{}, 5)
		if err != nil || len(got) != 1 || got[0].PaymentID != ours.PaymentID {
			t.Errorf("%+v, %v", got, err)
		}
	})
}
