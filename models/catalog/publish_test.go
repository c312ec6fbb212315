package catalog_test

import (
	"slices"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
)

// whole are products that state exactly what their class asks for; each fact that is then
// taken away keeps them off the shelf.
func whole() map[catalog.Class]catalog.NewProduct {
	piece := []catalog.NewVariant{{Basis: measure.Piece, Unit: "chai", NetML: 500, ShipGrams: 700, Price: money.Of(90_000)}}
	base := catalog.Facts{NameVI: "Hàng mẫu", OriginText: "Văn Chấn", TaxClass: catalog.TaxGoods}
	with := func(c catalog.Class, kind string, set func(f *catalog.Facts)) catalog.NewProduct {
		f := base
		f.Class, f.Kind = c, kind
		set(&f)
		return catalog.NewProduct{Facts: f, Variants: slices.Clone(piece)}
	}
	label := func(f *catalog.Facts) {
		f.ProducerName, f.ProducerAddress, f.IngredientsVI, f.UsageVI = "HTX Mẫu", "Xã Mẫu", "mật ong", "dùng trực tiếp"
		f.StorageVI, f.WarningsVI, f.DeclarationNo, f.DeclarationType = "nơi mát", "trẻ dưới 1 tuổi không dùng", "MẪU-1", "self"
	}
	return map[catalog.Class]catalog.NewProduct{
		catalog.Raw:     with(catalog.Raw, "fruit", func(*catalog.Facts) {}),
		catalog.Packed:  with(catalog.Packed, "honey", label),
		catalog.Alcohol: with(catalog.Alcohol, "spirits", func(f *catalog.Facts) { label(f); f.DeclarationType = "" }),
		catalog.Herbal: with(catalog.Herbal, "herbal", func(f *catalog.Facts) {
			label(f)
			f.ProducerAddress, f.StorageVI, f.DeclarationType = "", "", ""
		}),
		catalog.Handicraft: with(catalog.Handicraft, "handicraft", func(f *catalog.Facts) { f.DescriptionVI = "Làm tay" }),
		catalog.Living:     with(catalog.Living, "flower", func(f *catalog.Facts) { f.UsageVI = "Tưới mỗi ngày" }),
		catalog.Service: func() catalog.NewProduct {
			n := with(catalog.Service, "homestay", func(f *catalog.Facts) { f.DescriptionVI, f.TaxClass = "Nhà sàn", catalog.TaxService })
			n.Variants = nil
			return n
		}(),
	}
}

