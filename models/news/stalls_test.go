package news_test

import (
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/privacy"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/settlement"
)

func TestMoneyOfASellerIsToldOnItsWay(t *testing.T) {
	inBoth(t, func(t *testing.T, m *town) {
		m.holds(t, "desk", account.Admin, "")
		chief := actor.Admin{PersonID: m.holds(t, "chief", account.Admin, ""), Channel: actor.Page}
		s := m.sold(t).to(t, order.Completed)
		m.joins(t, s.stall, "packer", actor.HandleOrders)
		m.tx(t, func(tx *gorm.DB) error {
			_, err := seller.SetPayee(ctx, tx, m.Till.Keys, seller.NewPayee{Kind: seller.OwnAccount, BankBIN: "970436", Number: "0123456789", Holder: "NGUOI THU"},
				s.stall, actor.ProvedTwice(s.stall.PersonID, m.Now()), m.Now())
			return err
		})
		m.after(t, nil, "packer stall.bank_changed", "seller stall.bank_changed")
		m.Pass(seller.PayeeWait)
		b, err := m.cashier.OpenBatch(ctx)
		m.after(t, err)
		_, err = m.cashier.Export(ctx, chief, b.ID)
		m.after(t, err, "seller payout.sent")
		m.after(t, m.cashier.MarkBatchPaid(ctx, chief, b.ID, settlement.MarkPaid{BankRef: "FT0001"}), "seller payout.paid")
		all, err := m.cashier.Payouts(ctx, chief, b.ID, db.Cursor{}, 5)
		fine(t, err)
		m.after(t, m.cashier.ReturnPayout(ctx, chief, all[0].ID, settlement.Return{Reason: settlement.BankFailed}),
			"desk payout.returned.desk", "seller payout.returned.again")
		if m.Balance(t, ledger.Seller(s.stall.SellerID)) != all[0].Amount.Dong() {
			t.Error("the money is not the seller's again")
		}

		m.Pass(3 * 24 * time.Hour)
		b, err = m.cashier.OpenBatch(ctx)
		fine(t, err)
		_, err = m.cashier.Export(ctx, chief, b.ID)
		fine(t, err)
		all, err = m.cashier.Payouts(ctx, chief, b.ID, db.Cursor{}, 5)
		fine(t, err)
		// Sent and refused before anybody was told: only the end is.
		m.after(t, m.cashier.ReturnPayout(ctx, chief, all[0].ID, settlement.Return{Reason: settlement.AccountUnknown}),
			"desk payout.returned.desk", "seller payout.returned")
	})
}

// TestACooperativeHearsThatItIsAsked: all of the stall hear where the money is to go, who
// handles the cooperative's money that it is asked, and the stall that it is refused.
func TestACooperativeHearsThatItIsAsked(t *testing.T) {
	inBoth(t, func(t *testing.T, m *town) {
		stall, keeper := m.keeper(t, "seller"), m.keeper(t, "keeper")
		var slug, asked string
		m.tx(t, func(tx *gorm.DB) error {
			if err := tx.Exec("UPDATE sellers SET kind = 'cooperative', tax_entity = 'company' WHERE id = ?", keeper.SellerID).Error; err != nil {
				return err
			}
			return tx.Raw("SELECT slug FROM sellers WHERE id = ?", keeper.SellerID).Scan(&slug).Error
		})
		m.tx(t, func(tx *gorm.DB) error {
			p, err := seller.SetPayee(ctx, tx, m.Till.Keys, seller.NewPayee{Kind: seller.ByCooperative, Cooperative: slug, Consent: seller.PayeeConsent},
				stall, actor.ProvedTwice(stall.PersonID, m.Now()), m.Now())
			if err == nil {
				asked = p.ID
			}
			return err
		})
		m.after(t, nil, "keeper stall.grower_asks", "seller stall.bank_changed.cooperative")
		m.tx(t, func(tx *gorm.DB) error { return seller.RefuseGrower(ctx, tx, asked, keeper, m.Now()) })
		m.after(t, nil, "seller stall.payee_refused")
		m.tx(t, func(tx *gorm.DB) error {
			_, err := seller.SetPayee(ctx, tx, m.Till.Keys, seller.NewPayee{Kind: seller.ByPost, Holder: "Giàng A Cúc", PostPoint: "Bưu điện xã"},
				stall, actor.ProvedTwice(stall.PersonID, m.Now()), m.Now())
			return err
		})
		m.after(t, nil, "seller stall.bank_changed.post")
	})
}

