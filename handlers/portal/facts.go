package portal

import (
	"slices"
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/fault"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// facts is what was typed of a product. Fields that its class does not ask for come too.
type facts struct {
	Version         int64         `form:"version"`
	Kind            string        `form:"kind"`
	Class           catalog.Class `form:"class"`
	NameVI          string        `form:"name_vi"`
	NameEN          string        `form:"name_en"`
	DescriptionVI   string        `form:"description_vi"`
	DescriptionEN   string        `form:"description_en"`
	WardCode        string        `form:"ward_code"`
	OriginText      string        `form:"origin_text"`
	Season          []int         `form:"season"`
	ShelfLifeDays   string        `form:"shelf_life_days"`
	StorageVI       string        `form:"storage_vi"`
	IngredientsVI   string        `form:"ingredients_vi"`
	UsageVI         string        `form:"usage_vi"`
	WarningsVI      string        `form:"warnings_vi"`
	DeclarationType string        `form:"declaration_type"`
	DeclarationNo   string        `form:"declaration_no"`
	DeclarationOn   clock.Date    `form:"declaration_on"`
	ProducerName    string        `form:"producer_name"`
	ProducerAddress string        `form:"producer_address"`
	TaxClass        string        `form:"tax_class"`
}

func typedFacts(p catalog.Product) facts {
	f := p.Facts()
	out := facts{
		Version: p.Version, Kind: f.Kind, Class: f.Class, NameVI: f.NameVI, NameEN: f.NameEN, DescriptionVI: f.DescriptionVI, DescriptionEN: f.DescriptionEN,
		WardCode: f.WardCode, OriginText: f.OriginText, Season: f.Season, StorageVI: f.StorageVI, IngredientsVI: f.IngredientsVI,
		UsageVI: f.UsageVI, WarningsVI: f.WarningsVI, DeclarationType: f.DeclarationType, DeclarationNo: f.DeclarationNo,
		DeclarationOn: f.DeclarationOn, ProducerName: f.ProducerName, ProducerAddress: f.ProducerAddress, TaxClass: f.TaxClass,
	}
	if f.ShelfLifeDays > 0 {
		out.ShelfLifeDays = strconv.Itoa(f.ShelfLifeDays)
	}
	return out
}

// facts puts what was typed over what is known: the form does not ask for everything.
func (in facts) facts(was catalog.Facts) (catalog.Facts, error) {
	days := 0
	if in.ShelfLifeDays != "" {
		n, err := strconv.Atoi(in.ShelfLifeDays)
		if err != nil {
			return was, fault.New(fault.Invalid, "input.integer").On("shelf_life_days")
		}
		days = n
	}
	was.Kind, was.Class, was.NameVI, was.NameEN = in.Kind, in.Class, in.NameVI, in.NameEN
	was.DescriptionVI, was.DescriptionEN = in.DescriptionVI, in.DescriptionEN
	was.Scheme, was.WardCode = division.Current, in.WardCode
	if in.WardCode == "" {
		was.Scheme = ""
	}
	was.OriginText, was.Season, was.ShelfLifeDays, was.StorageVI = in.OriginText, in.Season, days, in.StorageVI
	was.IngredientsVI, was.UsageVI, was.WarningsVI = in.IngredientsVI, in.UsageVI, in.WarningsVI
	was.DeclarationType, was.DeclarationNo, was.DeclarationOn = in.DeclarationType, in.DeclarationNo, in.DeclarationOn
	was.ProducerName, was.ProducerAddress, was.TaxClass = in.ProducerName, in.ProducerAddress, in.TaxClass
	return was, nil
}

// factsPage asks what the class obliges. "?check=1" shows what is missing beside its field.
func (w *portal) factsPage(c *fiber.Ctx, s stall) error {
	g, err := w.goodOf(c, s)
	if err != nil {
		return err
	}
	var ps view.Problems
	if c.Query("check") == "1" {
		if all := catalog.Missing(g.Product, g.forms); len(all) > 0 {
			for _, one := range view.ProblemsOf(session.Language(c), all) {
				if len(one.Field) < 9 || one.Field[:9] != "variants." {
					ps = append(ps, one)
				}
			}
		}
	}
	return w.askFacts(c, s, g, typedFacts(g.Product), nil, ps)
}

func (w *portal) saveFacts(c *fiber.Ctx, s stall) error {
	g, err := w.goodOf(c, s)
	if err != nil {
		return err
	}
	in, err := session.Bind[facts](c)
	var f catalog.Facts
	if err == nil {
		f, err = in.facts(g.Facts())
	}
	if err == nil {
		err = w.Onboarding.Edit(c.UserContext(), g.Product.ID, in.Version, f, s.by)
	}
	if err == nil {
		return done(c, g.at(s), "saved")
	}
	ps, ok := mendable(c, session.Language(c), err)
	if !ok {
		return err
	}
	if fault.Has(err, "product.moved") && in.Version != g.Version {
		in.Version = g.Version // both are shown: the next press is meant
		clash := w.factClash(c, s, g, factNames, typedFacts(g.Product), in, g.at(s, "facts"))
		return w.askFacts(c, s, g, in, clash, ps)
	}
	return w.askFacts(c, s, g, in, nil, ps)
}

// factNames are the facts that are compared when two phones edit one product.
var factNames = []string{"name_vi", "ward_code", "origin_text", "tax_class", "description_vi", "producer_name", "producer_address", "ingredients_vi",
	"usage_vi", "storage_vi", "warnings_vi", "declaration_type", "declaration_no", "season", "name_en", "description_en"}

// needs are the facts that a class must state before a product is published, in the order
// in which they are asked. What Missing lists is what decides; this only brings it to the
// front of the form.
var needs = map[catalog.Class][]string{
	catalog.Raw:        {"tax_class"},
	catalog.Packed:     {"producer_name", "producer_address", "ingredients_vi", "usage_vi", "storage_vi", "warnings_vi", "declaration_no"},
	catalog.Alcohol:    {"producer_name", "producer_address", "ingredients_vi", "usage_vi", "storage_vi", "warnings_vi", "declaration_no"},
	catalog.Herbal:     {"producer_name", "ingredients_vi", "usage_vi", "warnings_vi", "declaration_no"},
	catalog.Handicraft: {"description_vi"},
	catalog.Living:     {"usage_vi", "tax_class"},
	catalog.Service:    {"description_vi"},
}

func (w *portal) askFacts(c *fiber.Ctx, s stall, g good, in facts, clash *pages.Clash, ps view.Problems) error {
	sh := back(w.shell(c, s, "portal.facts", "products"), g.at(s), "portal.back_product")
	p := pages.FactsPage{
		Action: g.at(s, "facts"), Version: strconv.FormatInt(in.Version, 10), Kind: in.Kind, Class: string(in.Class), Clash: clash, Problems: ps,
		Months: monthsOf(sh, in.Season),
	}
	for _, k := range catalog.Kinds() {
		p.Kinds = append(p.Kinds, view.Option{Value: k.Slug, Label: kindName(sh, k)})
	}
	for _, k := range catalog.Classes {
		p.Classes = append(p.Classes, view.Option{Value: string(k), Label: sh.T("portal.class." + string(k))})
	}
	all := w.factFields(sh, s, in)
	front := map[string]bool{"name_vi": true, "ward_code": true}
	order := append([]string{"name_vi", "ward_code"}, needs[in.Class]...)
	if in.Class == catalog.Packed {
		order = slices.Insert(order, len(order)-1, "declaration_type")
	}
	for _, name := range order {
		front[name] = true
	}
	byName := map[string]pages.FactField{}
	for _, f := range all {
		byName[f.Name] = f
	}
	for _, name := range order {
		p.Needed = append(p.Needed, byName[name])
	}
	for _, f := range all {
		if !front[f.Name] {
			p.More = append(p.More, f)
			p.Open = p.Open || ps.On(f.Name) != ""
		}
	}
	p.Open = p.Open || ps.On("kind") != "" || ps.On("class") != "" || ps.On("season") != ""
	return show(c, pages.Facts(sh, p))
}

// factFields are all facts that can be stated.
func (w *portal) factFields(sh *pages.Shell, s stall, in facts) []pages.FactField {
	text := func(name, value string, rows, most int) pages.FactField {
		f := view.Field{Name: name, Label: sh.T("portal.fact." + name), Value: value, Rows: rows, MaxLength: most}
		if hint := "portal.fact." + name + "_hint"; sh.T(hint) != hint {
			f.Hint = sh.T(hint)
		}
		return pages.FactField{Field: f}
	}
	ward := text("ward_code", in.WardCode, 0, 0)
	ward.Prompt = sh.T("portal.fact.ward_none")
	ward.Options = w.wardOptions(in.WardCode, s.WardCode)
	tax := text("tax_class", in.TaxClass, 0, 0)
	tax.Prompt = sh.T("portal.fact.choose")
	for _, t := range taxesOf(in.Class) {
		tax.Options = append(tax.Options, view.Option{Value: t, Label: sh.T("portal.tax." + t)})
	}
	kind := text("declaration_type", in.DeclarationType, 0, 0)
	kind.Prompt = sh.T("portal.fact.choose")
	for _, t := range catalog.DeclarationTypes {
		kind.Options = append(kind.Options, view.Option{Value: t, Label: sh.T("portal.declaration." + t)})
	}
	days := text("shelf_life_days", in.ShelfLifeDays, 0, 4)
	days.InputMode, days.Class = "numeric", "short num"
	on := text("declaration_on", string(in.DeclarationOn), 0, 0)
	on.Type, on.Class = "date", "short"
	usage := text("usage_vi", in.UsageVI, 2, 1000)
	if in.Class == catalog.Living {
		usage.Label = sh.T("portal.fact.care")
	}
	return []pages.FactField{
		text("name_vi", in.NameVI, 0, 150), ward, text("origin_text", in.OriginText, 0, 200), tax, text("description_vi", in.DescriptionVI, 4, 4000),
		text("producer_name", in.ProducerName, 0, 150), text("producer_address", in.ProducerAddress, 0, 200),
		text("ingredients_vi", in.IngredientsVI, 2, 1000), usage, text("storage_vi", in.StorageVI, 2, 1000),
		text("warnings_vi", in.WarningsVI, 2, 1000), kind, text("declaration_no", in.DeclarationNo, 0, 80), on, days,
		text("name_en", in.NameEN, 0, 150), text("description_en", in.DescriptionEN, 4, 4000),
	}
}

// taxesOf are the ways in which goods of a class may be taxed.
func taxesOf(class catalog.Class) []string {
	switch class {
	case catalog.Raw, catalog.Living:
		return []string{catalog.TaxOwnRaw, catalog.TaxGoods}
	case catalog.Service:
		return []string{catalog.TaxService}
	}
	return []string{catalog.TaxGoods}
}

// wardOptions are the wards of the home province, and any other that is chosen already.
func (w *portal) wardOptions(chosen ...string) []view.Option {
	var out []view.Option
	known := map[string]bool{"": true}
	for _, d := range w.Places.Wards(w.Places.Home().Code) {
		known[d.Code] = true
		out = append(out, view.Option{Value: d.Code, Label: d.Name})
	}
	for _, code := range chosen {
		if !known[code] {
			known[code] = true
			out = append(out, view.Option{Value: code, Label: w.Places.FullName(division.Current, code)})
		}
	}
	return out
}
