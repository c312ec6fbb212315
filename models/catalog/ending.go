package catalog

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/outbox"
)

// The notes that sellers are told of are of families of their own: a phone that cannot be
// reached must not hold up the search index. CertificateNotes begins the types of those
// that say what an officer found, with a CertificateState behind it.
const (
	CertificateNotes = "certificate."
	EndingNote       = "certificate.ending" // certificates of a seller end soon, on one day
	TakenDownNote    = "listing.taken_down" // the market took a product off the shelf
)

// CertificateNote is the body of the notes about certificates.
type CertificateNote struct {
	SellerID       string     `json:"seller_id"`
	CertificateIDs []string   `json:"certificate_ids"`
	LastDay        clock.Date `json:"last_day,omitempty"` // of EndingNote
}

// ListingNote is the body of TakenDownNote.
type ListingNote struct {
	SellerID  string `json:"seller_id"`
	ProductID string `json:"product_id"`
}

// WarnOfEnding leaves notes for the sellers of published products whose verified
// certificates end within days and not within nearer, at most limit certificates; it says
// how many. Each is told of once for days, those of one seller and day together. One that
// a longer paper of the same kind stands beside ends unnoticed.
func WarnOfEnding(ctx context.Context, tx *gorm.DB, days, nearer, limit int, now clock.Instant) (int, error) {
	var found []struct {
		ID, SellerID string
		LastDay      clock.Date
	}
	today := now.Date()
	err := tx.WithContext(ctx).Raw(`SELECT c.id, p.seller_id, c.last_day FROM certificates c
		JOIN products p ON p.id = c.product_id JOIN sellers s ON s.id = p.seller_id
		WHERE c.state = 'verified' AND c.last_day > ? AND c.last_day <= ? AND p.state = 'published' AND s.state IN ('active', 'suspended')
		AND NOT EXISTS (SELECT 1 FROM certificates l WHERE l.product_id = c.product_id AND l.kind = c.kind AND l.state = 'verified' AND l.last_day > c.last_day)
		AND NOT EXISTS (SELECT 1 FROM certificate_warnings w WHERE w.certificate_id = c.id AND w.days = ?)
		ORDER BY p.seller_id, c.last_day, c.id LIMIT ?`, today.AddDays(nearer), today.AddDays(days), days, limit).Scan(&found).Error
	if err != nil {
		return 0, err
	}
	var n CertificateNote
	flush := func() error {
		if len(n.CertificateIDs) == 0 {
			return nil
		}
		return outbox.Add(ctx, tx, outbox.Note{Type: EndingNote, Version: 1, Subject: n.SellerID, Body: n})
	}
	for _, c := range found {
		if c.SellerID != n.SellerID || c.LastDay != n.LastDay {
			if err := flush(); err != nil {
				return 0, err
			}
			n = CertificateNote{SellerID: c.SellerID, LastDay: c.LastDay}
		}
		res := tx.WithContext(ctx).Exec(`INSERT INTO certificate_warnings (certificate_id, days, created_at) VALUES (?, ?, ?)
			ON CONFLICT DO NOTHING`, c.ID, days, now)
		if res.Error != nil {
			return 0, res.Error
		}
		if res.RowsAffected == 1 {
			n.CertificateIDs = append(n.CertificateIDs, c.ID)
		}
	}
	return len(found), flush()
}
