package api

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/onboarding"
	"github.com/chophien/chophien/models/stock"
	"github.com/chophien/chophien/web/locale"
)

func (a *api) stallProductRoutes() chapter {
	edit := func(r *route) *route { return r.may(actor.EditProducts) }
	return chapter{"Goods of a stall", []*route{
		edit(on(a, "GET", "/stalls/{seller}/products", "listWares", "A stall's goods in every state, newest first", a.wares)),
		edit(on(a, "POST", "/stalls/{seller}/products", "offerProduct", "Add a product with its forms and their stock, as a draft", a.offer)).once().made().need("name_vi", "class", "kind"),
		edit(on(a, "POST", "/stalls/{seller}/listings", "beginListing", "Begin a draft from a name and pictures; the stall fills the rest", a.begin)).once().made().need("name_vi").
			says("Without a kind it is the likeliest that the name tells. What is still missing is listed."),
		edit(on(a, "GET", "/stalls/{seller}/products/{product}", "getWare", "One of a stall's goods, with all that its seller may know", a.ware)),
		edit(on(a, "PUT", "/stalls/{seller}/products/{product}", "editProduct", "Replace what is stated of a product", a.editWare)).need("version", "name_vi", "class", "kind"),
		edit(on(a, "GET", "/stalls/{seller}/products/{product}/similar", "listSimilar", "Products on the shelf of the same kind, the most alike first", a.similar)),
		edit(on(a, "POST", "/stalls/{seller}/products/{product}/like", "makeLike", "Fill what is still empty from a similar product", a.makeLike)).need("version", "like_id").
			says("How long and how it is kept, and its months; of a product of the same stall also the words of the label. Never pictures, papers, prices, nor another's story."),
		edit(on(a, "PUT", "/stalls/{seller}/products/{product}/selling", "sellProduct", "Say by what a product of one form is sold, and for how much", a.sell)).once().need("unit", "price").
			says("seen is the price as it was read, 0 for none yet: another's change is never undone unseen (price.moved)."),
		edit(on(a, "POST", "/stalls/{seller}/products/{product}/publish", "publishProduct", "Put a product on the shelf, or hear all that is missing", a.publish)),
		edit(on(a, "POST", "/stalls/{seller}/products/{product}/hide", "hideProduct", "Take a product off the shelf", a.hide)),
		edit(on(a, "POST", "/stalls/{seller}/products/{product}/claim", "claimProduct", "Make an entry that has no seller the stall's own draft", a.claim)),
		edit(on(a, "GET", "/stalls/{seller}/claimable", "listClaimable", "Entries of the market's list that have no seller, newest first", a.claimable)),
		edit(on(a, "POST", "/stalls/{seller}/products/{product}/photos", "attachPhoto", "Give a photo that was sent its place on a product", a.attachPhoto)).need("photo_id"),
		edit(on(a, "PUT", "/stalls/{seller}/products/{product}/photos", "orderPhotos", "Put the photos of a product in order; the first stands for it", a.orderPhotos)).need("photo_ids"),
		edit(on(a, "DELETE", "/stalls/{seller}/products/{product}/photos/{photo}", "detachPhoto", "Take a photo off a product", a.detachPhoto)),
		edit(on(a, "POST", "/stalls/{seller}/products/{product}/variants", "addVariant", "Add a form in which a product is sold", a.addVariant)).once().made(),
		edit(on(a, "PUT", "/stalls/{seller}/variants/{variant}", "editVariant", "Replace what is stated of a form; basis and price stay", a.editVariant)),
		edit(on(a, "PUT", "/stalls/{seller}/variants/{variant}/price", "setPrice", "Give a form a new price", a.setPrice)).need("price").
			says("seen is the price as it was read: with it, another phone's change is never undone unseen (price.moved)."),
		edit(on(a, "PUT", "/stalls/{seller}/variants/{variant}/active", "setActive", "Put a form on sale, or take it off", a.setActive)).need("active"),
		edit(on(a, "POST", "/stalls/{seller}/variants/{variant}/stock", "receiveStock", "Put goods on the shelf", a.receiveStock)).once().need("quantity"),
		edit(on(a, "PUT", "/stalls/{seller}/variants/{variant}/stock", "correctStock", "Write what was counted", a.correctStock)).need("seen", "counted").
			says("seen is what the counter saw as on_hand before counting: a sale in between is never undone."),
		edit(on(a, "POST", "/stalls/{seller}/products/{product}/certificates", "claimCertificate", "Say that there is a paper, with its scan", a.claimPaper)).once().made().need("kind").
			says("It shows nothing until an officer has compared it with the paper."),
		edit(on(a, "POST", "/stalls/{seller}/certificates/{certificate}/withdraw", "withdrawOwnCertificate", "Stand by a paper no longer", a.withdrawOwnPaper)).need("reason"),
		edit(on(a, "GET", "/stalls/{seller}/certificates/{certificate}/scan", "getOwnScan", "The scan of a stall's own paper", a.ownScan)).gives("image/jpeg").
			says("A PDF is handed out as a download."),
	}}
}

