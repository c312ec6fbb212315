package api

import (
	"bytes"
	"strings"
	"testing"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/markettest"
)

// The scan of a certificate is for its seller's members who edit products, the officers of
// the place and the desk. It is never kept on the way, and nothing in it runs.
func TestWhoMayReadTheScanOfACertificate(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		s := openStreet(t, d)
		sellerID, owner := s.Seller(t)
		_, other := s.Seller(t)
		editor := s.with(owner, actor.EditProducts)
		neighbour := s.with(other, actor.AllRights...)
		_, admin := s.person(account.Admin, "", "")
		_, here := s.person(account.Officer, division.Current, markettest.Ward)
		_, away := s.person(account.Officer, division.Current, markettest.Away)
		_, buyer := s.person("", "", "")
		made := s.call(editor, "POST", "/stalls/"+sellerID+"/products", map[string]any{"name_vi": "Chè thử", "class": "raw", "kind": "tea",
			"scheme": division.Current, "ward_code": markettest.Ward})
		pdf := []byte("%PDF-1.7\nsample of a certificate\n")
		for name, scan := range map[string]struct {
			file       []byte
			kind, save string
		}{
			"picture":  {picture320(t), "image/jpeg", ""},
			"document": {pdf, "application/pdf", `attachment; filename="scan.pdf"`},
		} {
			up := s.send(editor, scan.file, "purpose", "certificate", "seller_id", sellerID)
			if up.status != 201 {
				t.Fatal(name, up.raw)
			}
			claimed := s.call(editor, "POST", "/stalls/"+sellerID+"/products/"+made.text("id")+"/certificates",
				map[string]any{"kind": "vietgap", "number": "TH-" + name, "scan_id": up.text("id")})
			if claimed.status != 201 {
				t.Fatal(name, claimed.raw)
			}
			desk, own := "/desk/certificates/"+claimed.text("id")+"/scan", "/stalls/"+sellerID+"/certificates/"+claimed.text("id")+"/scan"
			for _, ask := range []struct {
				who, token, path string
				status           int
			}{
				{"the officer of the place", here, desk, 200}, {"the desk", admin, desk, 200}, {"a member who edits", editor, own, 200},
				{"an officer of elsewhere", away, desk, 404}, {"another seller", neighbour, desk, 403}, {"another seller", neighbour, own, 404},
				{"a member at the desk", editor, desk, 403}, {"a buyer", buyer, desk, 403}, {"a buyer", buyer, own, 404},
				{"nobody", "", desk, 401}, {"nobody", "", own, 401},
			} {
				a := s.call(ask.token, "GET", ask.path, nil)
				if a.status != ask.status {
					t.Errorf("%s: %s at %s: %d, want %d", name, ask.who, ask.path, a.status, ask.status)
				}
				if h := a.header; a.status == 200 && (h.Get("Content-Type") != scan.kind || h.Get("Content-Disposition") != scan.save ||
					h.Get("Cache-Control") != "no-store" || !strings.Contains(h.Get("Content-Security-Policy"), "sandbox")) {
					t.Errorf("%s for %s: %v", name, ask.who, h)
				}
				if a.status != 200 && bytes.HasPrefix([]byte(a.raw), scan.file[:4]) {
					t.Errorf("%s: %s is refused and reads it all the same", name, ask.who)
				}
			}
		}
	})
}
