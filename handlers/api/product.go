package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
)

func (a *api) productRoutes() chapter {
	return chapter{"Products", []*route{
		hot(a, "/products", "listProducts", "What is on the shelf, newest first", a.products),
		hot(a, "/products/{product}", "getProduct", "One product, by its id or the slug of its page", a.product).
			says("Goods for adults are shown with alcohol=true only."),
	}}
}

// productCard is a product as lists show it.
type productCard struct {
	ID          string        `json:"id"`
	Slug        string        `json:"slug"`
	NameVI      string        `json:"name_vi"`
	NameEN      string        `json:"name_en"`
	Class       catalog.Class `json:"class"`
	Kind        string        `json:"kind"`
	Stars       int           `json:"stars"`
	Season      []int         `json:"season"`
	Sample      bool          `json:"sample"`
	Origin      *place        `json:"origin,omitempty"`
	OldOrigin   *place        `json:"old_origin,omitempty"`
	Seller      sellerRef     `json:"seller"`
	Photo       *picture      `json:"photo,omitempty"`
	SoldOut     bool          `json:"sold_out"`
	Variants    []variantOut  `json:"variants" doc:"the forms in which it is sold"`
	PublishedAt clock.Instant `json:"published_at"`
}

type sellerRef struct {
	ID   string `json:"id"`
	Slug string `json:"slug"`
	Name string `json:"name"`
}

// variantOut is one form in which a product is sold.
type variantOut struct {
	ID        string        `json:"id"`
	NameVI    string        `json:"name_vi"`
	NameEN    string        `json:"name_en"`
	Basis     measure.Basis `json:"basis"`
	Unit      string        `json:"unit"`
	UnitEN    string        `json:"unit_en"`
	Step      int64         `json:"step"`
	Minimum   int64         `json:"minimum"`
	NetGrams  int64         `json:"net_grams" doc:"what one piece holds, 0 for not known"`
	NetML     int64         `json:"net_ml" doc:"what one piece holds, 0 for not known"`
	ShipGrams int64         `json:"ship_grams" doc:"what one piece weighs packed"`
	Price     money.VND     `json:"price"`
	PerKg     money.VND     `json:"price_per_kg" doc:"0 where it cannot be known"`
	Free      int64         `json:"free" doc:"what can still be bought, or ordered ahead, in pieces or grams"`
	Ahead     *aheadOut     `json:"ahead,omitempty" doc:"the harvest of which it is ordered ahead; absent for what is there"`
}

// aheadOut is a harvest that is ordered ahead, as buyers see it.
type aheadOut struct {
	HarvestID string     `json:"harvest_id"`
	From      clock.Date `json:"from" doc:"the first day on which it is expected"`
	To        clock.Date `json:"to"`
	Until     clock.Date `json:"until" doc:"the last day on which orders are taken"`
}

func aheadOf(a catalog.Ahead) *aheadOut {
	if !a.Taking() {
		return nil
	}
	return &aheadOut{a.HarvestID, a.From, a.To, a.Until}
}

func variantOf(f catalog.Form) variantOut {
	return variantOut{
		ID: f.ID, NameVI: f.NameVI, NameEN: f.NameEN, Basis: f.Basis, Unit: f.Unit, UnitEN: catalog.UnitIn("en", f.Unit), Step: f.Step, Minimum: f.Minimum,
		NetGrams: f.NetGrams, NetML: f.NetML, ShipGrams: f.ShipGrams, Price: f.Price, PerKg: f.PerKg(), Free: f.Free(),
		Ahead: aheadOf(f.Ahead),
	}
}

func (a *api) cardOf(c catalog.Card) productCard {
	return productCard{
		ID: c.ID, Slug: c.Slug, NameVI: c.NameVI, NameEN: c.NameEN, Class: c.Class, Kind: c.Kind, Stars: c.Stars, Season: months(c.Season), Sample: c.Sample,
		Origin: a.placeOf(c.Scheme, c.WardCode), OldOrigin: a.placeOf(c.LegacyScheme, c.LegacyCode),
		Seller: sellerRef{c.SellerID, c.SellerSlug, c.SellerName}, Photo: pictureOf(c.PhotoID, c.PhotoWidth, c.PhotoHeight, c.PhotoHash),
		SoldOut: c.SoldOut(), Variants: each(c.Variants, variantOf), PublishedAt: c.PublishedAt,
	}
}