// wareCard is one of a stall's goods in its list.
type wareCard struct {
	productCard
	State     catalog.State `json:"state"`
	Version   int64         `json:"version"`
	CreatedAt clock.Instant `json:"created_at"`
}

func (a *api) wareCard(c catalog.Card) wareCard {
	return wareCard{a.cardOf(c), c.State, c.Version, c.CreatedAt}
}

type wareQuery struct {
	paging
	State catalog.State `json:"state"`
	Text  string        `json:"q" doc:"part of the name"`
}

func (a *api) wares(c *fiber.Ctx, by actor.Member, in wareQuery) (list[wareCard], error) {
	if err := has(by, actor.EditProducts); err != nil {
		return list[wareCard]{}, err
	}
	f := catalog.Filter{SellerID: by.SellerID, State: in.State, AnyState: in.State == "", Text: in.Text, IncludeAlcohol: true}
	if in.State != "" {
		if err := listed("state", in.State); err != nil {
			return list[wareCard]{}, err
		}
	}
	return a.working(c, in.paging, f)
}

// working is a page of a working list.
func (a *api) working(c *fiber.Ctx, in paging, f catalog.Filter) (list[wareCard], error) {
	ctx := c.UserContext()
	return paged(in, func(after db.Cursor, limit int) ([]catalog.Card, error) {
		return catalog.List(ctx, a.DB.Read(ctx), f, a.Now().Date(), after, limit)
	}, catalog.Card.Cursor, a.wareCard)
}

type claimableQuery struct {
	paging
	Text string `json:"q" doc:"part of the name"`
}

func (a *api) claimable(c *fiber.Ctx, by actor.Member, in claimableQuery) (list[wareCard], error) {
	if err := has(by, actor.EditProducts); err != nil {
		return list[wareCard]{}, err
	}
	return a.working(c, in.paging, catalog.Filter{Unclaimed: true, Text: in.Text, IncludeAlcohol: true})
}

// wareOut is one of a stall's goods with all that its seller may know.
type wareOut struct {
	ID string `json:"id"`
	factsOut
	Slug        string        `json:"slug"`
	State       catalog.State `json:"state"`
	Version     int64         `json:"version"`
	Missing     []reason      `json:"missing" doc:"all that keeps it off the shelf"`
	Origin      *place        `json:"origin,omitempty"`
	OldOrigin   *place        `json:"old_origin,omitempty"`
	Sample      bool          `json:"sample"`
	Photos      []picture     `json:"photos"`
	Variants    []wareVariant `json:"variants"`
	Papers      []paperOut    `json:"certificates" doc:"in every state"`
	Moves       []wareMove    `json:"moves" doc:"its states, oldest first"`
	CreatedAt   clock.Instant `json:"created_at"`
	PublishedAt clock.Instant `json:"published_at"`
}

// wareMove says who moved a product, and of what was taken down why.
type wareMove struct {
	From   catalog.State `json:"from"`
	To     catalog.State `json:"to"`
	By     actor.Kind    `json:"by"`
	Reason string        `json:"reason,omitempty"`
	At     clock.Instant `json:"at"`
}

type wareVariant struct {
	variantOut
	Active bool  `json:"active" doc:"on sale"`
	OnHand int64 `json:"on_hand" doc:"what is there, in pieces or grams"`
	Held   int64 `json:"held" doc:"what of it is promised to orders"`
}

// paperOut is a certificate as the seller and those who judge it see it.
type paperOut struct {
	ID             string                   `json:"id"`
	ProductID      string                   `json:"product_id"`
	State          catalog.CertificateState `json:"state"`
	certificateOut                          // what it says
	ValidUntil     clock.Date               `json:"valid_until"`
	RecognisedYear int                      `json:"recognised_year"`
	HasScan        bool                     `json:"has_scan"`
	Shown          bool                     `json:"shown" doc:"it may be shown today"`
	Reason         string                   `json:"reason,omitempty" doc:"why it was refused or withdrawn"`
	VerifiedAt     clock.Instant            `json:"verified_at"`
	CreatedAt      clock.Instant            `json:"created_at"`
}

