package portal

import (
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/web/locale"
	"github.com/chophien/chophien/web/view"
	"github.com/chophien/chophien/web/view/viewtest"
	"time"
)

const (
	longStall = "Hợp tác xã Dịch vụ tổng hợp Nông, lâm nghiệp và Du lịch cộng đồng Suối Giàng – Nậm Búng mẫu"
	longGood  = "Lục Bách Niên Trà – Bạch trà cổ thụ Shan tuyết Suối Giàng hái tay một tôm hai lá"
	longPlace = "Phường Nghĩa Lộ, Tỉnh Lào Cai"
)

// shell is that of a stall with the longest name, as somebody with every right sees it.
func shell(lang locale.Lang, path, title, active string) *Shell {
	f := viewtest.Frame(lang, path, title)
	f.NoIndex, f.Active, f.Sells = true, active, true
	s := &Shell{Frame: f, Name: longStall, Home: "/portal/s/mau"}
	for _, t := range []Tab{
		{"today", "/portal/s/mau", "home", "portal.tab.today"}, {"orders", "/portal/s/mau/orders", "box", "portal.tab.orders"},
		{"products", "/portal/s/mau/products", "leaf", "portal.tab.products"}, {"money", "/portal/s/mau/money", "money", "portal.tab.money"},
		{"stall", "/portal/s/mau/stall", "stall", "portal.tab.stall"},
	} {
		t.Label = f.T(t.Label)
		s.Tabs = append(s.Tabs, t)
	}
	return s
}

// desk is the frame of a role's page: no stall, no ways at the foot.
func desk(lang locale.Lang, path, title string) *Shell {
	s := shell(lang, path, title, "")
	s.Name, s.Home, s.Tabs = s.T("portal.desk"), PathDesk, nil
	s.Back = view.Link{URL: PathDesk, Label: s.T("portal.desk")}
	return s
}

func backTo(s *Shell, url, label string) *Shell {
	s.Back = view.Link{URL: url, Label: label}
	return s
}

func vnd(n int64) money.VND { return money.Of(n) }

var at = viewtest.Now

// rows are orders of every kind, the first one overdue.
func rows(n int) []OrderRow {
	all := []OrderRow{
		{URL: "/portal/s/mau/orders/AB2C3D4E5F", Code: "AB2C3D4E5F", Goods: longGood + ", 12 hộp và 11 món nữa", Where: "Phường Văn Miếu – Quốc Tử Giám, Thành phố Hà Nội", Tone: view.Care, State: "Chờ trả lời", Until: at.Add(-time.Minute), At: at.Add(-24 * time.Hour), Total: vnd(1_234_567_890)},
		{URL: "/portal/s/mau/orders/GH6J7K8L9M", Code: "GH6J7K8L9M", Goods: "Táo mèo, 2,5 kg", Where: longPlace, Tone: view.Care, State: "Chờ gói", Until: at.Add(95 * time.Minute), At: at.Add(-2 * time.Hour), Total: vnd(145_500)},
		{URL: "/portal/s/mau/orders/JK2C3D4E5F", Code: "JK2C3D4E5F", Goods: "Gạo nếp tan Tú Lệ, 10 kg", Where: longPlace, Tone: view.Plain, State: "Khách chưa trả tiền", At: at, Total: vnd(450_000)},
	}
	var out []OrderRow
	for i := range n {
		out = append(out, all[i%len(all)])
	}
	return out
}
