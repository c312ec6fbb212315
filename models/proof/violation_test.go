package proof

import "testing"

func TestAViolationIsOneLine(t *testing.T) {
	got := Violation{Rule: "ledger.sum", Subject: "postings", Detail: "5, due 0"}.String()
	if got != "ledger.sum postings: 5, due 0" {
		t.Errorf("written as %q", got)
	}
}
