package onboarding_test

import (
	"fmt"
	"strings"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/onboarding"
)

// the columns of the province's own list
const list = "name_vi,stars,producer_name,producer_kind,district_old,commune_old,ocop_group,recognised_year,decision_no,specialty_note,typical_price_vnd,unit,source_url,evidence\n"

const teas = list +
	"Chè Suối Giàng,4,HTX Suối Giàng,cooperative,Văn Chấn,Suối Giàng,Thực phẩm,2019,,Chè cổ thụ,,,https://example.org/a,certified\n" +
	"Rượu mơ,,,,Văn Chấn,,Đồ uống,,,,,,,ocop-stated\n" +
	"Homestay Hướng Kim,4,,,Văn Chấn,,\"Dịch vụ du lịch cộng đồng, du lịch sinh thái và điểm du lịch\",,,Nhà sàn,,,,certified\n"

func TestAListBecomesEntriesThatNobodyCanBuyUntilClaimed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, me := market(t, d)
		dry := take(t, o, teas, onboarding.ImportOptions{DryRun: true})
		if dry.Imported != 3 || count(t, d, "products", "1 = 1") != 0 {
			t.Errorf("a dry run wrote: %+v", dry)
		}
		var steps []string
		rep := take(t, o, teas, onboarding.ImportOptions{Publish: true, Progress: func(done, total int) { steps = append(steps, fmt.Sprint(done, "/", total)) }})
		if rep.Imported != 3 || rep.Created != 3 || rep.Drafts != 3 || rep.Published != 0 || len(steps) == 0 || steps[len(steps)-1] != "3/3" {
			t.Errorf("%+v, %v", rep, steps)
		}
		q := d.Read(t.Context())
		entries, err := catalog.List(t.Context(), q, catalog.Filter{Unclaimed: true}, now.Date(), db.Cursor{}, 10)
		if err != nil || len(entries) != 3 || entries[0].NameVI != "Chè Suối Giàng" {
			t.Fatalf("%+v, %v", entries, err)
		}
		tea, err := catalog.Find(t.Context(), q, entries[0].ID)
		if err != nil {
			t.Fatal(err)
		}
		if tea.WardCode != "04672" || tea.LegacyCode != "04657" || tea.Kind != "tea" || tea.Class != catalog.Packed || tea.OCOPGroup != 1 ||
			tea.StatedStars != 4 || tea.RecognisedYear != 2019 || tea.Evidence != "certified" || tea.DescriptionVI != "Chè cổ thụ" ||
			tea.ProducerName != "HTX Suối Giàng" || tea.OriginText != "Xã Suối Giàng, Huyện Văn Chấn, Tỉnh Yên Bái" || tea.State != catalog.Draft {
			t.Errorf("%+v", tea)
		}
		if shelf, _ := catalog.List(t.Context(), q, catalog.Filter{IncludeAlcohol: true}, now.Date(), db.Cursor{}, 10); len(shelf) != 0 {
			t.Errorf("on the shelf: %+v", shelf)
		}
		if err := o.Publish(t.Context(), tea.ID, desk); !fault.Has(err, "product.seller") {
			t.Errorf("published without a seller: %v", err)
		}
		if err := o.Claim(t.Context(), tea.ID, me); err != nil {
			t.Fatal(err)
		}
		again := take(t, o, teas, onboarding.ImportOptions{})
		if again.Unchanged != 3 || again.Imported != 0 || count(t, d, "products", "1 = 1") != 3 {
			t.Errorf("a second import: %+v", again)
		}
		changed := strings.Replace(strings.Replace(teas, "Nhà sàn", "Nhà sàn Thái", 1), "cổ thụ", "búp", 1)
		rep = take(t, o, changed, onboarding.ImportOptions{})
		if rep.Refused != 3 || says(rep) != "2 product.claimed@" {
			t.Errorf("a claimed entry is its seller's: %+v %s", rep, says(rep))
		}
		rep = take(t, o, changed, onboarding.ImportOptions{Partial: true})
		if rep.Refused != 1 || rep.Imported != 1 || rep.Renewed != 1 || rep.Unchanged != 1 {
			t.Errorf("%+v %s", rep, says(rep))
		}
		if got, _ := catalog.Find(t.Context(), q, tea.ID); got.DescriptionVI != "Chè cổ thụ" {
			t.Errorf("%q was overwritten", got.DescriptionVI)
		}
	})
}