func (a *api) paperOf(c catalog.Certificate) paperOut {
	return paperOut{c.ID, c.ProductID, c.State, certificateOf(c), c.ValidUntil, c.RecognisedYear, c.ScanID != "", c.Shown(a.Now().Date()), c.Reason, c.VerifiedAt, c.CreatedAt}
}

// own is a product of the member's stall; another one's does not exist.
func (a *api) own(c *fiber.Ctx, by actor.Member, productID string) (*catalog.Product, error) {
	ctx := c.UserContext()
	p, err := catalog.Find(ctx, a.DB.Read(ctx), productID)
	if err == nil && (p.SellerID != by.SellerID || p.State == catalog.Staged) {
		err = fault.New(fault.NotFound, "product.unknown")
	}
	if err != nil {
		return nil, err
	}
	return p, has(by, actor.EditProducts)
}

func (a *api) ware(c *fiber.Ctx, by actor.Member, _ none) (wareOut, error) {
	return a.wareOf(c, by, c.Params("product"))
}

func (a *api) wareOf(c *fiber.Ctx, by actor.Member, id string) (wareOut, error) {
	p, err := a.own(c, by, id)
	if err != nil {
		return wareOut{}, err
	}
	ctx := c.UserContext()
	q := a.DB.Read(ctx)
	page, err := catalog.PageOf(ctx, q, p.ID, a.Now().Date())
	if err != nil {
		return wareOut{}, err
	}
	forms, err := catalog.Variants(ctx, q, p.ID)
	if err != nil {
		return wareOut{}, err
	}
	stocks, err := stock.Find(ctx, q, each(forms, func(v catalog.Variant) string { return v.ID }))
	if err != nil {
		return wareOut{}, err
	}
	papers, err := catalog.Certificates(ctx, q, p.ID)
	if err != nil {
		return wareOut{}, err
	}
	moves, err := catalog.Moves(ctx, q, p.ID)
	lang := session.Language(c)
	return wareOut{
		ID: p.ID, factsOut: factsOf(*p), Slug: p.Slug, State: p.State, Version: p.Version,
		Missing: each(catalog.Missing(*p, forms), func(f *fault.Fault) reason {
			return reason{Field: f.Field, Key: f.Key, Detail: locale.Fault(lang, f), Args: f.Args}
		}),
		Origin: a.placeOf(p.Scheme, p.WardCode), OldOrigin: a.placeOf(p.LegacyScheme, p.LegacyCode), Sample: p.Sample,
		Photos: each(page.Photos, func(f catalog.Photo) picture { return *pictureOf(f.ID, f.Width, f.Height, f.Blurhash) }),
		Variants: each(forms, func(v catalog.Variant) wareVariant {
			s := stocks[v.ID]
			return wareVariant{variantOf(catalog.Form{Variant: v, OnHand: s.OnHand, Held: s.Held}), v.Active, s.OnHand, s.Held}
		}),
		Papers: each(papers, a.paperOf),
		Moves: each(moves, func(m catalog.Move) wareMove {
			return wareMove{m.FromState, m.ToState, m.ActorKind, m.Reason, m.CreatedAt}
		}),
		CreatedAt: p.CreatedAt, PublishedAt: p.PublishedAt,
	}, err
}

// ownForm is a form of a product of the member's stall, shown with its product after verb.
func (a *api) ownForm(c *fiber.Ctx, by actor.Member, verb func(variantID string) error) (wareOut, error) {
	ctx := c.UserContext()
	v, p, err := catalog.FindVariant(ctx, a.DB.Read(ctx), c.Params("variant"))
	if err == nil && p.SellerID != by.SellerID {
		err = fault.New(fault.NotFound, "variant.unknown")
	}
	if err == nil {
		err = verb(v.ID)
	}
	if err != nil {
		return wareOut{}, err
	}
	return a.wareOf(c, by, p.ID)
}

// ownAfter shows the product of the address after a verb.
func (a *api) ownAfter(c *fiber.Ctx, by actor.Member, err error) (wareOut, error) {
	if err != nil {
		return wareOut{}, err
	}
	return a.ware(c, by, none{})
}

