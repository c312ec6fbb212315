package invoice

import (
	"context"
	"sort"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/seller"
)

// feeName is what the line of a fee says.
const feeName = "Phí dịch vụ sàn thương mại điện tử tháng "

// closeWithin is how long one month may take to be invoiced.
const closeWithin = time.Minute

// settles is how long a month may still get postings of its last second from transactions
// that are not through yet.
const settles = 15 * time.Minute

var closer = actor.System{Job: "invoices.fees", Channel: actor.Worker}

// Month is a month whose commission was invoiced.
type Month struct {
	Period     string `gorm:"primaryKey"`
	Sellers    int
	Commission money.VND // less what was given back in the month
	VAT        money.VND `gorm:"column:vat"`
	ClosedAt   clock.Instant
}

// TableName implements gorm's Tabler.
func (Month) TableName() string { return "invoice_months" }

// Fees is what the market took of a seller in a month at one rate of VAT, by the ledger,
// less what it gave back.
type Fees struct {
	SellerID   string
	VATBP      money.BasisPoints `gorm:"column:vat_bp"`
	Commission money.VND
	VAT        money.VND `gorm:"column:vat"`
}

// feesOf reads a month of the ledger, by seller.
func feesOf(ctx context.Context, q *gorm.DB, period string) ([]Fees, error) {
	first := clock.Date(period + "-01")
	from, to := first.Start(), first.AddMonths(1).Start()
	var out []Fees
	err := q.WithContext(ctx).Raw(`SELECT o.seller_id, o.vat_bp, CAST(SUM(m.commission) AS BIGINT) AS commission, CAST(SUM(m.vat) AS BIGINT) AS vat FROM (
			SELECT order_id, amount AS commission, 0 AS vat FROM postings WHERE to_kind = 'commission' AND to_owner = '' AND at >= ? AND at < ?
			UNION ALL SELECT order_id, -amount, 0 FROM postings WHERE from_kind = 'commission' AND from_owner = '' AND at >= ? AND at < ?
			UNION ALL SELECT order_id, 0, amount FROM postings WHERE to_kind = 'commission_vat' AND to_owner = '' AND at >= ? AND at < ?
			UNION ALL SELECT order_id, 0, -amount FROM postings WHERE from_kind = 'commission_vat' AND from_owner = '' AND at >= ? AND at < ?) AS m
		JOIN orders o ON o.id = m.order_id GROUP BY o.seller_id, o.vat_bp ORDER BY o.seller_id, o.vat_bp`,
		from, to, from, to, from, to, from, to).Scan(&out).Error
	return out, err
}

// CloseMonths invoices the commission of every month that is over, one after the other and
// each once, from the first month in which the market took any.
func (b *Book) CloseMonths(ctx context.Context) error {
	period, err := b.firstOpen(ctx)
	if err != nil || period == "" {
		return err
	}
	for this := b.Now().Add(-settles).Date().Period(); period < this; period = clock.Date(period + "-01").AddMonths(1).Period() {
		if err := b.closeMonth(ctx, period); err != nil {
			return err
		}
	}
	return nil
}

// firstOpen is the month behind the last one that was closed, or that of the first
// commission; "" while there was none.
func (b *Book) firstOpen(ctx context.Context) (string, error) {
	var last []string
	err := b.DB.Read(ctx).Table("invoice_months").Order("period DESC").Limit(1).Pluck("period", &last).Error
	if err != nil {
		return "", err
	}
	if len(last) == 1 {
		return clock.Date(last[0] + "-01").AddMonths(1).Period(), nil
	}
	var at clock.Instant
	err = b.DB.Read(ctx).Raw("SELECT COALESCE(MIN(at), 0) FROM postings WHERE to_kind = 'commission' AND to_owner = ''").Scan(&at).Error
	if err != nil || at.IsZero() {
		return "", err
	}
	return at.Date().Period(), nil
}

func (b *Book) closeMonth(ctx context.Context, period string) error {
	return b.DB.TxWithin(ctx, closeWithin, func(tx *gorm.DB) error {
		now := b.Now()
		fees, err := feesOf(ctx, tx, period)
		if err != nil {
			return err
		}
		m := Month{Period: period, ClosedAt: now}
		bySeller := map[string][]Fees{}
		for _, f := range fees {
			m.Commission, m.VAT = m.Commission.Add(f.Commission), m.VAT.Add(f.VAT)
			if !f.Commission.IsZero() || !f.VAT.IsZero() {
				bySeller[f.SellerID] = append(bySeller[f.SellerID], f)
			}
		}
		m.Sellers = len(bySeller)
		// The month first: of two processes one closes it.
		res := tx.WithContext(ctx).Clauses(clause.OnConflict{DoNothing: true}).Create(&m)
		if res.Error != nil || res.RowsAffected == 0 {
			return res.Error
		}
		ids := make([]string, 0, len(bySeller))
		for id := range bySeller {
			ids = append(ids, id)
		}
		sort.Strings(ids)
		for _, id := range ids {
			if err := b.invoiceFee(ctx, tx, period, id, bySeller[id], now); err != nil {
				return err
			}
		}
		return nil
	})
}

// invoiceFee writes what one seller is invoiced for a month. It is below zero where more was
// given back than taken.
func (b *Book) invoiceFee(ctx context.Context, tx *gorm.DB, period, sellerID string, fees []Fees, now clock.Instant) error {
	to, err := b.sellerAsBuyer(ctx, tx, sellerID)
	if err != nil {
		return err
	}
	sealed, err := to.seal(b.Keys)
	if err != nil {
		return err
	}
	v := Invoice{ID: db.NewID(), Kind: Fee, SellerID: sellerID, Issuer: ByMarket, Period: period, State: Due, BuyerKind: SellerBuyer, BuyerSealed: sealed, CreatedAt: now}
	lines := make([]Line, len(fees))
	for i, f := range fees {
		lines[i] = Line{Kind: "commission", Name: feeName + period[5:] + "/" + period[:4], Basis: measure.Piece, Quantity: 1, Price: f.Commission, Amount: f.Commission,
			VAT: RateVAT, VATBP: f.VATBP, VATAmount: f.VAT}
	}
	v.Total = Sum(lines)
	if err := tx.WithContext(ctx).Create(&v).Error; err != nil {
		return err
	}
	if err := putLines(ctx, tx, v.ID, lines); err != nil {
		return err
	}
	return record(ctx, tx, v.ID, "", Due, closer, now)
}

// sellerAsBuyer is who a fee is invoiced to: the seller, by the number of the identity check.
func (b *Book) sellerAsBuyer(ctx context.Context, q *gorm.DB, sellerID string) (Buyer, error) {
	card, err := seller.CardOf(ctx, q, sellerID)
	if err != nil {
		return Buyer{}, err
	}
	to := Buyer{Kind: SellerBuyer, Name: card.Name, Address: card.Ward + ", " + card.Province}
	var checks []seller.Check
	err = q.WithContext(ctx).Where("seller_id = ?", sellerID).Order("created_at DESC, id DESC").Limit(1).Find(&checks).Error
	if err == nil && len(checks) == 1 {
		if to.TaxCode, err = checks[0].Number(b.Keys); err != nil || to.TaxCode == "" { // erased: the end of it is what is kept
			to.TaxCode, err = "…"+checks[0].ReferenceLast4, nil
		}
	}
	return to, err
}
