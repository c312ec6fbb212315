package account

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/chophien/chophien/models/fault"
)

func TestOneNumberHasOneForm(t *testing.T) {
	for _, typed := range []string{
		"0912345678", "0912 345 678", "0912.345.678", "84912345678", "+84912345678", "+84 (912) 345-678",
		"0084912345678", " 0912\u00a0345678 ", "84.912.345.678",
	} {
		if got, err := NormalPhone(typed); err != nil || got != "+84912345678" {
			t.Errorf("%q became %q, %v", typed, got, err)
		}
	}
	for _, typed := range []string{
		"091234567", "09123456789", "0112345678", "0212345678", "0612345678", "+1 912 345 678", "+0912345678", "0162 345 6789",
		"0216 385 2108", "912345678", "0912345678a", "09123456７8", "0912345678;0912345679", "0912345678+", "++84912345678",
		"+8484912345678", strings.Repeat("0", 41), "٠٩١٢٣٤٥٦٧٨", "0912345678\x00", "0912345678\n",
	} {
		if got, err := NormalPhone(typed); !fault.Has(err, "phone.invalid") {
			t.Errorf("%q became %q, %v", typed, got, err)
		} else if strings.Contains(err.Error(), typed) {
			t.Errorf("the fault repeats %q", typed)
		}
	}
	if _, err := NormalPhone("  "); !fault.Has(err, "phone.needed") {
		t.Errorf("nothing: %v", err)
	}
}

func TestANumberReadAloudIsTheSameNumber(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		number := fmt.Sprintf("+84%s%08d", rapid.SampledFrom([]string{"3", "5", "7", "8", "9"}).Draw(t, "prefix"),
			rapid.IntRange(0, 99_999_999).Draw(t, "rest"))
		if got, err := NormalPhone(LocalPhone(number)); err != nil || got != number {
			t.Fatalf("%s read as %s became %s, %v", number, LocalPhone(number), got, err)
		}
	})
}

func FuzzNormalPhone(f *testing.F) {
	for _, s := range []string{"0912345678", "+84", "84", "\xff", "0084912345678"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		number, err := NormalPhone(s)
		if err != nil {
			return
		}
		if again, err := NormalPhone(number); err != nil || again != number || len(number) != 12 {
			t.Fatalf("%q became %q, then %q, %v", s, number, again, err)
		}
	})
}
