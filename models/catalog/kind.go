package catalog

import "slices"

// Kind is a shelf of the market: what sort of thing a product is, to people.
type Kind struct {
	Slug    string
	VI      string
	EN      string
	Class   Class // of most of its products
	Group   int   // OCOP group 1 to 6 of most of its products, 0 for none
	Drawing string
}

var kinds = []Kind{
	{"tea", "Chè, trà", "Tea", Packed, 1, "tea"},
	{"honey", "Mật ong", "Honey", Packed, 1, "honey"},
	{"rice", "Gạo, nếp, cốm", "Rice", Raw, 1, "rice"},
	{"cinnamon", "Quế", "Cinnamon", Packed, 1, "cinnamon"},
	{"citrus", "Cam, bưởi", "Oranges and pomelos", Raw, 1, "citrus"},
	{"fruit", "Trái cây", "Fruit", Raw, 1, "pome"},
	{"vegetables", "Rau, củ, măng, nấm", "Vegetables and bamboo shoots", Raw, 1, "vegetable"},
	{"beans", "Lạc, đậu, vừng", "Peanuts, beans, sesame", Raw, 1, "oil"},
	{"meat", "Thịt, giò, lạp xưởng", "Meat and sausages", Packed, 1, "meat"},
	{"poultry", "Gà, vịt, lợn giống bản địa", "Native poultry and pigs", Living, 1, "animal"},
	{"fish", "Cá, tôm", "Fish and shrimps", Packed, 1, "fish"},
	{"noodles", "Miến", "Noodles", Packed, 1, "noodle"},
	{"cakes", "Bánh, kẹo", "Cakes and sweets", Packed, 1, "rice"},
	{"spice", "Gia vị, mắm, đồ chấm", "Spices and sauces", Packed, 1, "basket"},
	{"oil", "Dầu ăn", "Cooking oil", Packed, 1, "oil"},
	{"spirits", "Rượu", "Spirits", Alcohol, 2, "spirit"},
	{"drink", "Nước uống, trà quả", "Drinks", Packed, 2, "basket"},
	{"herbal", "Dược liệu, tinh dầu", "Herbs and essential oils", Herbal, 3, "herbal"},
	{"handicraft", "Thủ công mỹ nghệ", "Handicraft", Handicraft, 4, "craft"},
	{"household", "Đồ dùng trong nhà", "Household goods", Herbal, 0, "cinnamon"},
	{"flower", "Hoa, cây cảnh", "Flowers and plants", Living, 5, "flower"},
	{"animal", "Vật nuôi cảnh", "Animals", Living, 5, "animal"},
	{"homestay", "Du lịch, homestay", "Stays and trips", Service, 6, "homestay"},
}

// Kinds lists the kinds in the order of the shelves.
func Kinds() []Kind { return slices.Clone(kinds) }

// KindOf finds a kind by its slug.
func KindOf(slug string) (Kind, bool) {
	i := slices.IndexFunc(kinds, func(k Kind) bool { return k.Slug == slug })
	if i < 0 {
		return Kind{}, false
	}
	return kinds[i], true
}

// Unit is a word for one piece of something.
type Unit struct{ VI, EN string }

// Units lists the words by which pieces are counted; goods sold by weight use Kilogram.
var Units = []Unit{
	{"hộp", "box"}, {"chai", "bottle"}, {"lọ", "jar"}, {"hũ", "pot"}, {"túi", "bag"}, {"gói", "packet"}, {"bao", "sack"},
	{"bó", "bunch"}, {"con", "animal"}, {"quả", "fruit"}, {"củ", "root"}, {"cái", "piece"}, {"chiếc", "piece"},
	{"bộ", "set"}, {"bức", "picture"}, {"cây", "plant"}, {"chậu", "potted plant"}, {"cành", "stem"}, {"bánh", "cake"},
	{"cặp", "pair"}, {"chục", "ten"}, {"can", "can"}, {"bình", "large bottle"}, {"thùng", "case"}, {"vỉ", "tray"},
	{"xâu", "string"}, {"ống", "tube"}, {"cuộn", "roll"}, {"tuýp", "tube"}, {"khay", "tray"}, {"phần", "portion"},
	{"suất", "serving"}, {"đêm", "night"}, {"lượt", "visit"}, {"lít", "litre"},
}

// Kilogram is the unit of everything sold by weight.
const Kilogram = "kg"

// UnitIn is the word of a unit in a language; the Vietnamese word where there is no other.
func UnitIn(lang, unit string) string {
	if lang == "en" {
		for _, u := range Units {
			if u.VI == unit {
				return u.EN
			}
		}
	}
	return unit
}

func knownUnit(unit string) bool {
	return slices.ContainsFunc(Units, func(u Unit) bool { return u.VI == unit })
}