func (a *api) offer(c *fiber.Ctx, by actor.Member, in onboarding.NewOffer) (wareOut, error) {
	id, err := a.Onboarding.Offer(c.UserContext(), by.SellerID, in, key(c), by)
	if err != nil {
		return wareOut{}, err
	}
	c.Set(fiber.HeaderLocation, prefix+"/stalls/"+by.SellerID+"/products/"+id)
	return a.wareOf(c, by, id)
}

func (a *api) begin(c *fiber.Ctx, by actor.Member, in onboarding.NewListing) (wareOut, error) {
	id, err := a.Onboarding.Begin(c.UserContext(), by.SellerID, in, key(c), by)
	if err != nil {
		return wareOut{}, err
	}
	c.Set(fiber.HeaderLocation, prefix+"/stalls/"+by.SellerID+"/products/"+id)
	return a.wareOf(c, by, id)
}

// likeOut is a product that another may be made after.
type likeOut struct {
	ID            string        `json:"id"`
	NameVI        string        `json:"name_vi"`
	NameEN        string        `json:"name_en"`
	Basis         measure.Basis `json:"basis"`
	Unit          string        `json:"unit"`
	ShelfLifeDays int           `json:"shelf_life_days"`
	StorageVI     string        `json:"storage_vi"`
	Season        []int         `json:"season"`
}

// mostSimilar is how many similar products are offered.
const mostSimilar = 10

func (a *api) similar(c *fiber.Ctx, by actor.Member, _ none) (list[likeOut], error) {
	p, err := a.own(c, by, c.Params("product"))
	if err != nil {
		return list[likeOut]{}, err
	}
	all, err := catalog.Similar(c.UserContext(), a.DB.Read(c.UserContext()), *p, mostSimilar)
	return full(all, err, func(l catalog.Like) likeOut {
		return likeOut{l.ID, l.NameVI, l.NameEN, l.Basis, l.Unit, l.ShelfLifeDays, l.StorageVI, l.Season.List()}
	})
}

type likeIn struct {
	Version int64  `json:"version"`
	LikeID  string `json:"like_id"`
}

func (a *api) makeLike(c *fiber.Ctx, by actor.Member, in likeIn) (wareOut, error) {
	return a.ownAfter(c, by, a.Onboarding.MakeLike(c.UserContext(), c.Params("product"), in.Version, in.LikeID, by))
}

func (a *api) sell(c *fiber.Ctx, by actor.Member, in onboarding.Selling) (wareOut, error) {
	_, err := a.Onboarding.Sell(c.UserContext(), c.Params("product"), in, key(c), by)
	return a.ownAfter(c, by, err)
}

type editedProduct struct {
	Version int64 `json:"version"`
	catalog.Facts
}

func (a *api) editWare(c *fiber.Ctx, by actor.Member, in editedProduct) (wareOut, error) {
	return a.ownAfter(c, by, a.Onboarding.Edit(c.UserContext(), c.Params("product"), in.Version, in.Facts, by))
}

func (a *api) publish(c *fiber.Ctx, by actor.Member, _ none) (wareOut, error) {
	return a.ownAfter(c, by, a.Onboarding.Publish(c.UserContext(), c.Params("product"), by))
}

// maybeWhy is a reason that may be left out.
type maybeWhy struct {
	Reason string `json:"reason"`
}

func (a *api) hide(c *fiber.Ctx, by actor.Member, in maybeWhy) (wareOut, error) {
	return a.ownAfter(c, by, a.Onboarding.Hide(c.UserContext(), c.Params("product"), in.Reason, by))
}

func (a *api) claim(c *fiber.Ctx, by actor.Member, _ none) (wareOut, error) {
	return a.ownAfter(c, by, a.Onboarding.Claim(c.UserContext(), c.Params("product"), by))
}

type photoRef struct {
	PhotoID string `json:"photo_id"`
}

func (a *api) attachPhoto(c *fiber.Ctx, by actor.Member, in photoRef) (wareOut, error) {
	return a.ownAfter(c, by, a.Onboarding.AttachPhoto(c.UserContext(), c.Params("product"), in.PhotoID, by))
}

type photoOrder struct {
	PhotoIDs []string `json:"photo_ids" doc:"exactly those that the product has"`
}

