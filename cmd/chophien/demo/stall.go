package demo

import (
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/vntext"
)

// stall is a seller that is none: it holds the goods of one old district.
type stall struct {
	place    string // in its name
	district string // of the list; empty for goods of no district
	ward     string // of today
	kind     seller.Kind
	members  []member
}

// member acts for a stall with the rights that show what a right does.
type member struct {
	phone, name, is string
	rights          actor.Rights
}

var (
	all     = actor.NewRights(actor.AllRights...)
	packs   = actor.NewRights(actor.SeeOrders, actor.HandleOrders, actor.EditProducts)
	reckons = actor.NewRights(actor.SeeOrders, actor.SeeMoney, actor.HandleMoney)
)

var stalls = []stall{
	{"Văn Chấn", "Văn Chấn", vanChan, seller.Cooperative, []member{
		{"0900000006", "Chủ Nhiệm Mẫu", "head", all}, {"0900000007", "Thủ Kho Mẫu", "packer", packs}, {"0900000008", "Kế Toán Mẫu", "accountant", reckons}}},
	{"Nghĩa Lộ", "Nghĩa Lộ", "04288", seller.Household, []member{{"0900000009", "Hộ Mẫu Nghĩa Lộ", "household", all}}},
	{"Trấn Yên", "Trấn Yên", "04498", seller.Household, []member{{"0900000010", "Hộ Mẫu Trấn Yên", "household", all}}},
	{"Yên Bình", "Yên Bình", "04714", seller.Cooperative, []member{{"0900000011", "Chủ Nhiệm Mẫu Yên Bình", "head", all}}},
	{"Lục Yên", "Lục Yên", "04303", seller.Household, []member{{"0900000012", "Hộ Mẫu Lục Yên", "household", all}}},
	{"Văn Yên", "Văn Yên", "04375", seller.Cooperative, []member{{"0900000013", "Chủ Nhiệm Mẫu Văn Yên", "head", all}}},
	{"Mù Cang Chải", "Mù Cang Chải", "04456", seller.Household, []member{{"0900000014", "Hộ Mẫu Mù Cang Chải", "household", all}}},
	{"Trạm Tấu", "Trạm Tấu", "04606", seller.Household, []member{{"0900000015", "Hộ Mẫu Trạm Tấu", "household", all}}},
	{"Yên Bái", "TP Yên Bái", "04252", seller.Cooperative, []member{{"0900000016", "Chủ Nhiệm Mẫu Yên Bái", "head", all}}},
}

func (s stall) name() string { return "Gian hàng mẫu " + s.place }

func (s stall) slug() string { return vntext.Slug(s.name()) }

// of finds the stall for the goods of a district; the last one takes those of none.
func of(district string) stall {
	for _, s := range stalls {
		if s.district == district {
			return s
		}
	}
	return stalls[len(stalls)-1]
}

// taxClass is how the stall's goods of a class are taxed: a household sells what it grew,
// a cooperative what its members grew.
func (s stall) taxClass(raw bool) string {
	if raw && s.kind == seller.Household {
		return "own_raw_produce"
	}
	return "goods"
}

const (
	aboutVI = "Đây là gian hàng mẫu để thử chợ, không có người bán thật. Giá, số lượng và nhãn hàng đều là ví dụ. " +
		"Tên nơi làm ra sản phẩm lấy từ nguồn công khai; nơi ấy không bán hàng ở đây."
	aboutEN = "This is a sample stall for trying the market; nobody really sells here. Prices, stock and labels are examples. " +
		"Names of producers come from public sources; they do not sell here."
)
