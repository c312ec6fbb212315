package catalog

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
)

// Facts is what a seller states of a product. Only name, class and kind are needed for a
// draft; Publish asks for what the class obliges.
type Facts struct {
	Class           Class      `json:"class" form:"class"`
	Kind            string     `json:"kind" form:"kind"`
	OCOPGroup       int        `json:"ocop_group" form:"ocop_group"`
	NameVI          string     `json:"name_vi" form:"name_vi"`
	NameEN          string     `json:"name_en" form:"name_en"`
	DescriptionVI   string     `json:"description_vi" form:"description_vi"`
	DescriptionEN   string     `json:"description_en" form:"description_en"`
	Scheme          string     `json:"scheme" form:"scheme"`
	WardCode        string     `json:"ward_code" form:"ward_code"`
	LegacyScheme    string     `json:"legacy_scheme" form:"legacy_scheme"`
	LegacyCode      string     `json:"legacy_code" form:"legacy_code"`
	OriginText      string     `json:"origin_text" form:"origin_text"`
	Season          []int      `json:"season" form:"season"` // months 1 to 12
	ShelfLifeDays   int        `json:"shelf_life_days" form:"shelf_life_days"`
	StorageVI       string     `json:"storage_vi" form:"storage_vi"`
	IngredientsVI   string     `json:"ingredients_vi" form:"ingredients_vi"`
	UsageVI         string     `json:"usage_vi" form:"usage_vi"`
	WarningsVI      string     `json:"warnings_vi" form:"warnings_vi"`
	DeclarationType string     `json:"declaration_type" form:"declaration_type"`
	DeclarationNo   string     `json:"declaration_no" form:"declaration_no"`
	DeclarationOn   clock.Date `json:"declaration_on" form:"declaration_on"`
	ProducerName    string     `json:"producer_name" form:"producer_name"`
	ProducerAddress string     `json:"producer_address" form:"producer_address"`
	TaxClass        string     `json:"tax_class" form:"tax_class"`
}

// DeclarationTypes are the papers by which food and herbs are declared: the maker's own
// declaration, the declaration of an applied standard, a registration.
var DeclarationTypes = []string{"self", "standard", "registration"}

// Facts is what is stated of p, to be changed and handed to Edit.
func (p Product) Facts() Facts {
	return Facts{
		Class: p.Class, Kind: p.Kind, OCOPGroup: p.OCOPGroup, NameVI: p.NameVI, NameEN: p.NameEN,
		DescriptionVI: p.DescriptionVI, DescriptionEN: p.DescriptionEN, Scheme: p.Scheme, WardCode: p.WardCode,
		LegacyScheme: p.LegacyScheme, LegacyCode: p.LegacyCode, OriginText: p.OriginText, Season: p.Season.List(),
		ShelfLifeDays: p.ShelfLifeDays, StorageVI: p.StorageVI, IngredientsVI: p.IngredientsVI, UsageVI: p.UsageVI,
		WarningsVI: p.WarningsVI, DeclarationType: p.DeclarationType, DeclarationNo: p.DeclarationNo,
		DeclarationOn: p.DeclarationOn, ProducerName: p.ProducerName, ProducerAddress: p.ProducerAddress, TaxClass: p.TaxClass,
	}
}

// Clean brings the texts into order and returns everything that is wrong with them. It
// knows nothing of the database: places are judged where they are stored.
func (f *Facts) Clean() fault.List {
	var l fault.List
	for _, t := range []struct {
		field string
		s     *string
		most  int
		lines bool
	}{
		{"name_vi", &f.NameVI, maxName, false}, {"name_en", &f.NameEN, maxName, false},
		{"description_vi", &f.DescriptionVI, maxLong, true}, {"description_en", &f.DescriptionEN, maxLong, true},
		{"origin_text", &f.OriginText, maxLine, false}, {"storage_vi", &f.StorageVI, maxLabel, true},
		{"ingredients_vi", &f.IngredientsVI, maxLabel, true}, {"usage_vi", &f.UsageVI, maxLabel, true},
		{"warnings_vi", &f.WarningsVI, maxLabel, true}, {"declaration_no", &f.DeclarationNo, maxCode, false},
		{"producer_name", &f.ProducerName, maxName, false}, {"producer_address", &f.ProducerAddress, maxLine, false},
	} {
		tidy(&l, t.field, t.s, t.most, t.lines)
	}
	check := func(ok bool, key, field string) {
		if !ok {
			l.Add(fault.New(fault.Invalid, key).On(field))
		}
	}
	check(strings.ContainsFunc(f.NameVI, unicode.IsLetter), "product.name", "name_vi")
	check(f.Class.Valid(), "product.class", "class")
	_, known := KindOf(f.Kind)
	check(known, "product.kind", "kind")
	check(f.OCOPGroup >= 0 && f.OCOPGroup <= 6, "product.group", "ocop_group")
	_, real := MonthsOf(f.Season...)
	check(real, "product.season", "season")
	check(f.ShelfLifeDays >= 0 && f.ShelfLifeDays <= 3650, "product.shelf_life", "shelf_life_days")
	check(f.DeclarationType == "" || slices.Contains(DeclarationTypes, f.DeclarationType), "product.declaration_type", "declaration_type")
	if f.DeclarationOn != "" {
		_, err := clock.ParseDate(string(f.DeclarationOn))
		check(err == nil, "date.syntax", "declaration_on")
	}
	check(f.TaxClass == "" || f.Class.taxes(f.TaxClass), "product.tax_class_mismatch", "tax_class")
	check((f.Scheme == "") == (f.WardCode == ""), "place.ward", "ward_code")
	check((f.LegacyScheme == "") == (f.LegacyCode == ""), "place.ward", "legacy_code")
	return l
}