// goods is an operator's file of a seller's goods.
const goods = "name_vi;seller;class;kind;tax_class;origin_text;variant;unit;price;stock;step;minimum;net_grams;ship_grams;season\r\n" +
	"Gạo nếp mẫu;gian-mau;raw;rice;goods;Tú Lệ;;kg;40.000;12,5;0,5;1;;;9-10\r\n" +
	"Bưởi mẫu;gian-mau;raw;citrus;goods;Đại Minh;Quả to;quả;35000;20;;;;1300;10-1\r\n" +
	"Bưởi mẫu;gian-mau;;;;;Quả nhỏ;quả;25000;30;;;;900;\r\n"

func TestGoodsOfANamedSellerAreShownAllAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, _ := market(t, d)
		text := "\ufeff" + strings.ReplaceAll(goods, "Bưởi mẫu;gian-mau;;;;;", "Bưởi mẫu;gian-mau;raw;citrus;goods;Đại Minh;")
		rep := take(t, o, text, onboarding.ImportOptions{Publish: true})
		if rep.Rows != 3 || rep.Imported != 3 || rep.Created != 2 || rep.Published != 2 {
			t.Fatalf("%+v %s", rep, says(rep))
		}
		q := d.Read(t.Context())
		shelf, err := catalog.List(t.Context(), q, catalog.Filter{}, now.Date(), db.Cursor{}, 10)
		if err != nil || len(shelf) != 2 || shelf[0].NameVI != "Gạo nếp mẫu" {
			t.Fatalf("%+v, %v", shelf, err)
		}
		rice, pomelo := shelf[0].Variants, shelf[1].Variants
		if len(rice) != 1 || rice[0].OnHand != 12_500 || rice[0].Step != 500 || rice[0].Minimum != 1000 || rice[0].Price.Dong() != 40_000 || rice[0].Unit != "kg" {
			t.Errorf("%+v", rice)
		}
		if len(pomelo) != 2 || pomelo[0].NameVI != "Quả to" || pomelo[0].OnHand != 20 || pomelo[1].Price.Dong() != 25_000 || pomelo[1].ShipGrams != 900 ||
			fmt.Sprint(shelf[1].Season.List()) != "[1 10 11 12]" {
			t.Errorf("%+v %v", pomelo, shelf[1].Season.List())
		}
		if n := count(t, d, "outbox_notes", "type = ?", catalog.ChangedNote); n != 2 {
			t.Errorf("%d notes for 2 products", n)
		}
		// Half is sold; the file then brings a new price and a new form, but no old stock back.
		err = d.Tx(t.Context(), func(tx *gorm.DB) error {
			return tx.Exec("UPDATE stock SET on_hand = 10 WHERE variant_id = ?", pomelo[0].ID).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		next := strings.Replace(text, "35000", "38000", 1) + "Bưởi mẫu;gian-mau;raw;citrus;goods;Đại Minh;Giỏ 5 quả;hộp;160000;4;;;;6000;10-1\r\n"
		rep = take(t, o, next, onboarding.ImportOptions{Publish: true})
		if rep.Rows != 4 || rep.Unchanged != 1 || rep.Imported != 3 || rep.Renewed != 1 {
			t.Fatalf("%+v %s", rep, says(rep))
		}
		shelf, _ = catalog.List(t.Context(), q, catalog.Filter{Kinds: []string{"citrus"}}, now.Date(), db.Cursor{}, 10)
		if v := shelf[0].Variants; len(v) != 3 || v[0].OnHand != 10 || v[0].Price.Dong() != 38_000 || v[2].OnHand != 4 {
			t.Errorf("%+v", v)
		}
		if prices, _ := catalog.Prices(t.Context(), q, pomelo[0].ID); len(prices) != 2 {
			t.Errorf("%d prices", len(prices))
		}
	})
}

func TestAnEntryGoesToTheSellerWhomALaterFileNames(t *testing.T) {
	d := dbtest.SQLite(t)
	o, me := market(t, d)
	const plain = "name_vi,class,kind,origin_text\nCam mẫu,raw,citrus,Lục Yên\n"
	const named = "name_vi,class,kind,origin_text,seller,tax_class,unit,price,stock,ship_grams\nCam mẫu,raw,citrus,Lục Yên,gian-mau,goods,kg,30000,50,\n"
	take(t, o, plain, onboarding.ImportOptions{})
	rep := take(t, o, named, onboarding.ImportOptions{Publish: true})
	if rep.Renewed != 1 || count(t, d, "products", "1 = 1") != 1 {
		t.Fatalf("%+v %s", rep, says(rep))
	}
	cards, err := catalog.List(t.Context(), d.Read(t.Context()), catalog.Filter{SellerID: me.SellerID}, now.Date(), db.Cursor{}, 5)
	if err != nil || len(cards) != 1 || cards[0].Variants[0].OnHand != 50_000 {
		t.Errorf("%+v, %v", cards, err)
	}
}

