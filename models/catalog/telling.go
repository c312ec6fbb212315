package catalog

// telling are words of a name and the kind that they tell.
var telling = []struct {
	kind    string
	phrases []string
}{
	{"tea", []string{"trà", "chè", "bạch trà", "hồng trà", "hoàng trà", "diệp trà", "shan tuyết", "trà shan tuyết", "trà xanh", "chè xanh", "búp chè"}},
	{"honey", []string{"mật ong", "mật", "sáp ong", "phấn hoa", "sữa ong chúa"}},
	{"rice", []string{"gạo", "gạo nếp", "nếp", "nếp tan", "cốm", "thóc", "tẻ", "séng cù", "ngô"}},
	{"cinnamon", []string{"quế", "quế vỏ", "bột quế", "vỏ quế", "thanh quế"}},
	{"citrus", []string{"cam", "bưởi", "quýt", "chanh", "cam sành", "phật thủ", "quất"}},
	{"fruit", []string{"sơn tra", "táo mèo", "hồng", "hồng giòn", "hồng không hạt", "thanh long", "chuối", "mận", "mận tam hoa", "na", "vải", "nhãn", "đào", "lê", "dứa", "mít", "ổi", "xoài", "dâu", "dâu tây", "mơ", "bơ", "đu đủ", "dưa hấu", "chanh leo", "trái cây", "hoa quả", "táo"}},
	{"vegetables", []string{"măng", "rau", "khoai", "khoai sọ", "nấm", "nấm hương", "mộc nhĩ", "su su", "củ", "bí", "bí xanh", "bí đỏ", "sắn", "cải", "cà chua", "cà rốt", "bắp cải", "su hào", "gừng", "nghệ", "tỏi", "hành", "ớt", "dưa chuột", "dưa", "ngọn", "mướp", "khoai môn", "củ mài", "đậu đũa", "đậu cô ve"}},
	{"beans", []string{"lạc", "đậu", "đỗ", "vừng", "đậu tương", "đỗ tương", "đỗ đen", "đậu xanh", "hạt điều", "mắc ca", "óc chó"}},
	{"meat", []string{"thịt", "lạp xưởng", "lạp sườn", "xúc xích", "nem", "giò", "chả", "thỏ rán", "ba chỉ", "sườn", "khâu nhục", "thịt trâu", "gác bếp", "trâu gác bếp", "lợn gác bếp", "ruốc"}},
	{"poultry", []string{"gà", "vịt", "ngan", "ngỗng", "lợn", "trâu", "bò", "dê", "thỏ", "trứng", "trứng gà", "trứng vịt", "lợn bản", "lợn cắp nách", "chim"}},
	{"fish", []string{"cá", "tôm", "ruốc tôm", "ba ba", "tép", "cua", "ốc", "ếch", "lươn", "cá sấy", "cá tầm", "cá hồi"}},
	{"noodles", []string{"miến", "miến đao", "miến dong", "bún", "bún khô", "phở", "phở khô", "mì"}},
	{"cakes", []string{"bánh", "kẹo", "quẩy", "mứt", "ô mai", "bỏng", "chè lam", "kẹo lạc", "thạch"}},
	{"spice", []string{"mắm", "mắm tép", "chẩm chéo", "tương ớt", "tương", "hạt dổi", "mắc khén", "thịt chưng mắm", "gia vị", "thảo quả", "muối chấm", "muối", "ớt bột", "bột canh", "giấm", "hạt tiêu", "đồ chấm"}},
	{"oil", []string{"dầu lạc", "dầu đậu", "dầu đậu tương", "dầu vừng", "dầu mè", "dầu sở", "dầu ăn", "dầu", "mỡ"}},
	{"spirits", []string{"rượu", "rượu ngô", "rượu thóc", "rượu men lá", "rượu cần", "vang"}},
	{"drink", []string{"nước uống", "nước tinh khiết", "nước nguồn", "nước khoáng", "tinh khiết", "nước ép", "nước", "siro", "si rô", "trà táo mèo", "nước cốt", "cà phê", "sữa", "giấm táo mèo"}},
	{"herbal", []string{"tinh dầu", "dầu xoa bóp", "dầu gió", "xịt massage", "gel massage", "linh chi", "nấm linh chi", "cao", "cà gai leo", "phụ nữ cao", "trà quế", "thảo dược", "dược liệu", "giảo cổ lam", "đẳng sâm", "đương quy", "tam thất", "sâm", "hà thủ ô", "lá thuốc", "lá tắm", "thuốc tắm", "atiso", "thuốc", "xà phòng", "dầu gội", "viên"}},
	{"handicraft", []string{"nhang", "hương nhang", "tơ tằm", "thổ cẩm", "tranh", "tranh đá", "lọ hoa", "lọ tăm", "lọ trà", "đèn", "đèn ngủ", "ấm chén", "túi thơm", "hộp quà", "treo xe", "tinh dầu quế treo xe", "gùi", "rổ", "mây tre", "mây tre đan", "đan lát", "khăn", "váy", "áo", "vòng tay", "túi", "khèn", "sáo", "gốm", "đồ gỗ", "bạc", "trang sức", "nón", "chiếu", "giày", "mũ", "ghế", "đá quý", "đá phong thủy"}},
	{"household", []string{"nước lau sàn", "nước rửa chén", "nước rửa bát", "nước giặt", "nước rửa tay", "xà phòng giặt", "chổi", "thớt", "đũa", "dao"}},
	{"flower", []string{"hoa", "hoa hồng", "hoa lan", "hoa đào", "cây", "cây giống", "cây cảnh", "lan", "phong lan", "chậu", "cành đào", "đào rừng", "bonsai", "hạt giống"}},
	{"animal", []string{"chim cảnh", "cá cảnh", "chó", "mèo", "chó h'mông cộc đuôi", "chim chào mào", "gà cảnh"}},
	{"homestay", []string{"homestay", "farmstay", "du lịch", "không gian", "làng văn hóa", "nhà nghỉ", "nhà sàn", "tour", "phòng", "suối khoáng", "trải nghiệm", "cắm trại", "dẫn đường"}},
}