// NameOf brings a typed name into order; it refuses with "product.name" one without a letter and with the
// faults of a text ("text.too_long"), on "name_vi".
func NameOf(typed string) (string, error) {
	f := Facts{NameVI: typed}
	for _, one := range f.Clean() {
		if one.Field == "name_vi" {
			return typed, one
		}
	}
	return f.NameVI, nil
}

// places refuses origins that no list of places knows.
func (f *Facts) places(ctx context.Context, q *gorm.DB) (fault.List, error) {
	var l fault.List
	for _, at := range []struct{ scheme, code, field string }{
		{f.Scheme, f.WardCode, "ward_code"}, {f.LegacyScheme, f.LegacyCode, "legacy_code"},
	} {
		if at.code == "" {
			continue
		}
		var n int64
		err := q.WithContext(ctx).Table("divisions").Where("scheme = ? AND code = ?", at.scheme, at.code).Count(&n).Error
		if err != nil {
			return nil, err
		}
		if n == 0 {
			l.Add(fault.New(fault.Invalid, "place.ward").On(at.field))
		}
	}
	return l, nil
}

// into puts the facts on a new product.
func (f Facts) into(p *Product) {
	p.Class, p.Kind, p.OCOPGroup = f.Class, f.Kind, f.OCOPGroup
	p.NameVI, p.NameEN, p.DescriptionVI, p.DescriptionEN = f.NameVI, f.NameEN, f.DescriptionVI, f.DescriptionEN
	p.Scheme, p.WardCode, p.LegacyScheme, p.LegacyCode = f.Scheme, f.WardCode, f.LegacyScheme, f.LegacyCode
	p.OriginText, p.ShelfLifeDays, p.StorageVI = f.OriginText, f.ShelfLifeDays, f.StorageVI
	p.Season, _ = MonthsOf(f.Season...)
	p.IngredientsVI, p.UsageVI, p.WarningsVI = f.IngredientsVI, f.UsageVI, f.WarningsVI
	p.DeclarationType, p.DeclarationNo, p.DeclarationOn = f.DeclarationType, f.DeclarationNo, f.DeclarationOn
	p.ProducerName, p.ProducerAddress, p.TaxClass = f.ProducerName, f.ProducerAddress, f.TaxClass
}

// columns are the facts as written by Edit.
func (f Facts) columns() map[string]any {
	season, _ := MonthsOf(f.Season...)
	return map[string]any{
		"class": f.Class, "kind": f.Kind, "ocop_group": f.OCOPGroup, "name_vi": f.NameVI, "name_en": f.NameEN,
		"description_vi": f.DescriptionVI, "description_en": f.DescriptionEN, "scheme": null(f.Scheme), "ward_code": null(f.WardCode),
		"legacy_scheme": null(f.LegacyScheme), "legacy_code": null(f.LegacyCode), "origin_text": f.OriginText, "season": season,
		"shelf_life_days": f.ShelfLifeDays, "storage_vi": f.StorageVI, "ingredients_vi": f.IngredientsVI, "usage_vi": f.UsageVI,
		"warnings_vi": f.WarningsVI, "declaration_type": f.DeclarationType, "declaration_no": f.DeclarationNo,
		"declaration_on": f.DeclarationOn, "producer_name": f.ProducerName, "producer_address": f.ProducerAddress, "tax_class": f.TaxClass,
	}
}

func null(s string) any {
	if s == "" {
		return nil
	}
	return s
}