func TestEachClassIsPublishedExactlyWhenItsFactsAreStated(t *testing.T) {
	d := dbtest.SQLite(t)
	place(t, d)
	for class, n := range whole() {
		p, _ := offer(t, d, n, an)
		publish(t, d, p.ID, an)
		if got := find(t, d, p.ID); got.State != catalog.Published || got.PublishedAt != now {
			t.Errorf("%s: %+v", class, got)
		}
	}
	type lack struct {
		class catalog.Class
		key   string
		field string
		take  func(n *catalog.NewProduct)
	}
	facts := func(class catalog.Class, key, field string, take func(f *catalog.Facts)) lack {
		return lack{class, key, field, func(n *catalog.NewProduct) { take(&n.Facts) }}
	}
	lacks := []lack{
		facts(catalog.Service, "product.description", "description_vi", func(f *catalog.Facts) { f.DescriptionVI = "" }),
		facts(catalog.Handicraft, "product.description", "description_vi", func(f *catalog.Facts) { f.DescriptionVI = "" }),
		facts(catalog.Living, "product.care", "usage_vi", func(f *catalog.Facts) { f.UsageVI = "" }),
		facts(catalog.Herbal, "product.registration", "declaration_no", func(f *catalog.Facts) { f.DeclarationNo = "" }),
		facts(catalog.Herbal, "product.warnings", "warnings_vi", func(f *catalog.Facts) { f.WarningsVI = "" }),
		facts(catalog.Herbal, "product.healing_claim", "description_vi", func(f *catalog.Facts) { f.DescriptionVI = "Dầu điều trị đau khớp" }),
		facts(catalog.Alcohol, "product.registration", "declaration_no", func(f *catalog.Facts) { f.DeclarationNo = "" }),
		facts(catalog.Packed, "product.declaration", "declaration_no", func(f *catalog.Facts) { f.DeclarationType = "" }),
		facts(catalog.Packed, "product.producer", "producer_name", func(f *catalog.Facts) { f.ProducerName = "" }),
		facts(catalog.Packed, "product.producer_address", "producer_address", func(f *catalog.Facts) { f.ProducerAddress = "" }),
		facts(catalog.Packed, "product.ingredients", "ingredients_vi", func(f *catalog.Facts) { f.IngredientsVI = " " }),
		facts(catalog.Packed, "product.usage", "usage_vi", func(f *catalog.Facts) { f.UsageVI = "" }),
		facts(catalog.Packed, "product.storage", "storage_vi", func(f *catalog.Facts) { f.StorageVI = "" }),
		facts(catalog.Packed, "product.warnings", "warnings_vi", func(f *catalog.Facts) { f.WarningsVI = "" }),
		facts(catalog.Raw, "product.tax_class", "tax_class", func(f *catalog.Facts) { f.TaxClass = "" }),
		facts(catalog.Raw, "product.origin", "origin_text", func(f *catalog.Facts) { f.OriginText = "" }),
		{catalog.Packed, "product.net", "variants.0.net_grams", func(n *catalog.NewProduct) { n.Variants[0].NetML = 0 }},
		{catalog.Raw, "product.ship_grams", "variants.0.ship_grams", func(n *catalog.NewProduct) { n.Variants[0].NetML, n.Variants[0].ShipGrams = 0, 0 }},
		{catalog.Raw, "product.price", "variants.0.price", func(n *catalog.NewProduct) { n.Variants[0].Price = money.VND{} }},
		{catalog.Raw, "product.variants", "variants", func(n *catalog.NewProduct) { n.Variants = nil }},
	}
	for _, l := range lacks {
		n := whole()[l.class]
		l.take(&n)
		p, _ := offer(t, d, n, an)
		err := d.Tx(t.Context(), func(tx *gorm.DB) error { return catalog.Publish(t.Context(), tx, p.ID, an, now) })
		all := fault.All(err)
		if len(all) != 1 || all[0].Key != l.key || all[0].Field != l.field {
			t.Errorf("%s without %s: %v", l.class, l.field, err)
		}
		if got := find(t, d, p.ID); got.State != catalog.Draft {
			t.Errorf("%s without %s became %s", l.class, l.field, got.State)
		}
	}
}

func TestPublishTellsEverythingThatIsMissingAtOnce(t *testing.T) {
	d := dbtest.SQLite(t)
	place(t, d)
	p, _ := offer(t, d, catalog.NewProduct{Facts: catalog.Facts{Class: catalog.Packed, Kind: "honey", NameVI: "Mật ong"}}, an)
	in(t, d, func(tx *gorm.DB) error {
		return tx.Table("sellers").Where("id = ?", mine).Update("state", "suspended").Error
	})
	err := d.Tx(t.Context(), func(tx *gorm.DB) error { return catalog.Publish(t.Context(), tx, p.ID, an, now) })
	want := []string{
		"product.tax_class", "product.origin", "product.producer", "product.producer_address", "product.ingredients", "product.usage",
		"product.storage", "product.warnings", "product.declaration", "product.variants", "product.seller_inactive",
	}
	for _, key := range want {
		if !fault.Has(err, key) {
			t.Errorf("%s is not told", key)
		}
	}
	if n := len(fault.All(err)); n != len(want) {
		t.Errorf("%d faults: %v", n, fault.All(err))
	}
}

func TestAPublishedProductStaysWhole(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		place(t, d)
		p, vs := onShelf(t, d, tea())
		refused(t, d, "product.ingredients", func(tx *gorm.DB) error {
			f := p.Facts()
			f.IngredientsVI = ""
			return catalog.Edit(t.Context(), tx, p.ID, find(t, d, p.ID).Version, f, an)
		})
		if got := find(t, d, p.ID); got.IngredientsVI == "" {
			t.Error("the refused edit was written")
		}
		in(t, d, func(tx *gorm.DB) error { return catalog.SetActive(t.Context(), tx, vs[0].ID, false, an) })
		refused(t, d, "product.variants", func(tx *gorm.DB) error { return catalog.SetActive(t.Context(), tx, vs[1].ID, false, an) })
	})
}

