package remittance

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/ledger"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/vntext"
)

// Handover is what a gateway has handed over of what it collected for the market: ToBank
// came to the bank, Fee it kept for its service, Lost went back to a buyer's bank after a
// dispute. CreditID is the bank notice that told of ToBank, where there was one.
type Handover struct {
	ID        string `gorm:"primaryKey"`
	Gateway   string
	Number    int64
	Reference string // the gateway's own name of it
	ToBank    money.VND
	Fee       money.VND
	Lost      money.VND
	CreditID  *string
	Note      string
	CreatedBy string
	CreatedAt clock.Instant
}

// TableName implements gorm's Tabler.
func (Handover) TableName() string { return "handovers" }

// Cursor is where the page behind h starts.
func (h Handover) Cursor() db.Cursor { return db.Cursor{At: h.CreatedAt, ID: h.ID} }

// Total is by how much the gateway owes less.
func (h Handover) Total() money.VND { return money.Sum(h.ToBank, h.Fee, h.Lost) }

// NewHandover is what the desk reads off a gateway's statement. CreditID names the bank
// notice of the same sum, which waits among the unmatched; empty where the bank is read by eye.
type NewHandover struct {
	Gateway   string    `json:"gateway" form:"gateway"`
	Reference string    `json:"reference" form:"reference"`
	ToBank    money.VND `json:"to_bank" form:"to_bank"`
	Fee       money.VND `json:"fee" form:"fee"`
	Lost      money.VND `json:"lost" form:"lost"`
	CreditID  string    `json:"credit_id" form:"credit_id"`
	Note      string    `json:"note" form:"note"`
}

// HandOver books what a gateway handed over. It refuses, all at once, a gateway that owes
// nothing (handover.gateway), no reference (handover.reference), sums below 0 or none at
// all (handover.sums), and a loss without its reason (handover.note); then a statement that
// is booked (handover.booked), more than the gateway owes (handover.too_much, args: left),
// and with "payment.unknown", "payment.credit_settled" or "handover.credit" (args: amount) a
// bank notice that is none, is accounted for, or is of another sum.
func (d *Desk) HandOver(ctx context.Context, by actor.Admin, in NewHandover) (h Handover, err error) {
	if err := in.clean(); err != nil {
		return h, err
	}
	now := d.Now()
	h = Handover{ID: db.NewID(), Gateway: in.Gateway, Reference: in.Reference, ToBank: in.ToBank, Fee: in.Fee, Lost: in.Lost, Note: in.Note,
		CreatedBy: by.PersonID, CreatedAt: now}
	if in.CreditID != "" {
		h.CreditID = &in.CreditID
	}
	err = d.DB.Tx(ctx, func(tx *gorm.DB) error {
		if booked, err := h.isBooked(ctx, tx); err != nil || booked {
			return errors.Join(err, fault.New(fault.Conflict, "handover.booked").On("reference"))
		}
		from, err := h.source(ctx, tx)
		if err != nil {
			return err
		}
		if err := h.put(ctx, tx); err != nil {
			return err
		}
		owed, err := owedBy(ctx, tx, h.Gateway)
		switch {
		case err != nil:
			return err
		case !owed.Positive():
			return fault.New(fault.Invalid, "handover.gateway").On("gateway")
		case h.Total().Cmp(owed) > 0:
			return fault.New(fault.Conflict, "handover.too_much").On("to_bank").With("left", owed)
		}
		to := ledger.Gateway(h.Gateway)
		_, err = ledger.Post(ctx, tx, ledger.Cause{Kind: "handover", ID: h.ID}, now, ledger.Posting{From: from, To: to, Amount: h.ToBank},
			ledger.Posting{From: ledger.GatewayFee(h.Gateway), To: to, Amount: h.Fee}, ledger.Posting{From: ledger.Loss(), To: to, Amount: h.Lost})
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: "gateway.handover", Subject: audit.Subject{Kind: "handover", ID: h.ID},
			Detail: map[string]any{"gateway": h.Gateway, "to_bank": h.ToBank.Dong(), "fee": h.Fee.Dong(), "lost": h.Lost.Dong()}}, now)
	})
	return h, err
}

