package media

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/fault"
)

// Keep writes a picture that was accepted: first its row, in a short transaction of its
// own, then its files. It belongs to nothing yet: Attach is called in the transaction that
// puts it in its place, and what is never attached is swept away after a day. Keeping the
// same bytes twice makes two pictures with names of their own. When the store does not
// answer it refuses with "media.store", and nothing needs to be undone.
func (al *Album) Keep(ctx context.Context, r *Ready, o Owner) (Photo, error) {
	now := al.Now()
	p := Photo{
		ID: newName(r.hash), Purpose: r.purpose, OwnerSellerID: o.SellerID, CreatedBy: o.PersonID,
		ContentType: r.contentType, ContentHash: r.hash, Width: r.width, Height: r.height, Blurhash: r.blurhash,
		Bytes: r.Bytes(), CreatedAt: now, LooseSince: now,
	}
	err := al.DB.Tx(ctx, func(tx *gorm.DB) error { return tx.Create(&p).Error })
	if err != nil {
		return Photo{}, fmt.Errorf("media: keep: %w", err)
	}
	for _, f := range r.files {
		k := key(p.Purpose, p.ID, f.size)
		contentType, body := TypeOf(k), f.body
		if !p.Purpose.Open() {
			contentType, body = "application/octet-stream", []byte(al.Keys.Seal(k, string(f.body)))
		}
		if err := al.Store.Put(ctx, k, contentType, body); err != nil {
			return Photo{}, fault.New(fault.Unavailable, "media.store").On("photo").From(err)
		}
	}
	return p, nil
}

// newName is made of the content and of chance: it vouches for what it names, cannot be
// guessed by somebody who has the same picture, and never comes twice.
func newName(hash string) string {
	var salt [16]byte
	_, _ = rand.Read(salt[:]) // never fails: crypto/rand ends the program instead
	sum := sha256.Sum256(append(salt[:], hash...))
	return hex.EncodeToString(sum[:16])
}
