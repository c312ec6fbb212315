package settlement_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/settlement"
)

// cooperative makes a stall one.
func (s *shop) cooperative(by actor.Member) (slug string) {
	s.t.Helper()
	s.tx(func(tx *gorm.DB) error {
		if err := tx.Exec("UPDATE sellers SET kind = 'cooperative', tax_entity = 'company' WHERE id = ?", by.SellerID).Error; err != nil {
			return err
		}
		return tx.Raw("SELECT slug FROM sellers WHERE id = ?", by.SellerID).Scan(&slug).Error
	})
	return slug
}

func (s *shop) waits() map[string]string {
	s.t.Helper()
	all, err := s.Waiting(ctx, desk, "", 50)
	if err != nil {
		s.t.Fatal(err)
	}
	out := map[string]string{}
	for _, w := range all {
		out[w.SellerID] = w.Why
	}
	return out
}

// TestAHouseholdWithoutAnAccountIsPaidAllTheSame: by a relative, by its cooperative once
// that has accepted, and at the post; the bank's file and the post's list are apart.
func TestAHouseholdWithoutAnAccountIsPaidAllTheSame(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(t, d)
		htx := s.stall()
		slug := s.cooperative(htx)
		_, mau := s.Seller(t)
		_, lan := s.Seller(t)
		_, cuc := s.Seller(t)
		s.names(mau, seller.NewPayee{Kind: seller.RelativeAccount, BankBIN: "970436", Number: "4455667788", Holder: "Lò Văn Con", Relation: "con trai", Consent: seller.PayeeConsent})
		asked := s.names(lan, seller.NewPayee{Kind: seller.ByCooperative, Cooperative: slug, Consent: seller.PayeeConsent})
		s.names(cuc, seller.NewPayee{Kind: seller.ByPost, Holder: "=Giàng A Cúc", PostPoint: "Bưu điện văn hóa xã Văn Chấn"})
		for _, by := range []actor.Member{mau, lan, cuc} {
			s.sell(by, sale{goods: 100_000})
		}
		if w := s.waits(); len(w) != 1 || w[lan.SellerID] != settlement.NotAccepted || s.balance(lan).Waits != settlement.NotAccepted {
			t.Errorf("%v", w)
		}
		s.tx(func(tx *gorm.DB) error { return seller.AcceptGrower(ctx, tx, asked, htx, s.Market.Now()) })
		b := s.open()
		if ps := s.payouts(b); len(ps) != 3 || len(s.waits()) != 0 {
			t.Fatalf("%+v, %v", ps, s.waits())
		}
		file, err := s.Export(ctx, desk, b.ID)
		if err != nil || len(file) != 2 {
			t.Fatalf("%+v, %v", file, err)
		}
		to := map[string]string{}
		for _, f := range file {
			to[f.Account] = f.Holder
		}
		if to["4455667788"] != "LO VAN CON" || to["001100220001"] != "NGUOI THU" {
			t.Errorf("%v", to)
		}
		paid := settlement.MarkPaid{BankRef: "FT1"}
		post := settlement.MarkPaid{BankRef: "BD-0001"}
		if err := s.MarkPostPaid(ctx, desk, b.ID, post); !fault.Has(err, "payout.not_exported") {
			t.Errorf("the post has no list yet: %v", err)
		}
		if err := s.MarkBatchPaid(ctx, desk, b.ID, paid); err != nil {
			t.Fatal(err)
		}
		var left settlement.Payout
		for _, p := range s.payouts(b) {
			if p.Status == settlement.Due {
				left = p
			}
		}
		if left.SellerID != cuc.SellerID || s.status(b) != settlement.Exported {
			t.Fatalf("%+v, %s", left, s.status(b))
		}
		var list settlement.PostList
		for range 2 {
			if list, err = s.PostList(ctx, desk, b.ID); err != nil || len(list.Rows) != 1 || list.Total.Dong() != 93_000 {
				t.Fatalf("%+v, %v", list, err)
			}
		}
		if r := list.Rows[0]; r.Holder != "=Giàng A Cúc" || r.PostPoint != "Bưu điện văn hóa xã Văn Chấn" || r.Ward != "Xã Văn Chấn" || r.Code != left.Code {
			t.Errorf("%+v", r)
		}
		var csv, xlsx bytes.Buffer
		if err := list.WriteCSV(&csv); err != nil || !strings.Contains(csv.String(), "'=Giàng A Cúc,Bưu điện văn hóa xã Văn Chấn,Xã Văn Chấn,93000\r\n") {
			t.Errorf("%q, %v", csv.String(), err)
		}
		if err := list.WriteXLSX(&xlsx); err != nil {
			t.Fatal(err)
		}
		book, err := excelize.OpenReader(&xlsx)
		if err != nil {
			t.Fatal(err)
		}
		if cell, err := book.GetCellValue("Sheet1", "E2"); err != nil || cell != "93000" {
			t.Errorf("%q, %v", cell, err)
		}
		for range 2 {
			if err := s.MarkPostPaid(ctx, desk, b.ID, post); err != nil {
				t.Fatal(err)
			}
		}
		if s.status(b) != settlement.Settled || s.holds(ledger.Bank()) != 3*93_000 {
			t.Errorf("%s, %d", s.status(b), s.holds(ledger.Bank()))
		}
		mine, err := s.Mine(ctx, lan, db.Cursor{}, 5)
		if err != nil || len(mine) != 1 || mine[0].Kind != seller.ByCooperative || mine[0].Last4 != "0001" {
			t.Errorf("%+v, %v", mine, err)
		}
		s.proved(t)
	})
}