// classWords are words of a name that tell another class than that of most of its kind;
// the first that fits wins, and an empty one fits every name.
var classWords = []struct {
	kind  string
	class Class
	words []string
}{
	{"tea", Raw, []string{"tươi"}},
	{"vegetables", Packed, []string{"khô", "ớt", "muối", "măng mai", "sấy"}},
	{"fruit", Packed, []string{"khô", "sấy"}},
	{"fish", Packed, []string{"sấy", "khô", "ruốc"}},
	{"fish", Living, []string{"ba ba"}},
	{"fish", Raw, []string{""}},
	{"poultry", Raw, []string{"trứng"}},
	{"cinnamon", Raw, []string{"bào"}},
	{"cinnamon", Packed, []string{"bột", "điếu"}},
	{"cinnamon", Raw, []string{""}},
	{"rice", Packed, []string{"cốm"}},
}

// usual are the words by which goods of a kind are counted, the likeliest first. What is
// raw is first sold by weight.
var usual = map[string][]string{
	"tea": {"hộp", "gói", Kilogram}, "honey": {"chai", "lọ", Kilogram}, "rice": {Kilogram, "túi", "bao"}, "cinnamon": {Kilogram, "gói", "bó"},
	"citrus": {Kilogram, "quả", "thùng"}, "fruit": {Kilogram, "quả", "hộp"}, "vegetables": {Kilogram, "bó", "củ"}, "beans": {Kilogram, "túi", "gói"},
	"meat": {Kilogram, "gói", "hộp"}, "poultry": {"con", Kilogram, "chục"}, "fish": {Kilogram, "con", "gói"}, "noodles": {"gói", "bó", Kilogram},
	"cakes": {"gói", "hộp", "cái"}, "spice": {"lọ", "gói", "chai"}, "oil": {"chai", "can", "lít"}, "spirits": {"chai", "can", "lít"},
	"drink": {"chai", "thùng", "bình"}, "herbal": {"lọ", "hộp", "gói"}, "handicraft": {"cái", "bộ", "chiếc"}, "household": {"chai", "can", "cái"},
	"flower": {"cành", "chậu", "cây"}, "animal": {"con", "cặp"}, "homestay": {"đêm", "lượt", "suất"},
}

// counting are phrases of a name and the unit by which raw goods of it are counted; the first that
// fits wins.
var counting = []struct{ phrase, unit string }{
	{"trứng", "quả"}, {"bưởi", "quả"}, {"mít", "quả"}, {"phật thủ", "quả"}, {"bí đỏ", "quả"}, {"su hào", "củ"},
	{"cải bắp", Kilogram}, {"bắp cải", Kilogram}, {"cải thảo", Kilogram}, {"củ cải", Kilogram},
	{"rau", "bó"}, {"cải", "bó"}, {"ngọn", "bó"}, {"hành lá", "bó"},
}

// Units are the words by which goods of the kind are counted, the likeliest first, Kilogram
// among them where they are weighed.
func (k Kind) Units() []string { return append([]string(nil), usual[k.Slug]...) }
