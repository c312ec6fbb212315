package viewtest

import (
	"strings"
	"testing"
)

// The checker itself must see what it is there for.
func TestCheckSeesWhatIsWrong(t *testing.T) {
	const good = `<!DOCTYPE html><html lang="vi"><head><title>x</title></head><body><h1>x</h1>%</body></html>`
	if wrong := Check([]byte(strings.Replace(good, "%", "<p>ổn</p>", 1))); len(wrong) > 0 {
		t.Fatalf("a clean page is refused: %v", wrong)
	}
	for piece, word := range map[string]string{
		`<p style="x">a</p>`:                                       "inline style",
		`<style>p{}</style>`:                                       "style element",
		`<p onclick="x()">a</p>`:                                   "inline handler",
		`<script>x()</script>`:                                     "inline script",
		`<img src="x" width="1" height="1">`:                       "no text",
		`<img src="x" alt="">`:                                     "no size",
		`<form><input name="a"></form>`:                            "no label",
		`<label>a <input name="a"></label>`:                        "outside a form",
		`<form method="post"></form>`:                              "no hidden csrf",
		`<form method="post"><input type="hidden"></form>`:         "lets the browser speak",
		`<a href="/x"></a>`:                                        "no words",
		`<a href="#nowhere">a</a>`:                                 "pointed at",
		`<p id="a">x</p><p id="a">y</p>`:                           "stands 2 times",
		`<h1>again</h1>`:                                           "h1 headings",
		`<p>cart.title</p>`:                                        "key without its sentence",
		`<p>Giá {price}</p>`:                                       "unfilled",
		`<p>a<b>c</p></b>`:                                         "closes",
		`<a href="about:invalid#TemplFailedSanitizationURL">a</a>`: "refused address",
	} {
		wrong := strings.Join(Check([]byte(strings.Replace(good, "%", piece, 1))), "; ")
		if !strings.Contains(wrong, word) {
			t.Errorf("%s passes: %q", piece, wrong)
		}
	}
}