func months(m catalog.Months) []int {
	if l := m.List(); l != nil {
		return l
	}
	return []int{}
}

// productQuery narrows the shelf; what is left out does not.
type productQuery struct {
	paging
	Kind     []string  `json:"kind" doc:"slugs of kinds, several for any of them"`
	Group    int       `json:"ocop_group"`
	Scheme   string    `json:"scheme"`
	Code     string    `json:"code" doc:"a ward or province of the scheme, of today where no scheme is given"`
	Seller   string    `json:"seller" doc:"id of a seller"`
	Stars    int       `json:"stars" doc:"at least so many"`
	PriceMin money.VND `json:"price_min"`
	PriceMax money.VND `json:"price_max"`
	Month    int       `json:"month" doc:"in season in that month"`
	Alcohol  bool      `json:"alcohol"`
}

func (in productQuery) refuse() error {
	var l fault.List
	if in.Stars < 0 || in.Stars > 5 {
		l.Add(fault.New(fault.Invalid, "api.range").On("stars").With("from", 0).With("to", 5))
	}
	if in.Month < 0 || in.Month > 12 {
		l.Add(fault.New(fault.Invalid, "api.range").On("month").With("from", 1).With("to", 12))
	}
	if in.Group < 0 || in.Group > 6 {
		l.Add(fault.New(fault.Invalid, "api.range").On("ocop_group").With("from", 1).With("to", 6))
	}
	if len(in.Kind) > 20 {
		l.Add(fault.New(fault.Invalid, "input.many").On("kind"))
	}
	return l.Err()
}

func (a *api) products(c *fiber.Ctx, _ nobody, in productQuery) (list[productCard], error) {
	if err := in.refuse(); err != nil {
		return list[productCard]{}, err
	}
	f := catalog.Filter{
		Kinds: in.Kind, Group: in.Group, Scheme: in.Scheme, Code: in.Code, SellerID: in.Seller, StarsMin: in.Stars,
		PriceMin: in.PriceMin, PriceMax: in.PriceMax, Month: in.Month, IncludeAlcohol: in.Alcohol,
	}
	if f.Scheme == "" {
		f.Scheme = current(f.Code)
	}
	ctx := c.UserContext()
	return paged(in.paging, func(after db.Cursor, limit int) ([]catalog.Card, error) {
		return catalog.List(ctx, a.DB.Read(ctx), f, a.Now().Date(), after, limit)
	}, catalog.Card.ShelfCursor, a.cardOf)
}

// productOut is one product with everything that its page shows.
type productOut struct {
	ID           string           `json:"id"`
	Slug         string           `json:"slug"`
	factsOut                      // what is stated
	Origin       *place           `json:"origin,omitempty"`
	OldOrigin    *place           `json:"old_origin,omitempty"`
	Stars        int              `json:"stars"`
	InSeason     bool             `json:"in_season"`
	Sample       bool             `json:"sample"`
	Adult        bool             `json:"adult" doc:"for people of 18 and more"`
	ContactOnly  bool             `json:"contact_only" doc:"never in a cart: ask the seller or the market's desk"`
	Evidence     string           `json:"evidence" doc:"what a source says of OCOP; only a certificate shows stars"`
	Seller       *stallOnPage     `json:"seller,omitempty" doc:"absent for an entry that nobody has claimed"`
	Photos       []picture        `json:"photos"`
	Certificates []certificateOut `json:"certificates" doc:"those that may be shown today"`
	Variants     []variantOut     `json:"variants"`
	PublishedAt  clock.Instant    `json:"published_at"`
	Rest         restShown        `json:"rest" doc:"its own, or its stall's"`
}