// source is where the money stands that came to the bank: under its notice, which is
// accounted for now, or on the account.
func (h *Handover) source(ctx context.Context, tx *gorm.DB) (ledger.Account, error) {
	if h.CreditID == nil {
		return ledger.Bank(), nil
	}
	credit, err := payment.SettleCredit(ctx, tx, *h.CreditID, h.Reference, h.CreatedBy, h.CreatedAt)
	if err == nil && credit.Amount != h.ToBank {
		err = fault.New(fault.Conflict, "handover.credit").On("credit_id").With("amount", credit.Amount)
	}
	return ledger.Suspense(*h.CreditID), err
}

// put writes the row: the number makes one of two at once wait, and fail, before it has read
// what is owed.
func (h *Handover) put(ctx context.Context, tx *gorm.DB) error {
	err := tx.WithContext(ctx).Raw("SELECT COALESCE(MAX(number), 0) + 1 FROM handovers WHERE gateway = ?", h.Gateway).Scan(&h.Number).Error
	if err != nil {
		return err
	}
	if err = tx.WithContext(ctx).Create(h).Error; db.IsDuplicate(err) { // another statement, or this one, was faster
		return fault.New(fault.Unavailable, "db.busy").From(err)
	}
	return err
}

// isBooked reports whether the gateway's statement is in the books.
func (h *Handover) isBooked(ctx context.Context, q *gorm.DB) (bool, error) {
	var n int64
	err := q.WithContext(ctx).Table("handovers").Where("gateway = ? AND reference = ?", h.Gateway, h.Reference).Count(&n).Error
	return n > 0, err
}

func (in *NewHandover) clean() error {
	var l fault.List
	for _, f := range []struct {
		name     string
		text     *string
		most     int
		optional bool
	}{{"gateway", &in.Gateway, 40, false}, {"reference", &in.Reference, 60, false}, {"note", &in.Note, 300, !in.Lost.Positive()}} {
		text, refused := vntext.Input(*f.text, f.most, false)
		if *f.text = strings.TrimSpace(text); refused == "" && *f.text == "" && !f.optional {
			refused = "handover." + f.name
		}
		if refused != "" {
			l.Add(fault.New(fault.Invalid, refused).On(f.name).With("most", f.most))
		}
	}
	sum := int64(0)
	for _, v := range []money.VND{in.ToBank, in.Fee, in.Lost} {
		if v.Negative() || v.Dong() > money.Max {
			sum = 0
			break
		}
		sum += v.Dong()
	}
	if sum == 0 || in.CreditID != "" && in.ToBank.IsZero() {
		l.Add(fault.New(fault.Invalid, "handover.sums").On("to_bank"))
	}
	return l.Err()
}

// Owing is what a gateway has collected and not handed over; below 0 where it gave more
// back to buyers than it had.
type Owing struct {
	Gateway string
	Amount  money.VND
}

// Owed lists what gateways keep of the market's money, by their names.
func Owed(ctx context.Context, q *gorm.DB) ([]Owing, error) {
	var out []Owing
	err := q.WithContext(ctx).Raw(`SELECT gateway, CAST(SUM(amount) AS BIGINT) AS amount FROM (
		SELECT from_owner AS gateway, amount FROM postings WHERE from_kind = 'gateway'
		UNION ALL SELECT to_owner, -amount FROM postings WHERE to_kind = 'gateway') AS moved GROUP BY gateway`).Scan(&out).Error
	slices.SortFunc(out, func(a, b Owing) int { return cmp.Compare(a.Gateway, b.Gateway) })
	return slices.DeleteFunc(out, func(o Owing) bool { return o.Amount.IsZero() }), err
}

func owedBy(ctx context.Context, q *gorm.DB, gateway string) (money.VND, error) {
	balance, err := ledger.Balance(ctx, q, ledger.Gateway(gateway))
	return balance.Neg(), err
}

// Handovers lists what gateways handed over, the newest first.
func Handovers(ctx context.Context, q *gorm.DB, after db.Cursor, limit int) ([]Handover, error) {
	var out []Handover
	return out, db.Newest(q.WithContext(ctx), "created_at", "id", after, limit).Find(&out).Error
}