// TestWhatNobodyFetchesIsTheSellersAgain: and it is tried again, unless the name was wrong.
func TestWhatNobodyFetchesIsTheSellersAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(t, d)
		_, cuc := s.Seller(t)
		s.names(cuc, seller.NewPayee{Kind: seller.ByPost, Holder: "Giàng A Cúc", PostPoint: "Bưu điện xã"})
		s.sell(cuc, sale{goods: 100_000})
		for i, reason := range []string{settlement.NotFetched, settlement.NameDiffers} {
			b := s.open()
			if b == nil {
				t.Fatalf("round %d: no batch", i)
			}
			if file, err := s.Export(ctx, desk, b.ID); err != nil || len(file) != 0 {
				t.Fatalf("the bank's file holds %v, %v", file, err)
			}
			if err := s.MarkBatchPaid(ctx, desk, b.ID, settlement.MarkPaid{BankRef: "FT9"}); !fault.Has(err, "payout.not_exported") {
				t.Errorf("the bank has done nothing: %v", err)
			}
			if _, err := s.PostList(ctx, desk, b.ID); err != nil {
				t.Fatal(err)
			}
			id := s.payouts(b)[0].ID
			if err := s.ReturnPayout(ctx, desk, id, settlement.Return{Reason: settlement.AccountClosed}); !fault.Has(err, "payout.reason") {
				t.Errorf("a bank's reason at the post: %v", err)
			}
			if err := s.ReturnPayout(ctx, desk, id, settlement.Return{Reason: reason}); err != nil {
				t.Fatal(err)
			}
			if s.holds(ledger.Seller(cuc.SellerID)) != 93_000 || s.status(b) != settlement.Settled {
				t.Errorf("%d, %s", s.holds(ledger.Seller(cuc.SellerID)), s.status(b))
			}
			s.Pass(3 * day)
		}
		if b := s.open(); b != nil || s.waits()[cuc.SellerID] != settlement.AccountRefused {
			t.Errorf("%+v, %v", b, s.waits())
		}
		s.proved(t)
	})
}

// TestACooperativeThatCannotBePaidHoldsTheMoneyUp: it has no account, or a new one, or
// says no; and a post's reference is of one batch.
func TestACooperativeThatCannotBePaidHoldsTheMoneyUp(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := newShop(t, d)
		_, htx := s.Seller(t)
		slug := s.cooperative(htx)
		_, lan := s.Seller(t)
		asked := s.names(lan, seller.NewPayee{Kind: seller.ByCooperative, Cooperative: slug, Consent: seller.PayeeConsent})
		s.tx(func(tx *gorm.DB) error { return seller.AcceptGrower(ctx, tx, asked, htx, s.Market.Now()) })
		s.sell(lan, sale{goods: 100_000})
		if b := s.open(); b != nil || s.waits()[lan.SellerID] != settlement.NoCooperative {
			t.Errorf("%+v, %v", b, s.waits())
		}
		s.bank(htx, "99887766")
		if w := s.waits(); len(w) != 0 {
			t.Errorf("%v", w)
		}
		s.tx(func(tx *gorm.DB) error { return seller.RefuseGrower(ctx, tx, asked, htx, s.Market.Now()) })
		if b := s.open(); b != nil || s.waits()[lan.SellerID] != settlement.NoAccount {
			t.Errorf("%+v, %v", b, s.waits())
		}
		s.proved(t)
	})
}
