package portal

import (
	"testing"
	"time"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/insight"
)

// The desk sees what was searched for in vain, and is led from there to the words.
func TestTheDeskSeesWhatIsSearchedForInVain(t *testing.T) {
	m := openMarket(t)
	page := "/portal/desk/searches"
	desk := m.opens(m.enrol(account.Admin))
	desk.get(page).shows(200, "Không có câu nào", "Chưa ai bấm", `href="`+page+`?days=30" aria-current`)
	c := &insight.Counter{DB: m.DB, Now: m.Now}
	count := func(text string, n int, how insight.Outcome) {
		for range n {
			c.Asked(text, how)
		}
	}
	count("măng le khô", 3, insight.Nothing)
	count("mang sat", 2, insight.Nothing)
	count("chuối ngự", 4, insight.Nearest)
	c.Clicked(1)
	if err := c.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	desk.get(page).shows(200, "mang le kho", "/portal/desk/synonyms/new?words=mang+le+kho", "chuoi ngu", "Và 2 lượt", "Cứ 100 lượt tìm có 11 lần", "<svg class=\"bars\"").hides("mang sat")
	desk.get(page+".csv?days=7").shows(200, "nothing,mang le kho,,3", "nothing,,,2", "nearest,chuoi ngu,,4", "pressed,,1,1").hides("mang sat")
	desk.get("/portal/desk/synonyms/new?words=mang+le+kho").shows(200, "mang le kho</textarea>")
	m.Pass(8 * 24 * time.Hour)
	desk = m.opens(m.enrol(account.Admin))
	desk.get(page + "?days=7").shows(200).hides("mang le kho")
	desk.get(page+"?days=90").shows(200, "mang le kho")
	desk.get("/portal/desk/synonyms").shows(200, page)
}
