package portal

import (
	"bytes"
	"context"
	"testing"

	"github.com/chophien/chophien/web/locale"
	"github.com/chophien/chophien/web/static"
	"github.com/chophien/chophien/web/view/viewtest"
)

func offline(lang locale.Lang) *Shell {
	s := shell(lang, PathOffline, "Khi không có mạng", "")
	s.Tabs, s.Name, s.Person = nil, "", ""
	return s
}

func TestOffline(t *testing.T) {
	for _, lang := range locale.All {
		viewtest.Golden(t, "offline_"+string(lang), Offline(offline(lang)))
	}
}

// What a worker fetches to be ready for the network to go is not much more than a first visit.
func TestWhatAPhoneKeepsIsSmall(t *testing.T) {
	const most = 80 << 10
	var b bytes.Buffer
	if err := Offline(offline(locale.Vi)).Render(context.Background(), &b); err != nil {
		t.Fatal(err)
	}
	sum := packed(b.Bytes())
	for _, address := range static.Needs(b.String()) {
		if a, _ := static.Lookup(address); a.Gzip != nil {
			sum += len(a.Gzip)
		} else {
			sum += len(a.Body)
		}
	}
	t.Logf("%d bytes", sum)
	if sum > most {
		t.Errorf("%d bytes, more than %d", sum, most)
	}
}
