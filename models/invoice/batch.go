package invoice

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/once"
)

// MostInBatch is how many invoices are handed over at once: they are frozen in one
// transaction. The rest is for the next one.
const MostInBatch = 200

const (
	batchPurpose = "invoice_batches.document"
	handWithin   = 20 * time.Second
)

// Batch is what was handed over at once.
type Batch struct {
	ID             string  `gorm:"primaryKey"`
	SellerID       *string // nil: the market hands it to its provider
	Invoices       int
	Total          money.VND
	Hash           string // of the document's JSON
	DocumentSealed string
	HandedBy       string
	CreatedAt      clock.Instant
}

// TableName implements gorm's Tabler.
func (Batch) TableName() string { return "invoice_batches" }

// Cursor is where the page behind b starts.
func (b Batch) Cursor() db.Cursor { return db.Cursor{At: b.CreatedAt, ID: b.ID} }

// HandOver freezes what is due of what the clerk issues, the oldest first and at most
// MostInBatch, and hands it over: none of it is ever in a second batch, unless it was
// refused and is due again. The same key again gives the first batch. It refuses with
// "right.…", and with "invoice.none_due" when nothing is due.
func (b *Book) HandOver(ctx context.Context, by Clerk, key string) (out Batch, err error) {
	if err := by.allowed(); err != nil {
		return out, err
	}
	claim := once.Key{Actor: by.Stamp().ID + by.sellerID, Operation: "invoice.hand_over", Key: key, RequestHash: once.Hash(by.sellerID)}
	err = b.DB.TxWithin(ctx, handWithin, func(tx *gorm.DB) error {
		now := b.Now()
		out = Batch{ID: db.NewID(), HandedBy: by.Stamp().ID, CreatedAt: now}
		if by.sellerID != "" {
			out.SellerID = &by.sellerID
		}
		first, done, err := once.ClaimFor(ctx, tx, claim, out.ID, now)
		if err != nil || done {
			if done {
				out, err = findBatch(ctx, tx, by, first)
			}
			return err
		}
		return b.handOver(ctx, tx, by, &out, now)
	})
	return out, err
}

func (b *Book) handOver(ctx context.Context, tx *gorm.DB, by Clerk, out *Batch, now clock.Instant) error {
	f := by.Filter()
	q := tx.WithContext(ctx).Table("invoices").Where("state = 'due' AND issuer = ?", f.Issuer)
	if f.SellerID != "" {
		q = q.Where("seller_id = ?", f.SellerID)
	}
	var ids []string
	if err := q.Order("created_at, id").Limit(MostInBatch).Pluck("id", &ids).Error; err != nil {
		return err
	}
	var handed []Invoice
	for _, id := range ids {
		v, err := lock(ctx, tx, id)
		if err != nil {
			return err
		}
		if v.State != Due { // another clerk was faster
			continue
		}
		err = hand(ctx, tx, &v, by, now, nil)
		if fault.Has(err, "invoice.nothing") { // nor will there ever be more again
			if err := move(ctx, tx, &v, Void, ripener, now, nil); err != nil {
				return err
			}
			continue
		}
		if err != nil {
			return err
		}
		handed = append(handed, v)
		out.Total = out.Total.Add(v.Total)
	}
	if out.Invoices = len(handed); out.Invoices == 0 {
		return fault.New(fault.Conflict, "invoice.none_due")
	}
	doc, err := b.document(ctx, tx, *out, handed)
	if err != nil {
		return err
	}
	text, err := json.Marshal(doc)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(text)
	out.Hash, out.DocumentSealed = hex.EncodeToString(sum[:]), b.Keys.Seal(batchPurpose, string(text))
	if err := tx.WithContext(ctx).Create(out).Error; err != nil {
		return err
	}
	for _, v := range handed {
		if err := tx.WithContext(ctx).Table("invoices").Where("id = ?", v.ID).Update("batch_id", out.ID).Error; err != nil {
			return err
		}
	}
	return audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: "invoice.hand_over", Subject: audit.Subject{Kind: "invoice_batch", ID: out.ID}}, now)
}

// Batches lists what the clerk has handed over, newest first.
func (b *Book) Batches(ctx context.Context, by Clerk, after db.Cursor, limit int) ([]Batch, error) {
	if err := by.allowed(); err != nil {
		return nil, err
	}
	var out []Batch
	return out, db.Newest(scoped(b.DB.Read(ctx), by), "created_at", "id", after, limit).Find(&out).Error
}

func scoped(q *gorm.DB, by Clerk) *gorm.DB {
	if by.sellerID == "" {
		return q.Where("seller_id IS NULL")
	}
	return q.Where("seller_id = ?", by.sellerID)
}

func findBatch(ctx context.Context, q *gorm.DB, by Clerk, id string) (out Batch, err error) {
	res := scoped(q.WithContext(ctx), by).Where("id = ?", id).Limit(1).Find(&out)
	if res.Error == nil && res.RowsAffected == 0 {
		return out, fault.New(fault.NotFound, "invoice.batch_unknown")
	}
	return out, res.Error
}

// Fetch opens a batch once more, as it was handed over; that it was opened is kept. It
// refuses with "invoice.batch_unknown" and "right.…".
func (b *Book) Fetch(ctx context.Context, by Clerk, id string) (doc Document, err error) {
	err = b.DB.Tx(ctx, func(tx *gorm.DB) error {
		if err := by.allowed(); err != nil {
			return err
		}
		batch, err := findBatch(ctx, tx, by, id)
		if err != nil {
			return err
		}
		text, err := b.Keys.Open(batchPurpose, batch.DocumentSealed)
		if err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(text), &doc); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: "invoice.fetch", Subject: audit.Subject{Kind: "invoice_batch", ID: batch.ID}}, b.Now())
	})
	return doc, err
}