func TestEveryVerbWritesWhatItSaysAndTellsTheFeed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		place(t, d)
		p, vs := onShelf(t, d, tea())
		step := func(name string, fn func(tx *gorm.DB) error, written func() bool) {
			before, told := find(t, d, p.ID), notes(t, d, p.ID)
			in(t, d, fn)
			if after := find(t, d, p.ID); after.Version <= before.Version || notes(t, d, p.ID) <= told || !written() {
				t.Errorf("%s: version %d to %d, %d to %d notes, written %v", name, before.Version, after.Version, told, notes(t, d, p.ID), written())
			}
		}
		step("edit", func(tx *gorm.DB) error {
			f := p.Facts()
			f.NameVI, f.Season, f.WardCode, f.Scheme, f.OriginText = `Chè <script>`, []int{1}, "", "", "Suối Giàng"
			return catalog.Edit(t.Context(), tx, p.ID, find(t, d, p.ID).Version, f, an)
		}, func() bool {
			got := find(t, d, p.ID)
			return got.NameVI == "Chè <script>" && got.Season == 1 && got.WardCode == "" && got.OriginText == "Suối Giàng"
		})
		step("price", func(tx *gorm.DB) error {
			return catalog.SetPrice(t.Context(), tx, vs[0].ID, money.Of(160_000), an, now)
		}, func() bool {
			v, _, err := catalog.FindVariant(t.Context(), d.Read(t.Context()), vs[0].ID)
			return err == nil && v.Price == money.Of(160_000)
		})
		var added *catalog.Variant
		step("add variant", func(tx *gorm.DB) (err error) {
			added, err = catalog.AddVariant(t.Context(), tx, p.ID, catalog.NewVariant{NameVI: "Gói dùng thử", Basis: measure.Piece, Unit: "gói", NetGrams: 20, Price: money.Of(35_000)}, an, now)
			return err
		}, func() bool { return added.Position == 2 && added.ShipGrams == 20 && added.Minimum == 1 })
		step("edit variant", func(tx *gorm.DB) error {
			return catalog.EditVariant(t.Context(), tx, added.ID, 0, catalog.NewVariant{Basis: measure.Gram, Unit: "túi", NetGrams: 25, Price: money.Of(1)}, an)
		}, func() bool {
			v, _, _ := catalog.FindVariant(t.Context(), d.Read(t.Context()), added.ID)
			return v.Unit == "túi" && v.NetGrams == 25 && v.Basis == measure.Piece && v.Price == money.Of(35_000)
		})
		photo(t, d, "photo-a", "product", mine)
		photo(t, d, "photo-b", "product", mine)
		step("attach", func(tx *gorm.DB) error { return catalog.AttachPhoto(t.Context(), tx, p.ID, "photo-a", an) }, func() bool { return true })
		step("attach", func(tx *gorm.DB) error { return catalog.AttachPhoto(t.Context(), tx, p.ID, "photo-b", an) }, func() bool { return true })
		first := func() string {
			page, err := catalog.PageOf(t.Context(), d.Read(t.Context()), p.ID, today)
			if err != nil || len(page.Photos) == 0 {
				return ""
			}
			return page.Photos[0].ID
		}
		step("order photos", func(tx *gorm.DB) error {
			return catalog.OrderPhotos(t.Context(), tx, p.ID, []string{"photo-b", "photo-a"}, an)
		}, func() bool { return first() == "photo-b" })
		step("detach", func(tx *gorm.DB) error { return catalog.DetachPhoto(t.Context(), tx, p.ID, "photo-b", an) }, func() bool { return first() == "photo-a" })
		step("hide", func(tx *gorm.DB) error { return catalog.Hide(t.Context(), tx, p.ID, "", an, now) },
			func() bool { return find(t, d, p.ID).State == catalog.Hidden })
		step("publish", func(tx *gorm.DB) error { return catalog.Publish(t.Context(), tx, p.ID, an, now+5) },
			func() bool { got := find(t, d, p.ID); return got.State == catalog.Published && got.PublishedAt == now })
		moves, err := catalog.Moves(t.Context(), d.Read(t.Context()), p.ID)
		if err != nil || len(moves) != 4 || moves[1].ActorID != "an" || moves[1].OnBehalfOf != mine || moves[1].Channel != actor.Page {
			t.Errorf("%+v, %v", moves, err)
		}
		prices, err := catalog.Prices(t.Context(), d.Read(t.Context()), vs[0].ID)
		if err != nil || len(prices) != 2 || prices[0].Before != money.Of(0) || prices[1].Before != money.Of(150_000) || prices[1].After != money.Of(160_000) {
			t.Errorf("%+v, %v", prices, err)
		}
	})
}

