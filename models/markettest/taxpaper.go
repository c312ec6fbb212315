package markettest

import (
	"fmt"
	"testing"

	"github.com/chophien/chophien/models/db"
)

// Scan is a kept certificate scan of a seller.
func (m *Market) Scan(t testing.TB, sellerID string) (scanID string) {
	t.Helper()
	m.n++
	scanID = db.NewID()
	m.insert(t, "photos", map[string]any{
		"id": scanID, "purpose": "certificate", "owner_seller_id": sellerID, "content_type": "application/pdf", "content_hash": fmt.Sprintf("hash-%d", m.n),
		"width": 0, "height": 0, "bytes": 1, "created_at": m.Now(), "loose_since": m.Now(),
	})
	return scanID
}

// TaxPaper is a verified paper of a seller, "exemption" or "own_produce", of all days.
func (m *Market) TaxPaper(t testing.TB, sellerID, kind string) (paperID string) {
	t.Helper()
	m.n++
	paperID = db.NewID()
	m.insert(t, "tax_papers", map[string]any{
		"id": paperID, "seller_id": sellerID, "kind": kind, "number": fmt.Sprintf("Giấy thử %d", m.n), "issuer": "Nơi cấp thử", "issued_on": "2025-01-01",
		"valid_from": "2025-01-01", "valid_to": "2099-12-31", "scan_id": m.Scan(t, sellerID), "state": "verified", "entered_by": "test",
		"verified_by": "test", "verified_at": 1, "created_at": m.Now(),
	})
	return paperID
}
