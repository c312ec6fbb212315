package vntext

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestTypedReadsKeysOfTelexAndVNI(t *testing.T) {
	for keys, want := range map[string]string{
		"mieens": "miến", "mienes": "miến", "ddao": "đao", "daod": "đao", "maatj": "mật", "ruwngf": "rừng", "rungwf": "rừng",
		"daauf": "dầu", "quees": "quế", "dduwowngf": "đường", "dduowngf": "đường", "Suoosi": "suối", "giangf": "giàng",
		"nuwowcs": "nước", "hoaf": "hòa", "khoai": "", "nguyeenx": "nguyễn", "quaan": "quân", "muwaf": "mừa", "giuwx": "giữ",
		"ga5o": "gạo", "ne61p": "nếp", "tu1": "tú", "le65": "lệ", "d9a8c5": "đặc", "du7o7ng2": "dường", "nuoc71": "nước", "ruou75": "rượu",
		"": "", "a": "", "text": "", "massage": "", "LDP1": "", "500g": "", "87": "", "tuyet": "", "chè": "", "a10": "", "wwww": "",
		"sssssssss": "", "ab\x00c": "",
	} {
		got, ok := Typed(keys)
		if got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v; want %q", keys, got, ok, want)
		}
	}
}

func TestSlippedReadsKeysOfWhichTwoChangedPlaces(t *testing.T) {
	for keys, want := range map[string]string{
		"rwungf": "rừng", "mieesn": "", "dduowgnf": "đường", "mtaaj": "mật", "nwuowcs": "nước", "gaiong": "", "facebook": "", "samsung": "", "khaoi": "", "wwww": "", "": "", "che": "", "2s1r": "", "\xff\xfeab": "",
	} {
		got, ok := Slipped(keys)
		if got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v; want %q", keys, got, ok, want)
		}
	}
}

func TestSpellIsOneFormOfManyWaysToWrite(t *testing.T) {
	for _, same := range [][]string{
		{"hòa", "hoà", "HÒA", "ho\u0300a"}, {"tuyết", "tuye\u0302\u0301t", "TUYẾT"}, {"đặc sản", "ĐẶC-SẢN"},
	} {
		for _, s := range same[1:] {
			if Spell(s) != Spell(same[0]) {
				t.Errorf("%q is spelled %q, %q is %q", s, Spell(s), same[0], Spell(same[0]))
			}
		}
	}
	if got := Spell("Hòa bình, Đặc sản: Tuyết đỏ ngã"); got != "hoa` binh` đăc. san? tuyêt' đo? nga~" {
		t.Errorf("%q", got)
	}
	if Spell("chè") == Spell("che") || Spell("lá") == Spell("lạ") || Spell("bơ") == Spell("bo") || Spell("á") == Spell("a1") {
		t.Error("words of different marks are spelled alike")
	}
}

func TestSoundOfConfusedWords(t *testing.T) {
	for _, p := range [][2]string{{"xành", "sành"}, {"dàng", "Giàng"}, {"cha", "trà"}, {"di", "ri"}, {"san", "Shan"}, {"mỹ", "mi"}, {"nghệ", "ngê"}, {"gì", "dì"}, {"nạc", "lạc"}} {
		if Sound(p[0]) != Sound(p[1]) {
			t.Errorf("%s is %q, %s is %q", p[0], Sound(p[0]), p[1], Sound(p[1]))
		}
	}
	if Sound("miến đao") == Sound("mật ong") || Sound("chanh") == Sound("canh") {
		t.Error("different sounds have one key")
	}
}

func TestFoldSpellAndSoundSeeTheSameWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.RuneFrom([]rune("aăâấđoòơôuưyỹ \u0301\u0302\u031bqQgiĐ-1.")))).Draw(t, "s")
		n := len(strings.Fields(Fold(s)))
		if !utf8.ValidString(Spell(s)) {
			t.Fatalf("%q is spelled %q", s, Spell(s))
		}
		if got := len(strings.Fields(Spell(s))); got != n {
			t.Fatalf("%q: %d words folded, %d spelled", s, n, got)
		}
		if got := len(strings.Fields(Sound(s))); got != n {
			t.Fatalf("%q: %d words folded, %d sounded", s, n, got)
		}
	})
}

func TestTypedGivesWhatWasMeant(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		keys := rapid.StringMatching(`[a-z0-9]{0,13}`).Draw(t, "keys")
		word, ok := Typed(keys)
		if ok && (Fold(word) == word || strings.Contains(Fold(word), " ")) {
			t.Fatalf("%q gave %q", keys, word)
		}
	})
}