func TestAStaleEditIsRefused(t *testing.T) {
	d := dbtest.SQLite(t)
	place(t, d)
	p, _ := offer(t, d, tea(), an)
	edit := func(name string) func(tx *gorm.DB) error {
		return func(tx *gorm.DB) error {
			f := p.Facts()
			f.NameVI = name
			return catalog.Edit(t.Context(), tx, p.ID, 1, f, an)
		}
	}
	in(t, d, edit("một"))
	refused(t, d, "product.moved", edit("hai"))
	if got := find(t, d, p.ID); got.NameVI != "một" {
		t.Error(got.NameVI)
	}
}

func TestOnlyThoseWhoMayTouchAProduct(t *testing.T) {
	d := dbtest.SQLite(t)
	place(t, d)
	p, vs := onShelf(t, d, tea())
	powerless := an
	powerless.Rights = actor.NewRights(actor.SeeOrders, actor.HandleOrders, actor.SeeMoney, actor.HandleMoney, actor.EditMembers)
	for name, c := range map[string]struct {
		by   actor.Actor
		key  string
		kind fault.Kind
	}{
		"another seller":         {binh, "product.unknown", fault.NotFound},
		"a member without right": {powerless, "right.edit_products", fault.Forbidden},
		"a buyer":                {actor.Buyer{PersonID: "an"}, "product.unknown", fault.NotFound},
		"a guest":                {actor.Guest{}, "product.unknown", fault.NotFound},
		"an officer":             {officer, "product.unknown", fault.NotFound},
		"another's helper":       {actor.Helper{PersonID: "h", SellerID: theirs}, "product.unknown", fault.NotFound},
	} {
		for verb, fn := range map[string]func(tx *gorm.DB) error{
			"publish": func(tx *gorm.DB) error { return catalog.Publish(t.Context(), tx, p.ID, c.by, now) },
			"hide":    func(tx *gorm.DB) error { return catalog.Hide(t.Context(), tx, p.ID, "x", c.by, now) },
			"edit":    func(tx *gorm.DB) error { return catalog.Edit(t.Context(), tx, p.ID, 2, p.Facts(), c.by) },
			"price":   func(tx *gorm.DB) error { return catalog.SetPrice(t.Context(), tx, vs[0].ID, money.Of(1), c.by, now) },
			"active":  func(tx *gorm.DB) error { return catalog.SetActive(t.Context(), tx, vs[0].ID, false, c.by) },
			"photo":   func(tx *gorm.DB) error { return catalog.AttachPhoto(t.Context(), tx, p.ID, "photo", c.by) },
			"paper": func(tx *gorm.DB) error {
				_, err := catalog.ClaimCertificate(t.Context(), tx, p.ID, catalog.NewCertificate{Kind: catalog.OCOP}, c.by, now)
				return err
			},
		} {
			if err := d.Tx(t.Context(), fn); !fault.Has(err, c.key) || !fault.Is(err, c.kind) {
				t.Errorf("%s by %s: %v", verb, name, err)
			}
		}
	}
	in(t, d, func(tx *gorm.DB) error {
		return catalog.SetPrice(t.Context(), tx, vs[0].ID, money.Of(123_000), actor.Helper{PersonID: "h", SellerID: mine}, now)
	})
}

