package remittance

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/collection"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/vntext"
)

// NewFile is a carrier's file as the desk hands it in.
type NewFile struct {
	Carrier   string `json:"carrier" form:"carrier"`
	Reference string `json:"reference" form:"reference"` // as in the text of the carrier's transfer
}

// maxReference is the longest name of a remittance, in characters.
const maxReference = 60

// TakeIn reads a carrier's file. Nothing is booked: the lines wait for the carrier's
// transfer. The same file again gives the first remittance. It refuses with
// "shipping.unknown_carrier", "remittance.reference" a name that is missing or too short to
// be found in a text, with "remittance.reference_taken" another file of the same name, and
// with what read refuses.
func (d *Desk) TakeIn(ctx context.Context, by actor.Admin, in NewFile, file []byte) (Remittance, error) {
	reference, refused := vntext.Input(in.Reference, maxReference, false)
	reference = strings.ToUpper(strings.Join(strings.Fields(reference), " "))
	if refused != "" || len(vntext.Key(reference)) < 4 {
		return Remittance{}, fault.New(fault.Invalid, "remittance.reference").On("reference")
	}
	if _, err := d.Carriers.Find(in.Carrier); err != nil {
		return Remittance{}, err
	}
	rows, total, err := read(bytes.NewReader(file))
	if err != nil {
		return Remittance{}, err
	}
	hash := sha256.Sum256(append([]byte(in.Carrier+"\x00"+reference+"\x00"), file...))
	var r Remittance
	err = d.DB.Tx(ctx, func(tx *gorm.DB) error {
		now := d.Now()
		r = Remittance{ID: db.NewID(), Carrier: in.Carrier, Reference: reference, FileHash: hex.EncodeToString(hash[:]), Total: total, State: "open",
			ImportedBy: by.PersonID, CreatedAt: now}
		var before Remittance
		res := tx.WithContext(ctx).Where("file_hash = ?", r.FileHash).Limit(1).Find(&before)
		if res.Error != nil || res.RowsAffected == 1 {
			r = before
			return res.Error
		}
		err := tx.WithContext(ctx).Create(&r).Error
		if db.IsDuplicate(err) {
			return fault.New(fault.Conflict, "remittance.reference_taken").On("reference").From(err)
		}
		if err != nil {
			return err
		}
		lines := make([]Line, len(rows))
		seen := map[string]bool{}
		for i, row := range rows {
			lines[i] = Line{ID: db.NewID(), RemittanceID: r.ID, Number: row.number, Code: row.code, Amount: row.amount}
			if lines[i].State, lines[i].OrderID, err = d.judge(ctx, tx, r.Carrier, row.code, row.amount, seen); err != nil {
				return err
			}
		}
		for start := 0; start < len(lines); start += 200 {
			if err := tx.WithContext(ctx).Create(lines[start:min(start+200, len(lines))]).Error; err != nil {
				return err
			}
		}
		return audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: "remittance.take_in", Subject: audit.Subject{Kind: "remittance", ID: r.ID}}, now)
	})
	return r, err
}

// judge says what a line is now: the order is found by its exact code, or by the tracking
// number, and only one that this carrier collects for the market. seen are the orders of
// lines before.
func (d *Desk) judge(ctx context.Context, tx *gorm.DB, carrier, code string, amount money.VND, seen map[string]bool) (LineState, *string, error) {
	var found []order.Order
	err := tx.WithContext(ctx).Where(`door_taker = 'carrier' AND carrier = ? AND (code = ? OR id IN
		(SELECT s.order_id FROM shipments s WHERE UPPER(s.tracking_no) = ?))`, carrier, code, code).Limit(2).Find(&found).Error
	if err != nil || len(found) != 1 {
		return Unknown, nil, err
	}
	o := found[0]
	if seen[o.ID] {
		return Duplicate, &o.ID, nil
	}
	due, state, err := d.worth(ctx, tx, o)
	switch {
	case err != nil || state != Fits:
		return state, &o.ID, err
	case amount.Cmp(due) < 0:
		state = Short
	case amount.Cmp(due) > 0:
		state = Over
	}
	seen[o.ID] = true
	return state, &o.ID, nil
}

// worth is the cash that a line must bring for an order: what the carrier holds, or what is
// still missing of an order that it brought and nobody has told of. It is Duplicate for
// cash that came before, Unknown for an order that is paid otherwise, or not at the door.
func (d *Desk) worth(ctx context.Context, tx *gorm.DB, o order.Order) (money.VND, LineState, error) {
	cash, found, err := collection.OfOrder(ctx, tx, o.ID)
	switch {
	case err != nil:
		return money.VND{}, Unknown, err
	case found && cash.State == collection.Held:
		return cash.Amount, Fits, nil
	case found:
		return money.VND{}, Duplicate, nil
	}
	p, part, err := payment.OfOrder(ctx, tx, o.ID)
	if err != nil || part.Funded || !p.Status.Open() || o.Status != order.Shipped {
		return money.VND{}, Unknown, err
	}
	return p.Missing(), Fits, nil
}
