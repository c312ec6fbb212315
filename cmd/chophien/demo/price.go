package demo

import (
	"hash/fnv"
	"strconv"
)

// form is one form in which the demo sells: what it is called, what it costs, and for
// goods by weight (unit kg) its step and minimum in kilograms.
type form struct {
	name, nameEN string
	unit         string
	price        int // đồng for a piece, or for a kilogram
	step, least  string
	grams, ml    int // what a piece holds
	ship         int // grams of the packed piece
}

func box(name, nameEN, unit string, price, grams, ship int) form {
	return form{name: name, nameEN: nameEN, unit: unit, price: price, grams: grams, ship: ship}
}

func bottle(name, nameEN, unit string, price, ml, ship int) form {
	return form{name: name, nameEN: nameEN, unit: unit, price: price, ml: ml, ship: ship}
}

func kilo(price int, step, least string) form {
	return form{unit: "kg", price: price, step: step, least: least}
}

// oldTrees are the forms of tea from old Shan trees.
var oldTrees = []form{box("Gói 100 g", "Packet, 100 g", "gói", 120_000, 100, 140), box("Hộp 200 g", "Box, 200 g", "hộp", 230_000, 200, 320)}

// prices are samples: round retail numbers by what a thing is. The first line whose kind,
// class and word fit a product decides; an empty class or word fits all.
var prices = []struct {
	kind, class, word string
	forms             []form
}{
	{"tea", "", "đại lão vương", []form{box("Hộp 80 g", "Box, 80 g", "hộp", 380_000, 80, 180), box("Hộp quà 160 g", "Gift box, 160 g", "hộp", 720_000, 160, 420)}},
	{"tea", "", "túi lọc", []form{box("Hộp 20 túi lọc", "Box of 20 bags", "hộp", 55_000, 40, 90)}},
	{"tea", "", "tuyết sơn trà", oldTrees},
	{"tea", "", "giàng pằng", oldTrees},
	{"tea", "", "shan", oldTrees},
	{"tea", "", "", []form{box("Gói 200 g", "Packet, 200 g", "gói", 70_000, 200, 240), box("Gói 500 g", "Packet, 500 g", "gói", 160_000, 500, 560)}},
	{"honey", "", "", []form{bottle("Chai 500 ml", "Bottle, 500 ml", "chai", 160_000, 500, 950), bottle("Chai 1 lít", "Bottle, 1 l", "chai", 300_000, 1000, 1800)}},
	{"rice", "packed", "", []form{box("Gói 500 g", "Packet, 500 g", "gói", 90_000, 500, 550)}},
	{"rice", "", "nếp", []form{kilo(45_000, "0,5", "1"), box("Túi 5 kg", "Bag, 5 kg", "túi", 215_000, 5000, 5100)}},
	{"rice", "", "", []form{kilo(32_000, "0,5", "2"), box("Túi 5 kg", "Bag, 5 kg", "túi", 150_000, 5000, 5100), box("Bao 10 kg", "Sack, 10 kg", "bao", 290_000, 10_000, 10_150)}},
	{"cinnamon", "packed", "bột", []form{box("Lọ 100 g", "Jar, 100 g", "lọ", 45_000, 100, 220), box("Gói 500 g", "Packet, 500 g", "gói", 150_000, 500, 560)}},
	{"cinnamon", "packed", "", []form{box("Gói 200 g", "Packet, 200 g", "gói", 60_000, 200, 250), box("Hộp 500 g", "Box, 500 g", "hộp", 140_000, 500, 620)}},
	{"cinnamon", "", "", []form{kilo(120_000, "0,1", "0,2")}},
	{"citrus", "", "bưởi", []form{box("Quả chọn, 1–1,3 kg", "One, 1–1.3 kg", "quả", 40_000, 0, 1350), box("Thùng 10 quả", "Case of 10", "thùng", 380_000, 0, 13_000)}},
	{"citrus", "", "", []form{kilo(35_000, "0,5", "2")}},
	{"fruit", "packed", "", []form{box("Gói 300 g", "Packet, 300 g", "gói", 65_000, 300, 340)}},
	{"fruit", "", "", []form{kilo(35_000, "0,5", "1")}},
	{"vegetables", "packed", "khô", []form{box("Gói 300 g", "Packet, 300 g", "gói", 85_000, 300, 340)}},
	{"vegetables", "packed", "măng mai", []form{box("Túi hút chân không 500 g", "Vacuum bag, 500 g", "túi", 140_000, 500, 540)}},
	{"vegetables", "packed", "", []form{box("Lọ 500 g", "Jar, 500 g", "lọ", 55_000, 500, 850)}},
	{"vegetables", "", "nấm", []form{kilo(320_000, "0,1", "0,2")}},
	{"vegetables", "", "", []form{kilo(25_000, "0,5", "1")}},
	{"beans", "", "", []form{kilo(75_000, "0,5", "1"), box("Túi 1 kg", "Bag, 1 kg", "túi", 74_000, 1000, 1050)}},
	{"meat", "", "nem", []form{box("Chục 10 quả", "Ten pieces", "chục", 55_000, 400, 450)}},
	{"meat", "", "xúc xích", []form{box("Gói 500 g", "Packet, 500 g", "gói", 125_000, 500, 560)}},
	{"meat", "", "trâu", []form{box("Gói 300 g", "Packet, 300 g", "gói", 285_000, 300, 350), box("Gói 500 g", "Packet, 500 g", "gói", 465_000, 500, 560)}},
	{"meat", "", "", []form{box("Gói 300 g", "Packet, 300 g", "gói", 165_000, 300, 350), box("Gói 500 g", "Packet, 500 g", "gói", 265_000, 500, 560)}},
	{"poultry", "", "lợn", []form{box("Con 15–18 kg", "One, 15–18 kg", "con", 2_400_000, 0, 18_000)}},
	{"poultry", "", "vịt", []form{box("Con 2 kg", "One, 2 kg", "con", 230_000, 0, 2300)}},
	{"poultry", "", "", []form{box("Con 1,5–2 kg", "One, 1.5–2 kg", "con", 260_000, 0, 2200)}},
	{"fish", "living", "", []form{box("Con 1 kg", "One, 1 kg", "con", 550_000, 0, 1500)}},
	{"fish", "packed", "ruốc", []form{box("Hộp 200 g", "Box, 200 g", "hộp", 110_000, 200, 280)}},
	{"fish", "packed", "", []form{box("Gói 300 g", "Packet, 300 g", "gói", 120_000, 300, 340)}},
	{"fish", "", "", []form{kilo(110_000, "0,5", "1")}},
	{"noodles", "", "", []form{box("Gói 500 g", "Packet, 500 g", "gói", 45_000, 500, 540), box("Thùng 10 gói", "Case of 10", "thùng", 430_000, 5000, 5600)}},
	{"cakes", "", "bánh chưng", []form{box("Cặp 2 bánh", "A pair", "cặp", 110_000, 1000, 1100)}},
	{"cakes", "", "kẹo", []form{box("Hộp 200 g", "Box, 200 g", "hộp", 45_000, 200, 260)}},
	{"cakes", "", "", []form{box("Gói 400 g", "Packet, 400 g", "gói", 50_000, 400, 460)}},
	{"spice", "", "", []form{box("Lọ 200 g", "Jar, 200 g", "lọ", 65_000, 200, 380)}},
	{"oil", "", "", []form{bottle("Chai 500 ml", "Bottle, 500 ml", "chai", 75_000, 500, 560), bottle("Chai 1 lít", "Bottle, 1 l", "chai", 145_000, 1000, 1080)}},
	{"spirits", "", "", []form{bottle("Chai 500 ml", "Bottle, 500 ml", "chai", 120_000, 500, 950), bottle("Chai 1 lít", "Bottle, 1 l", "chai", 220_000, 1000, 1800)}},
	{"drink", "", "trà", []form{box("Hộp 30 túi lọc", "Box of 30 bags", "hộp", 75_000, 60, 130)}},
	{"drink", "", "", []form{bottle("Thùng 24 chai 500 ml", "Case of 24 bottles", "thùng", 96_000, 12_000, 12_600), bottle("Bình 19 lít", "Large bottle, 19 l", "bình", 30_000, 19_000, 19_800)}},
	{"herbal", "", "tinh dầu", []form{bottle("Lọ 10 ml", "Bottle, 10 ml", "lọ", 85_000, 10, 60), bottle("Lọ 30 ml", "Bottle, 30 ml", "lọ", 210_000, 30, 110)}},
	{"herbal", "", "trà", []form{box("Hộp 25 túi lọc", "Box of 25 bags", "hộp", 60_000, 50, 110)}},
	{"herbal", "", "linh chi", []form{box("Gói 200 g", "Packet, 200 g", "gói", 240_000, 200, 250)}},
	{"herbal", "", "massage", []form{bottle("Chai 100 ml", "Bottle, 100 ml", "chai", 95_000, 100, 160)}},
	{"herbal", "", "dầu xoa", []form{bottle("Chai 50 ml", "Bottle, 50 ml", "chai", 55_000, 50, 110)}},
	{"herbal", "", "", []form{box("Lọ 100 g", "Jar, 100 g", "lọ", 180_000, 100, 230)}},
	{"handicraft", "", "tranh đá", []form{box("Bức 40 × 60 cm", "Picture, 40 × 60 cm", "bức", 1_200_000, 0, 3500)}},
	{"handicraft", "", "tranh", []form{box("Bức 30 × 40 cm", "Picture, 30 × 40 cm", "bức", 450_000, 0, 1500)}},
	{"handicraft", "", "ấm chén", []form{box("Bộ 1 ấm 6 chén", "Set of one pot and six cups", "bộ", 550_000, 0, 2200)}},
	{"handicraft", "", "tơ", []form{box("Cuộn 500 g", "Roll, 500 g", "cuộn", 650_000, 500, 560)}},
	{"handicraft", "", "nhang", []form{box("Bó 100 que", "Bunch of 100", "bó", 35_000, 0, 250)}},
	{"handicraft", "", "túi thơm", []form{box("Chiếc", "One", "chiếc", 30_000, 0, 80)}},
	{"handicraft", "", "đèn", []form{box("Chiếc", "One", "chiếc", 280_000, 0, 900)}},
	{"handicraft", "", "tinh dầu", []form{box("Lọ treo", "Hanging bottle", "lọ", 65_000, 0, 90)}},
	{"handicraft", "", "", []form{box("Chiếc", "One", "chiếc", 120_000, 0, 450)}},
	{"household", "", "", []form{bottle("Chai 750 ml", "Bottle, 750 ml", "chai", 55_000, 750, 850)}},
	{"flower", "", "", []form{box("Chậu nhỏ", "Small pot", "chậu", 90_000, 0, 2500)}},
	{"animal", "", "", []form{box("Con", "One", "con", 200_000, 0, 2000)}},
}

// soldOut are goods of which nothing is left, as on any market day.
var soldOut = map[string]bool{"Cốm Tú Lệ": true, "Măng tre Bát Độ tươi": true}

// stockOf is a number that is always the same for the same thing: 12 to 60 pieces, 20 to
// 95 kilograms, and of every ninth thing only a few.
func stockOf(product string, f form) string {
	if soldOut[product] {
		return "0"
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(product + "/" + f.name))
	n := int(h.Sum32() % 1000)
	switch {
	case f.unit == "kg":
		return strconv.Itoa(20 + n%76)
	case n%9 == 0:
		return strconv.Itoa(2 + n%3)
	}
	return strconv.Itoa(12 + n%49)
}
