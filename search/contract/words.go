package contract

import (
	"context"
	"strings"
	"testing"

	"github.com/chophien/chophien/search"
)

// understanding asks for things in the ways that buyers have of writing them.
func understanding(t *testing.T, e search.Engine) {
	for _, c := range []struct{ way, text, first string }{
		{"as written", "Tinh dầu sả Trạm Tấu", "Tinh dầu sả Trạm Tấu"},
		{"decomposed", "cho\u0302\u0301m Tu\u0301 Le\u0323\u0302 co\u0302\u0301m", "Cốm Tú Lệ"},
		{"capitals", "HOA HỒNG MÙ CANG CHẢI", "Hoa hồng Mù Cang Chải"},
		{"without marks", "ca bong luc yen", "Cá bỗng Lục Yên"},
		{"đ as d", "banh chung xanh cam den hung van", "Bánh chưng xanh - cẩm - đen Hưng Vân"},
		{"tone elsewhere", "bột quế gia vị hoà cuông", "Bột quế gia vị Hòa Cuông"},
		{"a letter off", "nấm linh chj nga nhi", "Nấm linh chi Nga Nhi"},
		{"a letter missing", "thanh long rut do", "Thanh long ruột đỏ Minh Quân"},
		{"heard differently", "trẩm tréo lao trải", "Chẩm chéo Lao Chải"},
		{"joined", "caosuoigiang", ""},
		{"joined words", "khoaitim lucyen", "Khoai tím Lục Yên"},
		{"split word", "muong lo farm stay", "Mường Lò Farmstay"},
		{"prefix", "xúc x", "Xúc xích thỏ Lâm Thượng"},
		{"keys", "tranh ddas quys", "Tranh đá quý Lục Yên"},
		{"other words first", "lục yên cam sành", "Cam sành Lục Yên"},
		{"a word too many", "mua túi thơm quế yên bái tphcm", "Túi thơm quế Yên Bái"},
		{"the thing, not what is made of it", "tra tao meoo", "Trà táo mèo Shan Thịnh"},
		{"by place", "khoai phình hồ", ""},
	} {
		r := ask(t, t, e, search.Query{Text: c.text, Limit: 5})
		var names []string
		for _, id := range r.IDs() {
			names = append(names, nameOf(t, id))
		}
		if c.first != "" && (len(names) == 0 || names[0] != c.first) {
			t.Errorf("%s: %q found %q, want %q first", c.way, c.text, names, c.first)
		}
	}
	// Marks that were typed decide between words of one base.
	put(t, e, product("w1", "Bơ sáp", 1), product("w2", "Bò khô", 1))
	defer func() {
		if err := e.Remove(context.WithoutCancel(t.Context()), []string{"w1", "w2"}); err != nil {
			t.Error(err)
		}
	}()
	if ids := ask(t, t, e, search.Query{Text: "bơ"}).IDs(); len(ids) == 0 || ids[0] != "w1" {
		t.Errorf("bơ found %v", ids)
	}
	if ids := ask(t, t, e, search.Query{Text: "bò"}).IDs(); len(ids) == 0 || ids[0] != "w2" {
		t.Errorf("bò found %v", ids)
	}
	// The seller's name and other languages lead to a product too.
	d := product("w1", "Bơ sáp", 2)
	d.Names["en"], d.Shop, d.Kinds = "Buttery avocado", "Hộ ông Giàng A Mẫu", []search.Label{label("trai-cay", "Trái cây", "Fruit")}
	put(t, e, d)
	for _, text := range []string{"avocado", "giang a mau", "trai cay", "fruit"} {
		if ids := ask(t, t, e, search.Query{Text: text}).IDs(); len(ids) == 0 || ids[0] != "w1" {
			t.Errorf("%q found %v", text, ids)
		}
	}
}

func nameOf(t *testing.T, id string) string {
	t.Helper()
	for _, d := range Market(t) {
		if d.ID == id {
			return d.Names["vi"]
		}
	}
	return id
}

// hostile texts are answered like any other: with what is found, and without an error.
func hostile(t *testing.T, e search.Engine) {
	all := ask(t, t, e, search.Query{}).Total
	for _, text := range []string{
		"(a+)+$", `"`, `'`, `"mật ong`, "`", `\`, `\\"`, "' OR 1=1 --", "name:chè", "+chè -quế", "chè~2", "chè^9", "*", "?", "ch?", "[a TO z]", "/.*/",
		"<script>alert(1)</script>", "%00", "\x00", "\xff\xfe", "{}", "$where", "..", "🍯", "́", "  \t\n ", "AND OR NOT", "(((((((((((((",
		strings.Repeat("a", 10_000), strings.Repeat("chè ", 2_500), strings.Repeat("ắ", 10_000), strings.Repeat("(", 10_000),
		strings.Repeat("a b c d e f g h ", 600), strings.Repeat("\xf0", 10_000), "\u202echè\u202c", "kind = x OR price > 0", `x" OR alcohol = true OR "`, "chè\x00\x1b[31m", "🍵 chè 👨‍🌾", "của và là", strings.Repeat("q", 40) + " " + strings.Repeat("w", 40),
	} {
		r := ask(t, t, e, search.Query{Text: text, Facets: search.Facets})
		if r.Total > all || len(r.Hits) > search.DefaultLimit {
			t.Errorf("%.20q found %d of %d", text, r.Total, all)
		}
		if _, err := e.Suggest(t.Context(), search.Typing{Prefix: text}); err != nil {
			t.Errorf("%.20q: %v", text, err)
		}
		q := search.Query{Kinds: []string{text}, Groups: []string{text}, Divisions: []string{text}, Sellers: []string{text}}
		if r := ask(t, t, e, q); r.Total != 0 {
			t.Errorf("filters of %.20q let %d through", text, r.Total)
		}
	}
	if r := ask(t, t, e, search.Query{Text: `"mật ong" (rừng)`}); r.Total == 0 {
		t.Error("signs around words hide what they name")
	}
}

// nothing is an answer, not an error, and facets say so too.
func nothing(t *testing.T, e search.Engine) {
	for _, q := range []search.Query{{Text: "qwzxv"}, {Kinds: []string{"none"}}, {StarsMin: 5}, {Offset: search.MaxOffset}} {
		q.Facets = []search.Facet{search.BySeller}
		r := ask(t, t, e, q)
		if len(r.Hits) != 0 || r.More || q.Offset == 0 && r.Total != 0 {
			t.Errorf("%+v found %d, %v", q, r.Total, r.IDs())
		}
		if q.Text != "" && len(r.Facets[search.BySeller]) != 0 {
			t.Errorf("%q counts %v", q.Text, r.Facets)
		}
	}
}

func ended(t *testing.T, e search.Engine) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := e.Search(ctx, search.Query{Text: "chè"}); err == nil {
		t.Error("a question was answered after its context had ended")
	}
	if err := e.Put(ctx, []search.Document{product("late", "Trễ", 1)}); err == nil {
		t.Error("a document was taken after its context had ended")
	}
	if r := ask(t, t, e, search.Query{Text: "trễ"}); len(r.Hits) > 0 && r.Hits[0].ID == "late" {
		t.Error("a document was kept that was refused")
	}
}
