package onboarding

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/vntext"
)

// shelves are words of a name and the kind that they tell, the first that fits wins. Words
// keep their marks: cá is a fish, cà is not. A group of 0 fits every group.
var shelves = []struct {
	kind  string
	group int
	words []string
}{
	{"homestay", 6, []string{""}},
	{"flower", 5, []string{"hoa", "cây", "lan", "đào", "chậu"}},
	{"animal", 5, []string{""}},
	{"handicraft", 4, []string{""}},
	{"household", 0, []string{"nước lau sàn", "nước rửa chén", "nước rửa bát", "xà phòng"}},
	{"spirits", 0, []string{"rượu"}},
	{"herbal", 0, []string{"tinh dầu", "dầu xoa bóp", "xịt massage", "gel massage", "linh chi", "cao cà gai leo", "phụ nữ cao"}},
	{"herbal", 3, []string{""}},
	{"handicraft", 0, []string{"nhang", "hương nhang", "tơ tằm", "thổ cẩm"}},
	{"drink", 2, []string{""}},
	{"honey", 0, []string{"mật ong"}},
	{"noodles", 0, []string{"miến", "bún khô", "phở khô"}},
	{"cakes", 0, []string{"bánh", "kẹo", "quẩy"}},
	{"spice", 0, []string{"mắm", "chẩm chéo", "tương ớt", "hạt dổi", "mắc khén", "thịt chưng mắm"}},
	{"tea", 0, []string{"trà", "chè", "bạch trà", "hồng trà"}},
	{"oil", 0, []string{"dầu lạc", "dầu đậu", "dầu vừng", "dầu mè", "dầu sở"}},
	{"beans", 0, []string{"lạc", "đậu", "đỗ", "vừng"}},
	{"rice", 0, []string{"gạo", "nếp", "cốm", "thóc"}},
	{"meat", 0, []string{"thịt", "lạp xưởng", "lạp sườn", "xúc xích", "nem", "giò", "chả", "rán"}},
	{"poultry", 0, []string{"gà", "vịt", "lợn", "trâu", "dê"}},
	{"fish", 0, []string{"cá", "tôm", "ruốc tôm", "ba ba", "tép"}},
	{"citrus", 0, []string{"cam", "bưởi", "quýt", "chanh"}},
	{"cinnamon", 0, []string{"quế"}},
	{"vegetables", 0, []string{"măng", "rau", "khoai", "nấm", "su su", "củ", "bí", "sắn"}},
	{"fruit", 0, []string{"sơn tra", "táo mèo", "hồng", "thanh long", "chuối", "mận", "na", "vải", "nhãn"}},
}

// classes are words of a name that tell another class than that of most of its kind.
var classes = []struct {
	kind  string
	class catalog.Class
	words []string
}{
	{"vegetables", catalog.Packed, []string{"khô", "ớt", "muối", "măng mai", "sấy"}},
	{"fruit", catalog.Packed, []string{"khô", "sấy"}},
	{"fish", catalog.Packed, []string{"sấy", "khô", "ruốc"}},
	{"fish", catalog.Living, []string{"ba ba"}},
	{"fish", catalog.Raw, []string{""}},
	{"cinnamon", catalog.Raw, []string{"bào"}},
	{"cinnamon", catalog.Packed, []string{"bột", "điếu"}},
	{"cinnamon", catalog.Raw, []string{""}},
	{"rice", catalog.Packed, []string{"cốm"}},
}

// Guess says on which shelf a product of this name and OCOP group (as a list writes it, or
// empty) stands, of which class and group it is. The kind is empty when the name tells
// nothing; a person decides then.
func Guess(name, group string) (kind string, class catalog.Class, ocopGroup int) {
	e := catalog.Entry{}
	e.NameVI, e.OCOPGroup = name, groups[vntext.Fold(group)]
	sortOut(&e, &reader{})
	return e.Kind, e.Class, e.OCOPGroup
}

// sortOut finds kind, class and group of an entry where the file does not say them.
func sortOut(e *catalog.Entry, r *reader) {
	if e.Kind == "" {
		e.Kind = kindOf(e.NameVI, e.OCOPGroup)
		if e.Kind == "" {
			r.refuse("kind", "import.kind")
			return
		}
	}
	k, ok := catalog.KindOf(e.Kind)
	if !ok {
		return // Clean says so
	}
	if e.Class == "" {
		e.Class = k.Class
		for _, c := range classes {
			if c.kind == e.Kind && tells(e.NameVI, c.words) {
				e.Class = c.class
				break
			}
		}
	}
	if e.OCOPGroup == 0 {
		e.OCOPGroup = k.Group
	}
}

func kindOf(name string, group int) string {
	for _, s := range shelves {
		if (s.group == 0 || s.group == group) && tells(name, s.words) {
			return s.kind
		}
	}
	return ""
}

// tells reports whether one of the phrases stands in name as whole words.
func tells(name string, phrases []string) bool {
	name = " " + strings.Join(strings.FieldsFunc(strings.ToLower(norm.NFC.String(name)), func(r rune) bool {
		return strings.ContainsRune(" \t-–,.()/'\"", r)
	}), " ") + " "
	for _, p := range phrases {
		if p == "" || strings.Contains(name, " "+p+" ") {
			return true
		}
	}
	return false
}
