package storefront

import (
	"context"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/search"
	"github.com/chophien/chophien/web/locale"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

func (s *shop) productPage(c *fiber.Ctx) error {
	return s.showProduct(c, c.Params("slug"), nil, "", "")
}

// showProduct shows a product, with the problems of a form that was refused and what was
// typed into it.
func (s *shop) showProduct(c *fiber.Ctx, slug string, refused error, chosen, typed string) error {
	ctx := c.UserContext()
	today := s.Now().Date()
	page, err := catalog.PageOf(ctx, s.DB.Read(ctx), slug, today)
	if err != nil {
		return err
	}
	if !page.Public() {
		return fault.New(fault.NotFound, "product.unknown")
	}
	if page.Class.Adult() && !s.adult(c) {
		return goOn(c, agePath(view.ProductPath(page.Slug)))
	}
	s.pressed(c)
	f := s.form(c, "")
	f.NoIndex = refused != nil
	lang := string(f.Lang)
	f.Title, f.Canonical = page.Name(lang), view.ProductPath(page.Slug)
	f.Path = f.Canonical
	status := fiber.StatusOK
	p := s.productOf(f, page)
	if refused != nil {
		p.Problems, p.Chosen, p.Amount = problemsOf(f.Lang, refused), chosen, typed
		status = statusOf(refused)
	}
	if of, ok := s.sharedProduct(f.Lang, page); ok {
		f.Image = of.path("p", page.Slug)
	}
	f.Description, p.Address = p.Lead, f.CanonicalURL()
	p.Related = s.related(c, f, page.Kind, page.Slug)
	return show(c, status, pages.Product(f, p))
}

// fewPieces and fewGrams are what is left when a page says so.
const fewPieces, fewGrams = 5, 5000

func (s *shop) productOf(f *view.Frame, page *catalog.Page) pages.ProductPage {
	lang := string(f.Lang)
	today := s.Now().Date()
	p := pages.ProductPage{
		Slug: page.Slug, Name: page.Name(lang), Kind: drawingOf(page.Kind), OCOP: page.OCOP(), Year: page.RecognisedYear,
		Adult: page.Class.Adult(), Sample: page.Sample || page.Seller.Sample, Seller: s.stallOf(page.Seller),
		Place: s.Places.FullName(page.Scheme, page.WardCode), OldPlace: s.Places.ShortName(page.LegacyScheme, page.LegacyCode),
		Crumbs: []view.Link{{Label: f.T("search.all"), URL: view.PathSearch}, {Label: kindName(f.Lang, page.Kind), URL: view.SearchPath("kind", page.Kind)}},
	}
	text := page.DescriptionVI
	if lang == "en" && page.DescriptionEN != "" {
		text = page.DescriptionEN
	}
	p.Text = paragraphs(text)
	if p.Place == "" {
		p.Place = page.OriginText
	}
	for _, photo := range page.Photos {
		p.Photos = append(p.Photos, photoOf(photo.ID, photo.Width, photo.Height, p.Name))
	}
	for _, month := range page.Season.List() {
		p.Season.Months[month-1] = true
	}
	p.Season.AllYear, p.Season.Month = page.Season == catalog.AllYear, today.Month()
	for _, form := range page.Forms {
		v := variantOf(f.Lang, form)
		v.Ahead = aheadOf(f, form)
		p.Variants = append(p.Variants, v)
	}
	for _, cert := range page.Certificates {
		if cert.Kind == catalog.OCOP && p.Certificate == nil {
			p.Certificate = &pages.Certificate{Stars: cert.Stars, Number: cert.Number, Issuer: cert.Issuer, Issued: cert.IssuedOn, ValidUntil: cert.LastDay}
		} else if cert.Kind != catalog.OCOP {
			p.Standards = append(p.Standards, f.T("certificate.kind."+string(cert.Kind)))
		}
	}
	p.Label = labelOf(f, page)
	if page.Class.ContactOnly() {
		p.Contact = &pages.Contact{Phone: f.Desk.Phone, Text: f.T("product.contact_text")}
	} else {
		p.Delivery = append(p.Delivery, f.T("product.delivery_later"))
		if days := page.ShelfLifeDays; days > 0 && days <= 10 {
			p.Delivery = append(p.Delivery, f.T("product.delivery_fresh"))
		}
	}
	if page.Seller.ID == "" {
		p.Hidden = f.T("product.unclaimed")
	} else if resting, until := page.Resting(); resting {
		p.Hidden = restOf(f, page.Seller.Away, page.Seller.AwayWords, until)
		if !page.Seller.Away {
			p.AheadAlone()
		}
	}
	return p
}

func variantOf(lang locale.Lang, form catalog.Form) pages.Variant {
	v := pages.Variant{ID: form.ID, Name: form.NameVI, Rule: form.Rule(), Max: min(form.Free(), measure.MaxQuantity), Price: form.Price}
	if lang == locale.En && form.NameEN != "" {
		v.Name = form.NameEN
	}
	few := int64(fewPieces)
	if form.Basis == measure.Gram {
		few = fewGrams
	} else {
		v.Unit, v.PerKg = unitOf(lang, form.Variant), form.PerKg()
	}
	if v.Name == "" {
		v.Name = unitOf(lang, form.Variant)
	}
	v.Max -= v.Max % form.Step
	v.SoldOut, v.Few = v.Max < form.Minimum, v.Max <= few
	return v
}

func labelOf(f *view.Frame, page *catalog.Page) pages.Label {
	l := pages.Label{
		Producer: page.ProducerName, Address: page.ProducerAddress, Ingredients: page.IngredientsVI, Use: page.UsageVI,
		Storage: page.StorageVI, Warning: page.WarningsVI, Declaration: page.DeclarationNo,
	}
	if page.ShelfLifeDays > 0 {
		l.ShelfLife = f.N("label.days", page.ShelfLifeDays)
	}
	var nets []string
	for _, form := range page.Forms {
		if net := form.Label(); net != "" {
			nets = append(nets, net)
		}
	}
	l.Net = strings.Join(nets, ", ")
	return l
}

func paragraphs(text string) (out []string) {
	for _, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

type alikeKey struct {
	lang  locale.Lang
	kind  string
	adult bool
}

// related are a few goods of the same kind. A page without them is still whole.
func (s *shop) related(c *fiber.Ctx, f *view.Frame, kind, but string) []view.Card {
	const shown = 4
	ctx, adult := context.WithoutCancel(c.UserContext()), s.adult(c)
	all, err := s.alike.get(alikeKey{f.Lang, kind, adult}, func() ([]view.Card, error) {
		found, err := s.Finder.Search(ctx, search.Query{Kinds: []string{kind}, Limit: shown + 1, IncludeAlcohol: adult, On: s.Now().Date()})
		if err != nil {
			return nil, err
		}
		rows, err := catalog.Shown(ctx, s.DB.Read(ctx), found.IDs(), s.Now().Date())
		return s.cardsOf(f.Lang, rows), err
	})
	if err != nil {
		s.Log.DebugContext(ctx, "nothing alike was found", "error", err)
	}
	others := slices.DeleteFunc(slices.Clone(all), func(card view.Card) bool { return card.Slug == but })
	return others[:min(len(others), shown)]
}