func TestWhatTheDeskTookDownASellerDoesNotPutBack(t *testing.T) {
	d := dbtest.SQLite(t)
	place(t, d)
	p, _ := onShelf(t, d, tea())
	refused(t, d, "product.reason", func(tx *gorm.DB) error { return catalog.Hide(t.Context(), tx, p.ID, "", desk, now) })
	in(t, d, func(tx *gorm.DB) error {
		return catalog.Hide(t.Context(), tx, p.ID, "Ảnh không đúng hàng", desk, now)
	})
	refused(t, d, "product.taken_down", func(tx *gorm.DB) error { return catalog.Publish(t.Context(), tx, p.ID, an, now) })
	in(t, d, func(tx *gorm.DB) error { return catalog.Publish(t.Context(), tx, p.ID, desk, now) })
}

func TestTheMachineAllowsItsEdgesOnly(t *testing.T) {
	d := dbtest.SQLite(t)
	place(t, d)
	p, _ := onShelf(t, d, tea())
	for _, from := range []catalog.State{catalog.Staged, catalog.Draft, catalog.Published, catalog.Hidden} {
		for next, verb := range map[catalog.State]func(tx *gorm.DB) error{
			catalog.Published: func(tx *gorm.DB) error { return catalog.Publish(t.Context(), tx, p.ID, desk, now) },
			catalog.Hidden:    func(tx *gorm.DB) error { return catalog.Hide(t.Context(), tx, p.ID, "x", desk, now) },
		} {
			if from == next {
				continue
			}
			in(t, d, func(tx *gorm.DB) error { return tx.Table("products").Where("id = ?", p.ID).Update("state", from).Error })
			if err := d.Tx(t.Context(), verb); (err == nil) != from.CanBecome(next) {
				t.Errorf("%s to %s: %v", from, next, err)
			}
		}
	}
}

func TestAnEntryIsClaimedOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		place(t, d)
		var id string
		in(t, d, func(tx *gorm.DB) (err error) {
			e := catalog.Entry{NewProduct: tea(), Key: "k", Hash: "h", ImportID: "i"}
			if err := e.Clean().Err(); err != nil {
				return err
			}
			id, _, err = catalog.Stage(t.Context(), tx, e, desk, now)
			return err
		})
		refused(t, d, "product.unknown", func(tx *gorm.DB) error { return catalog.Claim(t.Context(), tx, id, an, now) })
		in(t, d, func(tx *gorm.DB) error { _, _, err := catalog.Flip(t.Context(), tx, "i", true, desk, now); return err })
		refused(t, d, "product.seller", func(tx *gorm.DB) error { return catalog.Publish(t.Context(), tx, id, desk, now) })
		refused(t, d, "product.unknown", func(tx *gorm.DB) error { return catalog.Publish(t.Context(), tx, id, an, now) })
		in(t, d, func(tx *gorm.DB) error { return catalog.Claim(t.Context(), tx, id, an, now) })
		in(t, d, func(tx *gorm.DB) error { return catalog.Claim(t.Context(), tx, id, an, now) })
		refused(t, d, "product.claimed", func(tx *gorm.DB) error { return catalog.Claim(t.Context(), tx, id, binh, now) })
		if got := find(t, d, id); got.SellerID != mine || got.ProducerName != "HTX Mẫu" {
			t.Errorf("%+v", got)
		}
		publish(t, d, id, an)
	})
}

// What a helper does in a seller's name the seller is not told of as the market's doing.
func TestAHelperHidesInTheSellersName(t *testing.T) {
	d := dbtest.SQLite(t)
	place(t, d)
	p, _ := onShelf(t, d, tea())
	by := an
	by.HelperID = "helper"
	in(t, d, func(tx *gorm.DB) error { return catalog.Hide(t.Context(), tx, p.ID, "", by, now) })
	var n int64
	if err := d.Read(t.Context()).Table("outbox_notes").Where("type = ?", catalog.TakenDownNote).Count(&n).Error; err != nil || n != 0 {
		t.Errorf("%d notes, %v", n, err)
	}
}