// certified is a product of a seller with a verified certificate that ends on a day.
func (m *town) certified(t *testing.T, stall actor.Member, last clock.Date) (productID string) {
	t.Helper()
	variant := m.Variant(t, markettest.Good{SellerID: stall.SellerID, Stock: 5})
	m.tx(t, func(tx *gorm.DB) error {
		if err := tx.Raw("SELECT product_id FROM variants WHERE id = ?", variant).Scan(&productID).Error; err != nil {
			return err
		}
		scan := db.NewID()
		err := tx.Table("photos").Create(map[string]any{"id": scan, "content_type": "image/jpeg", "content_hash": scan, "bytes": 9, "loose_since": 0, "purpose": "certificate", "owner_seller_id": stall.SellerID,
			"width": 10, "height": 10, "created_at": m.Now()}).Error
		if err != nil {
			return err
		}
		return tx.Table("certificates").Create(map[string]any{"id": db.NewID(), "product_id": productID, "kind": "ocop", "number": "QĐ-" + scan, "issuer": "UBND tỉnh",
			"stars": 4, "issued_on": "2023-12-28", "valid_until": last, "scan_id": scan, "state": "verified", "last_day": last, "verified_by": "officer",
			"verified_at": m.Now(), "created_at": m.Now()}).Error
	})
	return productID
}

// day goes to 08:00 of a day and does what that morning does.
func (m *town) day(t *testing.T, d clock.Date) error {
	t.Helper()
	m.Pass(d.Start().Add(8 * time.Hour).Sub(m.Now()))
	return m.opening.WarnOfEndings(ctx)
}

func TestASellerIsToldThirtyAndSevenDaysBeforeACertificateEnds(t *testing.T) {
	inBoth(t, func(t *testing.T, m *town) {
		one, two := m.keeper(t, "one"), m.keeper(t, "two")
		m.joins(t, one, "packer", actor.HandleOrders)
		m.certified(t, one, "2026-12-28")
		m.certified(t, two, "2026-12-28")
		m.certified(t, two, "2026-12-28")
		renewed := m.certified(t, two, "2026-12-20")
		m.tx(t, func(tx *gorm.DB) error { // a longer paper stands beside it
			return tx.Exec(`INSERT INTO certificates (id, product_id, kind, number, issuer, stars, issued_on, valid_until, recognised_year, scan_id, state, last_day,
				verified_by, verified_at, created_at) SELECT ?, product_id, kind, 'new', issuer, stars, '2026-11-01', '2029-11-01', 0, scan_id, state, '2029-11-01',
				verified_by, verified_at, created_at FROM certificates WHERE product_id = ?`, db.NewID(), renewed).Error
		})
		m.after(t, m.day(t, "2026-11-27"))
		m.after(t, m.day(t, "2026-11-28"), "one certificate.ending", "two certificate.ending.many")
		m.after(t, m.day(t, "2026-11-29"))
		m.after(t, m.day(t, "2026-12-20"))
		// The 21st passes without anybody's running: it is made up for.
		m.after(t, m.day(t, "2026-12-22"), "one certificate.ending", "two certificate.ending.many")
		m.after(t, m.day(t, "2026-12-28"))
		m.after(t, m.day(t, "2026-12-29"))
		late := m.keeper(t, "late")
		m.certified(t, late, "2027-01-02") // seen by an officer only now: one warning, not two
		m.after(t, m.day(t, "2026-12-30"), "late certificate.ending")
		m.after(t, m.day(t, "2026-12-31"))
	})
}

func TestASellerWhoseIdentityCheckEndsIsWarnedThenStopped(t *testing.T) {
	inBoth(t, func(t *testing.T, m *town) {
		m.holds(t, "officer", account.Officer, markettest.Ward)
		stall, free := m.keeper(t, "seller"), m.keeper(t, "unlimited")
		check := func(of actor.Member, until clock.Date) {
			m.tx(t, func(tx *gorm.DB) error {
				return seller.AddCheck(ctx, tx, m.Till.Keys, of.SellerID, seller.NewCheck{Method: seller.InPerson, Reference: "015000000777", ValidUntil: until}, chief, m.Now())
			})
		}
		check(stall, "2026-12-31")
		check(free, "")
		m.after(t, nil)
		m.after(t, m.day(t, "2026-12-01"), "seller stall.check_ending")
		m.after(t, m.day(t, "2026-12-24"), "seller stall.check_ending")
		m.Pass(clock.Date("2026-12-31").Start().Add(23 * time.Hour).Sub(m.Now()))
		m.after(t, m.admit.Lapse(ctx))
		m.Pass(time.Hour + 2*time.Minute) // over midnight
		fine(t, m.admit.Lapse(ctx))
		if at := m.hear(t); len(at) > 0 {
			t.Errorf("heard at night: %q", at)
		}
		m.until(m.Now().Morning())
		m.after(t, nil, "officer stall.suspended.lapsed.near", "seller stall.suspended.lapsed")
		m.after(t, m.admit.Lapse(ctx))
		m.after(t, m.admit.Check(ctx, stall.SellerID, seller.NewCheck{Method: seller.ChipCard, Reference: "015000000777", ValidUntil: "2030-12-31"}, chief), "seller requirement.accepted", "seller stall.active")
		m.after(t, m.admit.Lapse(ctx))
		m.tx(t, func(tx *gorm.DB) error {
			return seller.Suspend(ctx, tx, stall.SellerID, "hàng không rõ nguồn", chief, m.Now())
		})
		m.after(t, nil, "seller stall.suspended")
		m.tx(t, func(tx *gorm.DB) error { return seller.Close(ctx, tx, stall.SellerID, "nghỉ bán", chief, m.Now()) })
		m.after(t, nil, "seller stall.closed")
	})
}

