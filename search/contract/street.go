package contract

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/vntext"
	"github.com/chophien/chophien/search"
)

// Words of which the names of a street are made, as sellers write them.
var (
	streetSorts = strings.Split("đặc biệt|hảo hạng|thượng hạng|loại một|gia truyền|nguyên chất|sạch|hữu cơ|bản địa|mùa mới|hộp quà|túi nhỏ|đóng chai|sấy khô|sấy lạnh|phơi nắng|hun khói|tươi|cắt lát|xay mịn|rang mộc|ủ lâu|chọn lọc|vụ xuân|vụ thu|nương cao|rừng già|vườn nhà|thủ công|truyền thống", "|")
	streetFolks = strings.Split("Giàng|Lò|Hoàng|Vàng|Thào|Sùng|Mùa|Lý|Bàn|Đặng|Triệu|Hà|Nông|Lương|Cầm|Hờ|Chang|Cứ|Lù|Phàn", "|")
	streetNames = strings.Split("A Mẫu|Thị Thử|Văn Ví|A Dụ|Thị Mai|Văn Sơn|A Páo|Thị Dở|Văn Hòa|A Sình|Thị Sáng|Văn Lâm|A Tủa|Thị Xuân|Văn Bình", "|")
	streetWards = strings.Split("Suối Giàng|Nậm Búng|Tú Lệ|Cao Phạ|Púng Luông|La Pán Tẩn|Chế Cu Nha|Mồ Dề|Khao Mang|Hồ Bốn|Lao Chải|Nậm Có|Gia Hội|Nậm Lành|Sơn Lương|Phong Dụ|Lang Thíp|Mỏ Vàng|Đại Sơn|Viễn Sơn|Xuân Ái|Yên Thành|Cảm Nhân|Phúc Lợi|Tân Lĩnh|Lâm Thượng|Mường Lai|Khánh Hòa|Bảo Ái|Quy Mông", "|")
)

// Street is a market of n products for measurements: what the demo sells, by thousands of
// stalls, from many wards, under names that share words as names do, at all prices.
func Street(t testing.TB, n int) []search.Document {
	t.Helper()
	at, docs := Along(t), make([]search.Document, n)
	for i := range docs {
		docs[i] = at(i)
	}
	return docs
}

// Along makes the products of an endless street one by one, for measurements of memory.
func Along(t testing.TB) func(i int) search.Document {
	t.Helper()
	real := Market(t)
	return func(i int) search.Document {
		d := real[i%len(real)]
		d.ID = fmt.Sprintf("p%06d", i)
		d.Price = money.Of(int64(10_000 + i*7919%990_000))
		d.PublishedAt += int64(i) * 1000
		again := i / len(real)
		if again == 0 {
			return d
		}
		pick := func(words []string, by int) string { return words[(i*by+again*7)%len(words)] }
		ward, folk := pick(streetWards, 11), pick(streetFolks, 13)+" "+pick(streetNames, 17)
		d.Names = map[string]string{"vi": fmt.Sprintf("%s %s %s", d.Names["vi"], pick(streetSorts, 3), ward), "en": d.Names["en"]}
		d.Descriptions = map[string]string{"vi": fmt.Sprintf("%s Nhà %s làm %s, %s, lô %d, đi chợ %s.",
			d.Descriptions["vi"], folk, pick(streetSorts, 5), pick(streetSorts, 19), i, pick(streetWards, 23))}
		d.Shop = fmt.Sprintf("Hộ %s %d", folk, again%9+1)
		d.Seller = vntext.Slug(d.Shop)
		d.Divisions = []search.Label{label("15", "Lào Cai"), label("15-"+vntext.Slug(ward), ward)}
		d.Places = []string{ward, "Yên Bái"}
		if d.Stars = max(0, i%9-3); d.Stars > 0 {
			d.StarsUntil = "2026-12-31"
		}
		d.Season = search.MonthsOf(i%12+1, (i+1)%12+1)
		return d
	}
}
