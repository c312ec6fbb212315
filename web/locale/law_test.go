package locale

import "testing"

func TestALawIsNamedAsItsReadersKnowIt(t *testing.T) {
	const source = "Amended PIT Law of 10 December 2025, Decree 68/2026/ND-CP"
	if got, want := Law(Vi, source), "Luật thuế thu nhập cá nhân sửa đổi 10/12/2025, Nghị định 68/2026/NĐ-CP"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := Law(En, source); got != source {
		t.Errorf("%q", got)
	}
}