func TestASellerIsToldWhatTheMarketFoundOfGoodsAndPapers(t *testing.T) {
	inBoth(t, func(t *testing.T, m *town) {
		stall := m.keeper(t, "seller")
		m.joins(t, stall, "packer", actor.HandleOrders)
		product := m.certified(t, stall, "2029-12-28")
		withdraw := func(by actor.Actor) error {
			return m.DB.Tx(ctx, func(tx *gorm.DB) error {
				cs, err := catalog.Certificates(ctx, tx, product)
				if err != nil {
					return err
				}
				return catalog.WithdrawCertificate(ctx, tx, cs[0].ID, "nơi cấp thu hồi", by, m.Now())
			})
		}
		m.after(t, withdraw(chief), "seller certificate.withdrawn")
		own := m.certified(t, stall, "2029-12-28")
		m.tx(t, func(tx *gorm.DB) error {
			cs, err := catalog.Certificates(ctx, tx, own)
			if err != nil {
				return err
			}
			return catalog.WithdrawCertificate(ctx, tx, cs[0].ID, "không dùng nữa", stall, m.Now())
		})
		m.after(t, nil) // the seller did it
		claim := func(number string) (id string) {
			m.tx(t, func(tx *gorm.DB) error {
				c, err := catalog.ClaimCertificate(ctx, tx, product, catalog.NewCertificate{Kind: catalog.OCOP, Number: number, Stars: 3}, stall, m.Now())
				if err == nil {
					id = c.ID
				}
				return err
			})
			m.after(t, nil)
			return id
		}
		refused := claim("QĐ 1")
		m.after(t, m.DB.Tx(ctx, func(tx *gorm.DB) error {
			return catalog.RefuseCertificate(ctx, tx, refused, "ảnh mờ.", chief, m.Now())
		}), "seller certificate.refused")
		for _, text := range m.texts {
			if strings.Contains(text, "..") { // an officer ended the sentence, and so did the template
				t.Errorf("%q", text)
			}
		}
		m.tx(t, func(tx *gorm.DB) error {
			return catalog.Hide(ctx, tx, product, "ảnh không phải của sản phẩm", chief, m.Now())
		})
		m.after(t, nil, "seller listing.taken_down")
		m.tx(t, func(tx *gorm.DB) error { return catalog.Hide(ctx, tx, own, "", stall, m.Now()) })
		m.after(t, nil)
	})
}

// A stall that waits for nothing but the yes of who keeps it: they hear of it once, and then
// that it is open.
func TestAStallThatWaitsForAYesIsTold(t *testing.T) {
	inBoth(t, func(t *testing.T, m *town) {
		chief := actor.Admin{PersonID: m.holds(t, "chief", account.Admin, ""), Channel: actor.Page}
		_, personID := m.Phone(t)
		m.person(t, "seller", personID)
		owner := actor.Buyer{PersonID: personID, Channel: actor.Page}
		id, err := m.opening.Apply(ctx, seller.NewSeller{Name: "Gian mới", Kind: seller.Household, Scheme: division.Current, WardCode: markettest.Ward}, "", owner)
		m.after(t, err)
		stall := actor.Member{PersonID: personID, SellerID: id, Rights: actor.NewRights(actor.AllRights...), Channel: actor.Page}
		m.joins(t, stall, "packer", actor.HandleOrders)
		check := seller.NewCheck{Method: seller.ChipCard, Reference: "001099000001"}
		m.after(t, m.admit.Check(ctx, stall.SellerID, check, chief), "seller requirement.accepted", "seller stall.waits_for_yes")
		m.says(t, "Chợ Phiên: giấy tờ của gian Gian mới đã đủ. Chỉ còn chờ bạn đồng ý là mở: http://market.test/portal/s/gian-moi/agree",
			"Chợ Phiên: the papers of the stall Gian mới are complete. It opens as soon as you agree: http://market.test/portal/s/gian-moi/agree")
		m.after(t, m.admit.Check(ctx, stall.SellerID, check, chief)) // a second look brings no second message
		yes := account.Consent{Purpose: account.Publishing, Version: account.ConsentTexts[account.Publishing], Answer: account.Yes}
		p := &privacy.Privacy{DB: m.DB, Accounts: &account.Accounts{DB: m.DB, Keys: m.Till.Keys, Now: m.Now}, Now: m.Now}
		m.after(t, p.Answer(ctx, owner, yes), "packer stall.active", "seller stall.active")
	})
}
