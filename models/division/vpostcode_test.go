package division

import "testing"

func TestVpostcode(t *testing.T) {
	for text, want := range map[string]string{
		"": "", " ": "", "33000HJJ89VH": "33000HJJ89VH", "33000-hjj8+9vh": "33000HJJ89VH", "33000 HJJ8 9VH": "33000HJJ89VH",
	} {
		if got, err := Vpostcode(text); err != nil || got != want {
			t.Errorf("%q: %q, %v", text, got, err)
		}
	}
	for _, text := range []string{"33000", "3300HJJ89VHH", "33000AJJ89VH", "٣3000HJJ89VH", "33000HJJ89VHX", "<b>", "33000HJJ89V\n"} {
		if got, err := Vpostcode(text); err == nil {
			t.Errorf("%q was taken as %q", text, got)
		}
	}
}
