package vietqr

import "testing"

func TestBanks(t *testing.T) {
	if got := len(Banks()); got != 62 {
		t.Errorf("%d banks", got)
	}
	present := map[string]string{}
	for _, b := range Banks() {
		if b.Code == "" || b.Name == "" || (b.BIN != "" && (len(b.BIN) != 6 || !digits(b.BIN))) {
			t.Errorf("bank %+v", b)
		}
		if b.BIN == "" || b.Former {
			continue
		}
		if other, twice := present[b.BIN]; twice {
			t.Errorf("%s and %s have BIN %s", other, b.Name, b.BIN)
		}
		present[b.BIN] = b.Name
	}
	for bin, want := range map[string]string{"970436": "Vietcombank", "970405": "Agribank", "970449": "LPBank", "970414": "MBV", "970406": "Vikki Bank", "971025": "MoMo"} {
		if b, ok := BankOf(bin); !ok || b.Name != want || !b.CanSend {
			t.Errorf("%s: %+v %v", bin, b, ok)
		}
	}
	for _, bin := range []string{"", "000000", "97043"} {
		if b, ok := BankOf(bin); ok {
			t.Errorf("%q: %+v", bin, b)
		}
	}
	Banks()[0].Name = "changed"
	if Banks()[0].Name == "changed" {
		t.Error("the table can be changed by its readers")
	}
}
