package remittance_test

import (
	"fmt"
	"slices"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/remittance"
)

// What a file says of one order twice counts once, whatever it is called by and however much
// the first line brings; what it says of an order whose cash the carrier does not take counts
// for nothing, also where a person names it.
func TestWhoseOrderALineIsOf(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d, order.CarrierTakes)
		whole, part := r.sent(), r.sent()
		sellers := r.again(order.SellerTakes).sent()
		var parcel string
		if err := d.Read(ctx).Raw("SELECT LOWER(tracking_no) FROM shipments WHERE order_id = ?", whole.ID).Scan(&parcel).Error; err != nil || parcel == "" {
			t.Fatal(parcel, err)
		}
		file := fmt.Sprintf("code,amount\n%s,%d\n%s,%d\n%s,%d\n%s,%d\n%s,%d\n", whole.Code, worth, parcel, worth, part.Code, worth-1, part.Code, worth, sellers.Code, worth)
		m, err := r.desk.TakeIn(ctx, desk, remittance.NewFile{Carrier: "flat", Reference: " run   77 "}, []byte(file))
		fine(t, err)
		if m.Reference != "RUN 77" {
			t.Errorf("its name is %q", m.Reference)
		}
		states := func() (out []remittance.LineState, of []string) {
			t.Helper()
			lines, err := remittance.Lines(ctx, d.Read(ctx), m.ID)
			fine(t, err)
			for _, l := range lines {
				out = append(out, l.State)
				if l.OrderID == nil {
					of = append(of, "")
				} else {
					of = append(of, *l.OrderID)
				}
			}
			return out, of
		}
		want, orders := []remittance.LineState{remittance.Fits, remittance.Duplicate, remittance.Short, remittance.Duplicate, remittance.Unknown}, []string{whole.ID, whole.ID, part.ID, part.ID, ""}
		if got, of := states(); !slices.Equal(got, want) || !slices.Equal(of, orders) {
			t.Errorf("taken in: %v of %v", got, of)
		}
		credit := r.credit("1", 5*worth-1, "run 77")
		cleared, err := r.desk.Clear(ctx, desk, m.ID, credit)
		fine(t, err)
		kept, err := remittance.Find(ctx, d.Read(ctx), m.ID)
		fine(t, err)
		for what, one := range map[string]remittance.Remittance{"told": cleared, "kept": kept} {
			if one.State != "cleared" || one.CreditID == nil || *one.CreditID != credit || one.ClearedBy != desk.PersonID || one.ClearedAt != r.Now() {
				t.Errorf("%s: %+v", what, one)
			}
		}
		want[0] = remittance.Matched
		if got, of := states(); !slices.Equal(got, want) || !slices.Equal(of, orders) {
			t.Errorf("cleared: %v of %v", got, of)
		}
		lines, err := remittance.Lines(ctx, d.Read(ctx), m.ID)
		fine(t, err)
		for _, code := range []string{sellers.Code, "NOBODY", whole.Code} {
			_, err := r.desk.SettleLine(ctx, desk, lines[4].ID, remittance.Settle{OrderCode: code})
			refused(t, err, "remittance.order")
		}
		for i, in := range map[int]remittance.Settle{1: {Evidence: "FT1"}, 2: {OrderCode: part.Code}, 3: {Evidence: "FT2"}, 4: {Evidence: "FT3"}} {
			told, err := r.desk.SettleLine(ctx, desk, lines[i].ID, in)
			fine(t, err)
			if told.DoneBy != desk.PersonID || told.DoneAt != r.Now() || told.Note != in.Evidence {
				t.Errorf("line %d: %+v", i, told)
			}
		}
		if n := r.Count(t, "audit_entries", "verb = 'remittance.settle_line'"); n != 4 {
			t.Errorf("%d of 4 are kept", n)
		}
		r.proved(0)
	})
}

// A carrier has no money of an order that it was not given yet, whatever its file says.
func TestWhatWasNotSentBringsNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		r := open(t, d, order.CarrierTakes)
		early := r.sent()
		fine(t, d.Tx(ctx, func(tx *gorm.DB) error {
			return tx.Exec("UPDATE orders SET status = 'packed' WHERE id = ?", early.ID).Error
		}))
		m, err := r.desk.TakeIn(ctx, desk, remittance.NewFile{Carrier: "flat", Reference: "RUN 78"}, []byte(fmt.Sprintf("code,amount\n%s,%d\n", early.Code, worth)))
		fine(t, err)
		lines, err := remittance.Lines(ctx, d.Read(ctx), m.ID)
		fine(t, err)
		if len(lines) != 1 || lines[0].State != remittance.Unknown {
			t.Errorf("%+v", lines)
		}
	})
}
