package demo

// label is what a packet would say, in words that cannot be taken for a real one.
type label struct {
	ingredients, usage, storage, warnings string
	days                                  string // shelf life
}

const (
	dry  = "(mẫu) Để nơi khô, mát, tránh nắng."
	cold = "(mẫu) Giữ lạnh 0–5 °C."
	care = "(mẫu) Không dùng khi bao bì rách hoặc có mùi lạ."
)

// labels are by kind, or kind and class where that matters.
var labels = map[string]label{
	"tea":               {"(mẫu) Búp và lá đã sao khô.", "(mẫu) Pha với nước nóng 85–95 °C.", dry, care, "540"},
	"honey":             {"(mẫu) Mật ong.", "(mẫu) Dùng trực tiếp hoặc pha nước ấm.", dry, "(mẫu) Không dùng cho trẻ dưới 1 tuổi.", "730"},
	"rice packed":       {"(mẫu) Cốm từ nếp non.", "(mẫu) Ăn ngay hoặc nấu xôi, nấu chè.", cold, care, "3"},
	"rice":              {"", "(mẫu) Vo nhẹ, nấu như cơm thường.", dry, "", "180"},
	"cinnamon":          {"(mẫu) Vỏ quế khô.", "(mẫu) Dùng làm gia vị.", dry, care, "540"},
	"citrus":            {"", "", "(mẫu) Để nơi thoáng.", "", "20"},
	"fruit packed":      {"(mẫu) Quả thái lát, sấy khô.", "(mẫu) Ăn ngay hoặc hãm nước.", dry, care, "180"},
	"fruit":             {"", "", "(mẫu) Để nơi thoáng, mát.", "", "7"},
	"vegetables packed": {"(mẫu) Xem tên sản phẩm; muối, ớt nếu có.", "(mẫu) Rửa, ngâm hoặc nấu chín.", dry, care, "180"},
	"vegetables":        {"", "", "(mẫu) Để nơi mát.", "", "7"},
	"beans":             {"", "(mẫu) Rang, luộc hoặc nấu.", dry, "", "180"},
	"meat":              {"(mẫu) Thịt, muối, gia vị.", "(mẫu) Làm nóng trước khi ăn.", cold, care, "30"},
	"poultry":           {"", "(mẫu) Cho ăn ngô, thóc, rau; giữ nơi thoáng.", "", "", "3"},
	"fish packed":       {"(mẫu) Cá hoặc tôm, muối.", "(mẫu) Chiên, nướng hoặc kho.", dry, care, "120"},
	"fish living":       {"", "(mẫu) Giữ trong nước sạch, thay nước mỗi ngày.", "", "", "2"},
	"fish":              {"", "(mẫu) Làm sạch, nấu trong ngày.", cold, "", "2"},
	"noodles":           {"(mẫu) Bột dong riềng, nước.", "(mẫu) Ngâm nước ấm 10 phút rồi nấu.", dry, care, "365"},
	"cakes":             {"(mẫu) Xem tên sản phẩm.", "(mẫu) Ăn ngay sau khi mở gói.", dry, care, "7"},
	"spice":             {"(mẫu) Xem tên sản phẩm; muối, gia vị.", "(mẫu) Dùng để chấm hoặc nấu.", dry, care, "180"},
	"oil":               {"(mẫu) Dầu ép.", "(mẫu) Dùng để nấu, trộn.", dry, care, "365"},
	"spirits": {"(mẫu) Gạo, thóc hoặc quả; men; nước.", "(mẫu) Uống có chừng mực.", dry,
		"(mẫu) Người dưới 18 tuổi không được uống. Đã uống rượu thì không lái xe. Phụ nữ mang thai không uống.", ""},
	"drink":     {"(mẫu) Xem tên sản phẩm.", "(mẫu) Uống trực tiếp hoặc pha.", dry, care, "365"},
	"herbal":    {"(mẫu) Xem tên sản phẩm.", "(mẫu) Theo lời dặn trên bao bì.", dry, "(mẫu) Không phải là thuốc. Để xa tầm tay trẻ em.", "720"},
	"household": {"(mẫu) Chiết xuất quế, chất hoạt động bề mặt.", "(mẫu) Pha loãng với nước.", dry, "(mẫu) Không uống. Để xa tầm tay trẻ em.", "720"},
	"flower":    {"", "(mẫu) Tưới mỗi ngày, để nơi có nắng.", "", "", "3"},
	"animal":    {"", "(mẫu) Cho ăn mỗi ngày, giữ nơi thoáng.", "", "", "3"},
}

func labelOf(kind, class string) label {
	if l, ok := labels[kind+" "+class]; ok {
		return l
	}
	return labels[kind]
}

// seasons are harvests that a source names, by words of the product: what no source names
// is tied to no month.
var seasons = []struct{ words, months string }{
	{"Cốm Tú Lệ", "9-10"}, {"nếp tan", "9-10"}, {"Gạo Bạch Hà", "4,10"}, {"Lào Mu", "11"},
	{"Sơn tra", "9-10"}, {"măng Bát Độ tươi", "7-10"}, {"Măng tre Bát Độ", "7-10"}, {"Khoai sọ nương", "9-11"},
	{"Khoai tím", "11-12"}, {"thảo dược Lũng Lô", "9-10"}, {"đa hoa Lũng Lô", "5-8"}, {"Mật ong Lương Thịnh", "3-6"},
	{"Bưởi Đại Minh", "11"}, {"Quế vỏ Văn Yên", "4-5,9-10"}, {"Quế thanh Văn Yên", "4-5,9-10"},
}
