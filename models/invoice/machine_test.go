package invoice_test

import (
	"strings"
	"testing"

	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/models/markettest"
)

var machine = markettest.Machine[invoice.State]{
	Name: "An invoice", Statuses: invoice.States, Edges: invoice.Edges,
	Begins: []invoice.State{invoice.Requested, invoice.Due}, Ends: []invoice.State{invoice.Issued, invoice.Void},
}

func TestEveryInvoiceEnds(t *testing.T) {
	machine.Prove(t)
	markettest.Drawn(t, "machine.md", "The course of an invoice", machine.Drawing())
}

func TestTaxCodesAreJudgedByTheirRule(t *testing.T) {
	for code, good := range map[string]bool{
		"0123456000": true, "0123456000-001": true, "0123456001": false, "0123456000-000": false, "0123456000-01": false,
		"012345600": false, "01234560000": false, "": false, "012345600x": false, "0123456000-": false, "٠١٢٣٤٥٦٠٠٠": false,
	} {
		if invoice.FirmCode(code) != good {
			t.Errorf("%q is judged %v", code, !good)
		}
	}
	// One wrong digit, and two neighbours that changed places, are noticed.
	const right = "0123456000"
	for i := range right {
		for d := byte('0'); d <= '9'; d++ {
			wrong := []byte(right)
			if wrong[i] = d; string(wrong) != right && invoice.FirmCode(string(wrong)) {
				t.Errorf("%s is taken", wrong)
			}
		}
	}
	for code, good := range map[string]bool{"001099000001": true, "096199000001": true, "000099000001": false, "097099000001": false, "00109900000": false, "00109900000a": false} {
		if invoice.PersonCode(code) != good {
			t.Errorf("%q is judged %v", code, !good)
		}
	}
}

func TestABuyerIsJudgedAllAtOnce(t *testing.T) {
	b := invoice.Buyer{Kind: invoice.BudgetUnit, Name: "Trường  Thử", TaxCode: "0123456000001", BudgetCode: "1.234.567", Address: "Bản Thử, xã Thử", Email: "ke-toan@example.com"}
	if err := b.Clean(""); err != nil || b.BudgetCode != "1234567" || b.TaxCode != "0123456000-001" || b.Name != "Trường Thử" {
		t.Errorf("%+v %v", b, err)
	}
	for want, in := range map[string]invoice.Buyer{
		"invoice.kind":        {},
		"invoice.budget_code": {Kind: invoice.BudgetUnit, BudgetCode: "123456"},
		"invoice.person_code": {Kind: invoice.Person, TaxCode: "123"},
		"invoice.tax_code":    {Kind: invoice.Organisation, TaxCode: "001099000001"},
		"text.control":        {Kind: invoice.Person, Name: "a\u202eb"},
	} {
		err := in.Clean("x.")
		if !fault.Has(err, want) || !fault.Has(err, "invoice.address") || !fault.Has(err, "invoice.email") {
			t.Errorf("%+v: %v, not %s", in, err, want)
		}
		for _, f := range fault.All(err) {
			if !strings.HasPrefix(f.Field, "x.") {
				t.Errorf("%s stands beside %q", f.Key, f.Field)
			}
		}
	}
}
