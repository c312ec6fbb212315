package moderation

import (
	"context"
	"encoding/json"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/once"
	"github.com/chophien/chophien/models/vntext"
)

// ReportListing is what somebody says of a listing. Phone may be empty.
type ReportListing struct {
	Reason string `json:"reason" form:"reason"`
	Text   string `json:"text" form:"text"`
	Phone  string `json:"phone" form:"phone"`
}

// Report leaves a report about a product, once for a key; key may be empty. It refuses,
// beside the fields, with "moderation.reason", the keys of vntext.Input, and
// "phone.invalid"; and with "product.unknown" a product that is not on the shelf.
func (m *Moderation) Report(ctx context.Context, by actor.Actor, productID string, in ReportListing, key string) (id string, err error) {
	words, err := in.check()
	if err != nil {
		return "", err
	}
	text, err := json.Marshal(words)
	if err != nil {
		return "", err
	}
	claim := once.Key{Actor: by.Stamp().ID + "@" + productID, Operation: "moderation.report", Key: key, RequestHash: once.Hash(in)}
	err = m.DB.Tx(ctx, func(tx *gorm.DB) error {
		now := m.Now()
		if key != "" {
			was, done, err := once.Claim(ctx, tx, claim, now)
			if err != nil || done {
				id = was
				return err
			}
		}
		var shown int64
		if err := tx.WithContext(ctx).Table("products").Where("id = ? AND state = 'published'", productID).Count(&shown).Error; err != nil {
			return err
		}
		if shown == 0 {
			return fault.New(fault.NotFound, "product.unknown")
		}
		who := by.Stamp()
		r := Report{
			ID: db.NewID(), ProductID: productID, Reason: in.Reason, WordsSealed: m.Keys.Seal("listing_report.words", string(text)), State: "open",
			ActorKind: string(who.Kind), ActorID: who.ID, DueAt: now.Add(AnswerWithin), CreatedAt: now,
		}
		if err := tx.WithContext(ctx).Create(&r).Error; err != nil {
			return err
		}
		if id = r.ID; key == "" {
			return nil
		}
		return once.Store(ctx, tx, claim, id)
	})
	return id, err
}

func (in ReportListing) check() (Words, error) {
	var l fault.List
	if !slices.Contains(Reasons, in.Reason) {
		l.Add(fault.New(fault.Invalid, "moderation.reason").On("reason"))
	}
	text, refused := vntext.Input(in.Text, 1000, true)
	if refused != "" {
		l.Add(fault.New(fault.Invalid, refused).On("text").With("most", 1000))
	}
	phone := ""
	if in.Phone != "" {
		var err error
		if phone, err = account.NormalPhone(in.Phone); err != nil {
			l = append(l, fault.All(err)...)
		}
	}
	return Words{Text: text, Phone: phone}, l.Err()
}