// factsOut is what is stated of a product, with the names of the input.
type factsOut struct {
	Class           catalog.Class `json:"class"`
	Kind            string        `json:"kind"`
	OCOPGroup       int           `json:"ocop_group"`
	NameVI          string        `json:"name_vi"`
	NameEN          string        `json:"name_en"`
	DescriptionVI   string        `json:"description_vi"`
	DescriptionEN   string        `json:"description_en"`
	Scheme          string        `json:"scheme"`
	WardCode        string        `json:"ward_code"`
	LegacyScheme    string        `json:"legacy_scheme"`
	LegacyCode      string        `json:"legacy_code"`
	OriginText      string        `json:"origin_text"`
	Season          []int         `json:"season"`
	ShelfLifeDays   int           `json:"shelf_life_days" doc:"0 for not stated"`
	StorageVI       string        `json:"storage_vi"`
	IngredientsVI   string        `json:"ingredients_vi"`
	UsageVI         string        `json:"usage_vi"`
	WarningsVI      string        `json:"warnings_vi"`
	DeclarationType string        `json:"declaration_type"`
	DeclarationNo   string        `json:"declaration_no"`
	DeclarationOn   clock.Date    `json:"declaration_on"`
	ProducerName    string        `json:"producer_name"`
	ProducerAddress string        `json:"producer_address"`
	TaxClass        string        `json:"tax_class"`
}

func factsOf(p catalog.Product) factsOut {
	return factsOut{
		Class: p.Class, Kind: p.Kind, OCOPGroup: p.OCOPGroup, NameVI: p.NameVI, NameEN: p.NameEN, DescriptionVI: p.DescriptionVI, DescriptionEN: p.DescriptionEN,
		Scheme: p.Scheme, WardCode: p.WardCode, LegacyScheme: p.LegacyScheme, LegacyCode: p.LegacyCode, OriginText: p.OriginText, Season: months(p.Season),
		ShelfLifeDays: p.ShelfLifeDays, StorageVI: p.StorageVI, IngredientsVI: p.IngredientsVI, UsageVI: p.UsageVI, WarningsVI: p.WarningsVI,
		DeclarationType: p.DeclarationType, DeclarationNo: p.DeclarationNo, DeclarationOn: p.DeclarationOn, ProducerName: p.ProducerName,
		ProducerAddress: p.ProducerAddress, TaxClass: p.TaxClass,
	}
}

type stallOnPage struct {
	sellerRef
	Kind       string     `json:"kind"`
	Place      *place     `json:"place,omitempty"`
	Since      clock.Date `json:"since"`
	BusinessNo string     `json:"business_no"`
	Sample     bool       `json:"sample"`
	Photo      *picture   `json:"photo,omitempty"`
}

func (a *api) stallOf(s catalog.Stall) *stallOnPage {
	if s.ID == "" {
		return nil
	}
	return &stallOnPage{sellerRef{s.ID, s.Slug, s.Name}, s.Kind, a.placeOf(s.Scheme, s.WardCode), s.Since, s.BusinessNo, s.Sample, pictureOf(s.PhotoID, 0, 0, "")}
}

func (a *api) pageOf(p *catalog.Page) productOut {
	return productOut{
		ID: p.Product.ID, Slug: p.Product.Slug, factsOut: factsOf(p.Product), Origin: a.placeOf(p.Product.Scheme, p.Product.WardCode),
		OldOrigin: a.placeOf(p.LegacyScheme, p.LegacyCode), Stars: p.Stars, InSeason: p.InSeason, Sample: p.Product.Sample, Adult: p.Class.Adult(),
		ContactOnly: p.Class.ContactOnly(), Evidence: p.Evidence, Seller: a.stallOf(p.Seller),
		Photos:       each(p.Photos, func(f catalog.Photo) picture { return *pictureOf(f.ID, f.Width, f.Height, f.Blurhash) }),
		Certificates: each(p.Certificates, certificateOf), Variants: each(p.Forms, variantOf), PublishedAt: p.PublishedAt, Rest: restOfPage(p),
	}
}

func restOfPage(p *catalog.Page) (out restShown) {
	out.Resting, out.Until = p.Resting()
	if p.Seller.Away {
		out.Words = p.Seller.AwayWords
	}
	return out
}

type alcoholQuery struct {
	Alcohol bool `json:"alcohol"`
}

func (a *api) product(c *fiber.Ctx, _ nobody, in alcoholQuery) (productOut, error) {
	ctx := c.UserContext()
	p, err := catalog.PageOf(ctx, a.DB.Read(ctx), c.Params("product"), a.Now().Date())
	switch {
	case err != nil:
		return productOut{}, err
	case !p.Public():
		return productOut{}, fault.New(fault.NotFound, "product.unknown")
	case p.Class.Adult() && !in.Alcohol:
		return productOut{}, fault.New(fault.Forbidden, "api.adult").On("alcohol")
	}
	return a.pageOf(p), nil
}
