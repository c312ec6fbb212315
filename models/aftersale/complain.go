package aftersale

import (
	"context"
	"slices"

	"golang.org/x/text/unicode/norm"
	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/once"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/vntext"
)

// How much is taken at once.
const (
	MostText   = 2000 // characters of one message
	MostPhotos = 6
)

// Complaint is what a buyer says when something is wrong. Lines are order line ids; none
// means all.
type Complaint struct {
	Reason complaint.Reason `json:"reason" form:"reason"`
	Wish   complaint.Wish   `json:"wish" form:"wish"` // refund when empty
	Lines  []string         `json:"lines" form:"lines"`
	Text   string           `json:"text" form:"text"`
	Photos []string         `json:"photos" form:"photos"` // ids of pictures that were uploaded for a complaint
}

// Complain opens a complaint about an order: seller and desk see it, the seller answers
// within two working days, and the order does not complete meanwhile. The same key again
// gives the first ticket.
//
// It refuses beside the fields what is missing or wrong, with "order.unknown" what is not
// the buyer's, with "complaint.already" while one is open, with "complaint.not_sent" what
// can still be cancelled, and with "complaint.too_early", "complaint.too_late" or
// "complaint.ended". Pictures are refused by media.Attach; a guest's are those kept under
// the id of the proved phone.
func (a *Aftersale) Complain(ctx context.Context, by Buyer, idOrCode string, in Complaint, key string) (t complaint.Ticket, err error) {
	if err := in.check(); err != nil {
		return t, err
	}
	claim := once.Key{Actor: by.id(), Operation: "aftersale.complain", Key: key, RequestHash: once.Hash([]any{idOrCode, in})}
	err = a.act(ctx, func(tx *gorm.DB) error {
		now := a.Now()
		o, err := own(ctx, tx, by, idOrCode)
		if err != nil {
			return err
		}
		id, done, err := once.Claim(ctx, tx, claim, now)
		if err != nil {
			return err
		}
		if done {
			t, err = complaint.Find(ctx, tx, id)
			return err
		}
		lines, err := about(ctx, tx, o, in.Lines)
		if err != nil {
			return err
		}
		perishes, err := fresh(ctx, tx, lines)
		if err != nil {
			return err
		}
		if err := judge(o, in.Reason, perishes, now); err != nil {
			return err
		}
		// The order's row first: its last clock and this complaint then know of each other.
		if err := order.StopCompletion(ctx, tx, &o); err != nil {
			return err
		}
		t, err = complaint.Begin(ctx, tx, o, in.Reason, in.Wish, ids(lines), workingDays(now, AnswerWithin), by, now)
		if err != nil {
			return err
		}
		if _, err := a.say(ctx, tx, t, complaint.ByBuyer, in.Text, in.Photos, media.Owner{PersonID: by.id()}, by); err != nil {
			return err
		}
		return once.Store(ctx, tx, claim, t.ID)
	})
	return t, err
}

func (in *Complaint) check() error {
	var l fault.List
	if !in.Reason.Valid() {
		l.Add(fault.New(fault.Invalid, "complaint.reason").On("reason"))
	}
	if in.Wish == "" {
		in.Wish = complaint.Refund
	}
	if !in.Wish.Valid() {
		l.Add(fault.New(fault.Invalid, "complaint.wish").On("wish"))
	}
	l.Add(words(&in.Text, in.Photos))
	return l.Err()
}

// words judges what one side says.
func words(text *string, photos []string) *fault.Fault {
	clean, refused := vntext.Input(norm.NFC.String(*text), MostText, true)
	switch {
	case refused != "":
		return fault.New(fault.Invalid, refused).On("text").With("most", MostText)
	case clean == "":
		return fault.New(fault.Invalid, "complaint.text").On("text")
	case len(photos) > MostPhotos:
		return fault.New(fault.Invalid, "complaint.photos").On("photos").With("most", MostPhotos)
	}
	*text = clean
	return nil
}

// about returns the named lines of an order, all when none is named. It refuses with
// "complaint.lines" a line that is not the order's.
func about(ctx context.Context, tx *gorm.DB, o order.Order, named []string) ([]order.Line, error) {
	lines, err := order.Lines(ctx, tx, o.ID)
	if err != nil || len(named) == 0 {
		return lines, err
	}
	known := ids(lines)
	for _, id := range named {
		if !slices.Contains(known, id) {
			return nil, fault.New(fault.Invalid, "complaint.lines").On("lines")
		}
	}
	return slices.DeleteFunc(lines, func(l order.Line) bool { return !slices.Contains(named, l.ID) }), nil
}

func ids(lines []order.Line) []string {
	out := make([]string, len(lines))
	for i, l := range lines {
		out[i] = l.ID
	}
	return out
}

// say writes a message and gives its pictures their place.
func (a *Aftersale) say(ctx context.Context, tx *gorm.DB, t complaint.Ticket, side complaint.Author, text string, photos []string, whose media.Owner, by actor.Actor) (complaint.Message, error) {
	for _, id := range photos {
		if err := media.Attach(ctx, tx, id, media.Complaint, whose); err != nil {
			return complaint.Message{}, err
		}
	}
	return complaint.Say(ctx, tx, t, side, text, photos, by, a.Now())
}
