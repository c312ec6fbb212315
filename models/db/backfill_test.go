package db_test

import (
	"fmt"
	"maps"
	"slices"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
)

// before brings an empty database to a step, as one that has been running.
func before(t *testing.T, dialect string, step int64) *db.DB {
	t.Helper()
	d := dbtest.OpenConfig(t, dbtest.Empty(t, dialect))
	if err := db.Migrate(t.Context(), d, nil); err != nil {
		t.Fatal(err)
	}
	if err := db.DownTo(t.Context(), d, step); err != nil {
		t.Fatal(err)
	}
	return d
}

// Stalls from before the table of requirements (00052) are asked the same. Their check counts
// with its end, who sells already is waived and not stopped, who does not is asked, and closed
// ones are left alone. The steps after it (00053, 00054) leave all of it as it stands.
func TestStallsFromBeforeAreAskedTheSame(t *testing.T) {
	for _, dialect := range []string{db.SQLite, db.Postgres} {
		t.Run(dialect, func(t *testing.T) {
			d := before(t, dialect, 51)
			err := d.Tx(t.Context(), func(tx *gorm.DB) error {
				run := func(sql string, args ...any) {
					if err := tx.Exec(sql, args...).Error; err != nil {
						t.Fatalf("%s: %v", sql, err)
					}
				}
				run("INSERT INTO division_schemes (scheme, edition) VALUES ('2025-07', 'test')")
				run("INSERT INTO divisions (scheme, code, level, kind, name, bare, folded, valid_from) VALUES ('2025-07', '15', 'province', 'Tỉnh', 'Tỉnh Thử', 'Thử', 'thu', '2025-07-01')")
				run("INSERT INTO divisions (scheme, code, level, kind, name, bare, parent_code, folded, valid_from) VALUES ('2025-07', '00001', 'ward', 'Xã', 'Xã Thử', 'Thử', '15', 'thu', '2025-07-01')")
				for _, s := range []struct{ id, kind, entity, state string }{
					{"sells", "cooperative", "company", "active"}, {"checked", "household", "individual", "active"}, {"named", "household", "individual", "active"},
					{"waits", "household", "individual", "applied"}, {"firm", "company", "company", "applied"}, {"gone", "household", "individual", "closed"},
				} {
					run("INSERT INTO sellers (id, slug, name, kind, scheme, ward_code, since, state, tax_entity, created_at) VALUES (?, ?, ?, ?, '2025-07', '00001', '2026-01-01', ?, ?, 1000)", s.id, s.id, s.id, s.kind, s.state, s.entity)
				}
				run("INSERT INTO seller_checks (id, seller_id, method, reference_sealed, reference_last4, checked_by, created_at) VALUES ('c1', 'checked', 'papers', 'x', '1111', 'o', 1000), ('c2', 'checked', 'chip_card', 'x', '2222', 'o', 2000)")
				run("INSERT INTO payees (id, seller_id, kind, holder, bank_bin, number_sealed, last4, usable_from, created_by, created_at) VALUES ('p1', 'named', 'own', 'A', '970436', 'x', '0000', 1000, 'o', 1000)")
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if err := db.Migrate(t.Context(), d, nil); err != nil {
				t.Fatal(err)
			}
			var rows []struct{ SellerID, Kind, Blocks, State, NumberLast4, Method, Reason string }
			if err := d.Read(t.Context()).Table("requirements").Find(&rows).Error; err != nil {
				t.Fatal(err)
			}
			got := map[string]string{}
			for _, r := range rows {
				got[r.SellerID+" "+r.Kind] = fmt.Sprintf("%s %s%s%s%s", r.Blocks, r.State, r.NumberLast4, r.Method, r.Reason)
			}
			const waived = " waivedrequirement.before"
			want := map[string]string{
				"sells identity": "trade" + waived, "sells tax_code": "payout" + waived, "sells food_safety": "packed" + waived,
				"sells cooperative_licence": "trade" + waived, "sells bank_name": "payout asked",
				"checked identity": "trade accepted2222chip_card", "checked tax_code": "payout" + waived, "checked food_safety": "packed" + waived, "checked bank_name": "payout asked",
				"named identity": "trade" + waived, "named tax_code": "payout" + waived, "named food_safety": "packed" + waived, "named bank_name": "payout" + waived,
				"waits identity": "trade asked", "waits tax_code": "payout asked", "waits food_safety": "packed asked", "waits bank_name": "payout asked",
				"firm identity": "trade asked", "firm tax_code": "trade asked", "firm food_safety": "packed asked", "firm bank_name": "payout asked",
			}
			for _, key := range slices.Sorted(maps.Keys(want)) {
				if got[key] != want[key] {
					t.Errorf("%s: %q, want %q", key, got[key], want[key])
				}
			}
			if len(got) != len(want) {
				t.Errorf("%d rows, want %d: %v", len(got), len(want), got)
			}
			var moves, blind int64
			q := d.Read(t.Context())
			if err := q.Table("requirement_moves").Where("actor_kind = 'system' AND from_state = ''").Count(&moves).Error; err != nil || moves != int64(len(want)) {
				t.Errorf("%d first moves, %v", moves, err)
			}
			if err := q.Table("seller_checks").Where("reference_blind = '' AND attempt_id IS NULL").Count(&blind).Error; err != nil || blind != 2 {
				t.Errorf("%d older checks stand, %v", blind, err)
			}
		})
	}
}
