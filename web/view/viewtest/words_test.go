package viewtest

import (
	"strings"
	"testing"
)

const villagers = `<!DOCTYPE html><html lang="vi"><body class="portal"><a class="lang" href="/portal/s/mau?lang=en">x</a><main>%</main></body></html>`

func TestCheckWordsSeesWhatIsTooMuch(t *testing.T) {
	many := strings.Repeat("từ ", 41) + "hết."
	for piece, word := range map[string]string{
		"<p>" + many + "</p>":                                                                "42 words",
		"<ul><li>" + many + "</li></ul>":                                                     "42 words",
		"<details open><p>" + many + "</p></details>":                                        "42 words",
		"<details><p>" + many + "</p></details>":                                             "",
		"<h2>" + many + "</h2>":                                                              "",
		"<p>" + strings.TrimSuffix(many, ".") + "</p>":                                       "",
		`<p class="law">` + many + "</p>":                                                    "",
		`<div role="alert"><p>` + many + "</p></div>":                                        "",
		"<table><tr><td><p>" + many + "</p></td></tr></table>":                               "",
		"<button><svg></svg> một hai ba bốn năm sáu bảy tám</button>":                        "8 words",
		`<a class="button" href="/x">Lưu</a>`:                                                "no icon",
		`<a class="button" href="/x"><svg></svg>Lưu</a>`:                                     "",
		`<a href="/x">Lưu</a>`:                                                               "",
		`<button><svg></svg><span class="sr">một hai ba bốn năm sáu bảy tám</span></button>`: "",
	} {
		wrong := strings.Join(CheckWords([]byte(strings.Replace(villagers, "%", piece, 1))), "; ")
		if word == "" && wrong != "" || !strings.Contains(wrong, word) {
			t.Errorf("%s: %q", piece, wrong)
		}
	}
}

func TestWhoseAPageIs(t *testing.T) {
	for page, want := range map[string]bool{
		villagers: true,
		strings.Replace(villagers, "/portal/s/mau", "/portal/desk/tasks", 1): false,
		strings.Replace(villagers, "/portal/s/mau", "/portal/officer", 1):    false,
		strings.Replace(villagers, `class="portal"`, "", 1):                  false,
	} {
		if Villager([]byte(page)) != want {
			t.Errorf("%s: %v", page, !want)
		}
	}
}

func TestSentencesEndWhereAReaderBreathes(t *testing.T) {
	for s, want := range map[string]int{"Một. Hai? Ba!": 3, "Ví dụ: 0,5 – 1 – 1,5 kg": 1, "Giá 1.250.000 đ": 1, "Chờ… rồi xin mã.": 2} {
		if got := len(Sentences(s)); got != want {
			t.Errorf("%q has %d sentences, not %d", s, got, want)
		}
	}
	if n := Words("1,5 kg – {amount} và “chè”"); n != 5 {
		t.Errorf("%d words", n)
	}
}