func (a *api) orderPhotos(c *fiber.Ctx, by actor.Member, in photoOrder) (wareOut, error) {
	return a.ownAfter(c, by, a.Onboarding.OrderPhotos(c.UserContext(), c.Params("product"), in.PhotoIDs, by))
}

func (a *api) detachPhoto(c *fiber.Ctx, by actor.Member, _ none) (none, error) {
	return none{}, a.Onboarding.DetachPhoto(c.UserContext(), c.Params("product"), c.Params("photo"), by)
}

func (a *api) addVariant(c *fiber.Ctx, by actor.Member, in onboarding.NewForm) (wareOut, error) {
	_, err := a.Onboarding.AddForm(c.UserContext(), c.Params("product"), in, key(c), by)
	return a.ownAfter(c, by, err)
}

type editedForm struct {
	Version int64 `json:"version" doc:"of the product as it was read; left out, whatever came meanwhile is written over"`
	catalog.NewVariant
}

func (a *api) editVariant(c *fiber.Ctx, by actor.Member, in editedForm) (wareOut, error) {
	return a.ownForm(c, by, func(id string) error {
		return a.Onboarding.EditForm(c.UserContext(), id, in.Version, in.NewVariant, by)
	})
}

type newPrice struct {
	Price money.VND  `json:"price"`
	Seen  *money.VND `json:"seen" doc:"the price as it was read; left out, whatever came meanwhile is written over"`
}

func (a *api) setPrice(c *fiber.Ctx, by actor.Member, in newPrice) (wareOut, error) {
	return a.ownForm(c, by, func(id string) error {
		if in.Seen == nil {
			return a.Onboarding.SetPrice(c.UserContext(), id, in.Price, by)
		}
		return a.Onboarding.Reprice(c.UserContext(), id, *in.Seen, in.Price, key(c), by)
	})
}

type onSale struct {
	Active bool `json:"active"`
}

func (a *api) setActive(c *fiber.Ctx, by actor.Member, in onSale) (wareOut, error) {
	return a.ownForm(c, by, func(id string) error { return a.Onboarding.SetActive(c.UserContext(), id, in.Active, by) })
}

func (a *api) receiveStock(c *fiber.Ctx, by actor.Member, in onboarding.Delivery) (wareOut, error) {
	return a.ownForm(c, by, func(id string) error { return a.Onboarding.Receive(c.UserContext(), id, in, key(c), by) })
}

type counted struct {
	Seen    int64 `json:"seen" doc:"on_hand as it was read before counting"`
	Counted int64 `json:"counted"`
}

func (a *api) correctStock(c *fiber.Ctx, by actor.Member, in counted) (wareOut, error) {
	return a.ownForm(c, by, func(id string) error {
		return a.Onboarding.Correct(c.UserContext(), id, in.Seen, in.Counted, key(c), by)
	})
}

func (a *api) claimPaper(c *fiber.Ctx, by actor.Member, in catalog.NewCertificate) (paperOut, error) {
	ctx := c.UserContext()
	id, err := a.Onboarding.ClaimCertificate(ctx, c.Params("product"), in, key(c), by)
	if err != nil {
		return paperOut{}, err
	}
	paper, _, err := catalog.FindCertificate(ctx, a.DB.Read(ctx), id)
	if err != nil {
		return paperOut{}, err
	}
	return a.paperOf(*paper), nil
}

// ownPaper is a certificate of a product of the member's stall.
func (a *api) ownPaper(c *fiber.Ctx, by actor.Member) (*catalog.Certificate, error) {
	ctx := c.UserContext()
	paper, p, err := catalog.FindCertificate(ctx, a.DB.Read(ctx), c.Params("certificate"))
	if err == nil && p.SellerID != by.SellerID {
		err = fault.New(fault.NotFound, "certificate.unknown")
	}
	if err != nil {
		return nil, err
	}
	return paper, has(by, actor.EditProducts)
}

func (a *api) withdrawOwnPaper(c *fiber.Ctx, by actor.Member, in whyIn) (none, error) {
	paper, err := a.ownPaper(c, by)
	if err != nil {
		return none{}, err
	}
	return none{}, a.Onboarding.WithdrawCertificate(c.UserContext(), paper.ID, in.Reason, by)
}

func (a *api) ownScan(c *fiber.Ctx, by actor.Member, in sizeQuery) (none, error) {
	paper, err := a.ownPaper(c, by)
	if err != nil {
		return none{}, err
	}
	return none{}, a.scan(c, paper, in.Size)
}