func TestOneBadRowRefusesTheWholeFileUnlessToldOtherwise(t *testing.T) {
	d := dbtest.SQLite(t)
	o, _ := market(t, d)
	bad := teas + "=HYPERLINK(1),,,,,,,,,,,,,\n" + "Mật ong,9,,,,,Kim loại,1999,,,,,javascript:alert(1),gold\n" +
		"Cam,,,,Huyện Không Có,,,,,,,,,\n" + "Chè Suối Giàng,,HTX Suối Giàng,,,,,,,,,,,\n" + "Thiếu cột,,,\n" + "Thứ lạ,,,,,,,,,,,,,\n"
	rep := take(t, o, bad, onboarding.ImportOptions{})
	want := "2 import.with_row@; 5 import.formula@name_vi; 5 import.kind@kind; 6 product.group@ocop_group; 6 import.number@stars; " +
		"6 import.number@recognised_year; 7 division.district_unknown@district_old; 8 import.double_row@; 9 import.cells@; 10 import.kind@kind"
	if says(rep) != want || rep.Refused != 9 || rep.Rows != 9 {
		t.Errorf("%+v\n%s\n%s", rep, says(rep), want)
	}
	if n := count(t, d, "products", "1 = 1"); n != 0 {
		t.Errorf("%d products", n)
	}
	rep = take(t, o, bad, onboarding.ImportOptions{Partial: true})
	if rep.Imported != 2 || rep.Refused != 7 || count(t, d, "products", "state = 'draft'") != 2 {
		t.Errorf("%+v", rep)
	}
}

func TestWhatAClassObligesIsAskedOfEveryRowThatIsToBeSold(t *testing.T) {
	d := dbtest.SQLite(t)
	o, _ := market(t, d)
	const text = "name_vi,seller,class,kind,variant,unit,price,net_grams\nMật ong,gian-mau,packed,honey,Lọ,lọ,0,\nChè,khong-co,packed,tea,Hộp,thỏi,100000,100\n"
	rep := take(t, o, strings.ReplaceAll(text, ",0,", ",,"), onboarding.ImportOptions{Publish: true})
	got := says(rep)
	for _, want := range []string{
		"2 product.tax_class@tax_class", "2 product.origin@origin_text", "2 product.ingredients@ingredients_vi", "2 product.declaration@declaration_no",
		"2 product.price@price", "2 product.net@net_grams", "3 import.seller@seller",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is missing in %s", want, got)
		}
	}
	if rep := take(t, o, text, onboarding.ImportOptions{}); !strings.Contains(says(rep), "2 import.price@price") {
		t.Error(says(rep))
	}
}

func TestAnInterruptedImportIsTakenUpByTheNext(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		o, _ := market(t, d)
		take(t, o, teas, onboarding.ImportOptions{})
		// As if the program had died before the flip.
		err := d.Tx(t.Context(), func(tx *gorm.DB) error { return tx.Exec("UPDATE products SET state = 'staged'").Error })
		if err != nil {
			t.Fatal(err)
		}
		rep := take(t, o, teas, onboarding.ImportOptions{})
		if rep.Imported != 3 || rep.Created != 3 || rep.Drafts != 3 || count(t, d, "products", "state = 'draft'") != 3 {
			t.Errorf("%+v %s", rep, says(rep))
		}
	})
}

func TestOnlyTheDeskImports(t *testing.T) {
	d := dbtest.SQLite(t)
	o, me := market(t, d)
	for _, by := range []actor.Actor{me, actor.Buyer{PersonID: "an"}, actor.Officer{PersonID: "o"}, actor.Guest{}} {
		if _, err := o.Import(t.Context(), sheet(t, teas), onboarding.ImportOptions{}, by); !fault.Is(err, fault.Forbidden) {
			t.Errorf("%T: %v", by, err)
		}
	}
}
