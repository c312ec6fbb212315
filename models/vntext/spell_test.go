package vntext

import "testing"

func TestWhatWasSpelledIsWrittenAsPeopleDo(t *testing.T) {
	for text, want := range map[string]string{
		"Thịt LỢN gác bếp": "thịt lợn gác bếp", "hoà bình": "hòa bình", "chè Shan tuyết 500g": "chè shan tuyết 500g",
		"quả đười ươi": "quả đười ươi", "mật ong rừng, Nghĩa Lộ": "mật ong rừng nghĩa lộ", "": "",
	} {
		if got := Written(Spell(text)); got != want {
			t.Errorf("%q is written %q, want %q", text, got, want)
		}
		if got := Spell(Written(Spell(text))); got != Spell(text) {
			t.Errorf("%q is spelled %q after it was written", text, got)
		}
	}
	if got := Written("b' 12"); got != "b 12" {
		t.Errorf("a tone over no vowel is written %q", got)
	}
}
