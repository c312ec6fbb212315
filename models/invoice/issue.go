package invoice

import (
	"context"
	"strings"

	"golang.org/x/text/unicode/norm"
	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/vntext"
)

// Result is what the issuer's software answered.
type Result struct {
	Serial     string     `json:"serial" form:"serial"` // form and symbol, "1C26TYB"
	Number     string     `json:"number" form:"number"`
	IssuedOn   clock.Date `json:"issued_on" form:"issued_on"`
	OfficeCode string     `json:"office_code" form:"office_code"` // of the tax office, where it gives one
}

// clean tidies an answer. It refuses, all at once, with "invoice.number" and
// "invoice.serial" what is missing, with "date.syntax" no day, and with
// "invoice.issued_on" a day to come.
func (r *Result) clean(now clock.Instant) error {
	var l fault.List
	for _, f := range []struct {
		name     string
		s        *string
		optional bool
		most     int
	}{{"serial", &r.Serial, false, 20}, {"number", &r.Number, false, 20}, {"office_code", &r.OfficeCode, true, 60}} {
		text, refused := vntext.Input(norm.NFC.String(*f.s), f.most, false)
		if *f.s = strings.ToUpper(strings.Join(strings.Fields(text), "")); refused == "" && *f.s == "" && !f.optional {
			refused = "invoice." + f.name
		}
		if refused != "" {
			l.Add(fault.New(fault.Invalid, refused).On(f.name).With("most", f.most))
		}
	}
	if r.IssuedOn == "" {
		l.Add(fault.New(fault.Invalid, "date.syntax").On("issued_on"))
	} else if _, err := clock.ParseDate(string(r.IssuedOn)); err != nil {
		l.Add(fault.New(fault.Invalid, "date.syntax").On("issued_on"))
	} else if r.IssuedOn > now.Date() {
		l.Add(fault.New(fault.Invalid, "invoice.issued_on").On("issued_on"))
	}
	return l.Err()
}

// Issued is the word of who issues an invoice that it has its number.
// One that is due is handed over with it, at the figures of this moment. The same answer
// again has no effect.
//
// It refuses with "invoice.unknown" and "invoice.issuer" an invoice that another issues, with "right.…" a member
// who may not handle orders, with what is wrong with the answer, with "invoice.move" one
// that is neither due nor handed over, with "invoice.nothing" an order of which nothing is
// left to invoice, and with "invoice.number_taken" a number that another invoice has.
func (b *Book) Issued(ctx context.Context, by Clerk, id string, in Result) (Invoice, error) {
	return b.answered(ctx, by, id, func(tx *gorm.DB, v *Invoice) error {
		return b.issue(ctx, tx, v, by, in)
	})
}

// Refuse is the word of who issues it that an invoice is not issued, and why, in words that its
// buyer reads. It refuses what Issued refuses, and with "invoice.reason" no reason.
func (b *Book) Refuse(ctx context.Context, by Clerk, id, reason string) (Invoice, error) {
	return b.answered(ctx, by, id, func(tx *gorm.DB, v *Invoice) error {
		return b.refuse(ctx, tx, v, by, reason)
	})
}

// answered finds an invoice that the clerk issues, and lets what be done to it under its lock.
func (b *Book) answered(ctx context.Context, by Clerk, id string, what func(*gorm.DB, *Invoice) error) (v Invoice, err error) {
	err = b.DB.Tx(ctx, func(tx *gorm.DB) error {
		if v, err = lock(ctx, tx, id); err != nil {
			return err
		}
		if err := by.issues(v); err != nil {
			return err
		}
		before := v.State
		if err := what(tx, &v); err != nil || v.State == before {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: "invoice." + string(v.State), Subject: audit.Subject{Kind: "invoice", ID: v.ID}}, b.Now())
	})
	return v, err
}

func (b *Book) issue(ctx context.Context, tx *gorm.DB, v *Invoice, by actor.Actor, in Result) error {
	now := b.Now()
	if err := in.clean(now); err != nil {
		return err
	}
	if v.State == Issued && in == (Result{v.Serial, v.Number, v.IssuedOn, v.OfficeCode}) {
		return nil
	}
	if v.State == Due {
		if err := hand(ctx, tx, v, by, now, nil); err != nil {
			return err
		}
	}
	err := move(ctx, tx, v, Issued, by, now, map[string]any{"serial": in.Serial, "number": in.Number, "issued_on": in.IssuedOn, "office_code": in.OfficeCode})
	if err != nil {
		return err
	}
	v.Serial, v.Number, v.IssuedOn, v.OfficeCode = in.Serial, in.Number, in.IssuedOn, in.OfficeCode
	return moveCorrections(ctx, tx, *v, Due, by, now)
}

func (b *Book) refuse(ctx context.Context, tx *gorm.DB, v *Invoice, by actor.Actor, reason string) error {
	reason, refused := vntext.Input(norm.NFC.String(reason), 300, false)
	if refused == "" && reason == "" {
		refused = "invoice.reason"
	}
	if refused != "" {
		return fault.New(fault.Invalid, refused).On("reason").With("most", 300)
	}
	if v.State == Refused && v.Reason == reason {
		return nil
	}
	now, columns := b.Now(), map[string]any{"reason": reason}
	gone, err := buyerForgotten(ctx, tx, *v)
	if err != nil {
		return err
	}
	if gone { // no paper bears the name any more
		forget(columns)
		v.BuyerKind, v.BuyerSealed = Retail, ""
	}
	if err := move(ctx, tx, v, Refused, by, now, columns); err != nil {
		return err
	}
	v.Reason = reason
	// Its figures are taken anew when it is handed over again, what was given back included.
	return moveCorrections(ctx, tx, *v, Void, by, now)
}

// Again makes an invoice due that was refused: what was wrong is mended, and its figures are
// taken anew. One that is due already stays so. It refuses what Issued refuses.
func (b *Book) Again(ctx context.Context, by Clerk, id string) (Invoice, error) {
	return b.answered(ctx, by, id, func(tx *gorm.DB, v *Invoice) error {
		return b.again(ctx, tx, v, by)
	})
}

func (b *Book) again(ctx context.Context, tx *gorm.DB, v *Invoice, by actor.Actor) error {
	if v.State == Due {
		return nil
	}
	if v.State != Refused { // what is asked for becomes due by its order alone
		return fault.New(fault.Conflict, "invoice.move").With("state", string(v.State))
	}
	if err := move(ctx, tx, v, Due, by, b.Now(), map[string]any{"reason": ""}); err != nil {
		return err
	}
	v.Reason = ""
	return nil
}
