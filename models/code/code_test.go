package code

import (
	"slices"
	"testing"
)

func TestEveryErrorAndSwapIsCaught(t *testing.T) {
	for range 200 {
		c := New()
		if !Valid(c) {
			t.Fatalf("%s was issued and is not valid", c)
		}
		for i := range Length {
			for j := range len(Alphabet) {
				wrong := []byte(c)
				wrong[i] = Alphabet[j]
				if wrong[i] != c[i] && Valid(string(wrong)) {
					t.Fatalf("%s for %s passed", wrong, c)
				}
			}
			if i > 0 && c[i] != c[i-1] {
				swapped := []byte(c)
				swapped[i], swapped[i-1] = c[i-1], c[i]
				if Valid(string(swapped)) {
					t.Fatalf("%s for %s passed", swapped, c)
				}
			}
		}
	}
}

func TestFindInsideBankText(t *testing.T) {
	c := New()
	for _, text := range []string{c, "MBVCB.3278907687." + c + ".CT tu 0011", "ck " + c[:4] + " " + c[4:] + "-ft", "x" + string([]byte{c[0] | 32}) + c[1:]} {
		if !slices.Contains(Find(text), c) {
			t.Errorf("%s not found in %q", c, text)
		}
	}
	if got := Find(c + " " + c); !slices.Contains(got, c) {
		t.Errorf("a repeated code gave %v", got)
	}
	if got := Find("toi 0 O 1 I"); len(got) != 0 {
		t.Errorf("found %v in nothing", got)
	}
}

func TestACodeIsToldFromAnId(t *testing.T) {
	for range 20 {
		if c := New(); Column(c) != "code" {
			t.Errorf("%s is taken for an id", c)
		}
	}
	for _, id := range []string{"", "01a231c1-3c0e-7c6a-b82b-16193109e24d"} {
		if Column(id) != "id" {
			t.Errorf("%q is taken for a code", id)
		}
	}
}
