package portal

import (
	"net/url"
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/onboarding"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// A new product is made by one screen for its pictures and name, then one question a screen: kind, what is
// missing, whatever its class asks for. From the kind on it is a draft, so nothing is lost
// when the phone rings; "?new=1" in the address of a later step leads on to the next
// question instead of back.
const newMark = "?new=1"

// isNew reports whether the page is a step of a new product.
func isNew(c *fiber.Ctx) bool { return c.Query("new") == "1" }

func mark(c *fiber.Ctx) string {
	if isNew(c) {
		return newMark
	}
	return ""
}

// begun is what is known before there is a draft: it travels in the address.
type begun struct {
	name   string
	photos []string
}

func begunOf(c *fiber.Ctx) begun {
	b := begun{name: c.Query("name")}
	for _, id := range c.Request().URI().QueryArgs().PeekMulti("photo") {
		if len(b.photos) < catalog.MaxPhotos {
			b.photos = append(b.photos, string(id))
		}
	}
	return b
}

func (b begun) to(path string) string {
	q := url.Values{}
	if b.name != "" {
		q.Set("name", b.name)
	}
	if len(b.photos) > 0 {
		q["photo"] = b.photos
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + q.Encode()
}

// beginPage asks for pictures, or none yet, and for the name, typed or spoken: both on one
// screen, which saves whoever counts every press one of them. Only here the browser may listen.
func (w *portal) beginPage(c *fiber.Ctx, s stall) error { return w.askBegin(c, s, begunOf(c), nil) }

func (w *portal) askBegin(c *fiber.Ctx, s stall, b begun, ps view.Problems) error {
	c.Set("Permissions-Policy", "camera=(self), geolocation=(self), microphone=(self), payment=()")
	sh := back(w.shell(c, s, "portal.new", "products"), s.path("products"), "portal.products")
	p := pages.BeginPage{
		Step: pages.Stage{Part: pages.PartWhat}, Action: begun{photos: b.photos}.to(s.path("products", "new")), Name: b.name, Most: catalog.MaxPhotos - len(b.photos), Problems: ps,
	}
	for _, id := range b.photos {
		p.Photos = append(p.Photos, media.URL(id, 320))
	}
	rested, err := w.rested(c, s)
	if err != nil {
		return err
	}
	if len(rested) > 0 {
		p.Again = s.path("products", "rested")
	}
	return show(c, pages.Begin(sh, p))
}

type newName struct {
	Name string `form:"name_vi"`
}

// begin takes pictures and a name. Pictures that were taken stay where the name is asked again.
func (w *portal) begin(c *fiber.Ctx, s stall) error {
	b := begunOf(c)
	in, err := session.Bind[newName](c)
	var taken []string
	if err == nil {
		b.name = in.Name
		taken, err = w.take(c, "photos", media.Product, media.Owner{SellerID: s.ID, PersonID: s.by.PersonID}, catalog.MaxPhotos)
	}
	if err == nil {
		b.photos = slices.Concat(b.photos, taken)
		b.photos = b.photos[:min(len(b.photos), catalog.MaxPhotos)]
		var name string
		if name, err = catalog.NameOf(in.Name); err == nil {
			b.name = name
			return done(c, b.to(s.path("products", "new", "kind")), "")
		}
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askBegin(c, s, b, ps)
	}
	return err
}

// newKindPage is the second question: what it is. What the name tells is offered first, and
// goods on the shelf that it may be like: whoever chooses one has told the kind as well.
func (w *portal) newKindPage(c *fiber.Ctx, s stall) error { return w.askKind(c, s, nil) }

func (w *portal) askKind(c *fiber.Ctx, s stall, ps view.Problems) error {
	b := begunOf(c)
	sh := back(w.shell(c, s, "portal.new.kind", "products"), b.to(s.path("products", "new")), "portal.back")
	p := pages.NewKindPage{Step: pages.Stage{Part: pages.PartWhat}, Action: b.to(s.path("products", "new", "kind")), Name: b.name, Photos: b.photos, Problems: ps}
	offered := map[string]bool{}
	for _, k := range catalog.Recognise(b.name) {
		offered[k.Slug] = true
		p.Offered = append(p.Offered, pages.KindChoice{Slug: k.Slug, Name: kindName(sh, k), Drawing: k.Drawing})
		likes, err := w.likes(c, sh, s, k, b.name)
		if err != nil {
			return err
		}
		p.Likes = append(p.Likes, likes[:min(len(likes), mostOffered-len(p.Likes))]...)
	}
	for _, k := range catalog.Kinds() {
		if !offered[k.Slug] {
			p.Others = append(p.Others, pages.KindChoice{Slug: k.Slug, Name: kindName(sh, k)})
		}
	}
	return show(c, pages.NewKind(sh, p))
}

func kindName(sh *pages.Shell, k catalog.Kind) string {
	if sh.Lang == "en" {
		return k.EN
	}
	return k.VI
}

// newDraft makes the draft, and leads to the next question.
func (w *portal) newDraft(c *fiber.Ctx, s stall) error {
	in, err := session.Bind[onboarding.NewListing](c)
	key := ""
	if err == nil {
		key, err = session.Key(c)
	}
	id := ""
	if err == nil {
		id, err = w.Onboarding.Begin(c.UserContext(), s.ID, in, key, s.by)
	}
	if err == nil {
		return w.onward(c, s, id, in.LikeID)
	}
	if fault.Has(err, "product.unknown") { // it left the shelf meanwhile: the kinds are there still
		err = fault.New(fault.Invalid, "product.unknown").On("kind")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askKind(c, s, ps)
	}
	return err
}

func (w *portal) onward(c *fiber.Ctx, s stall, id, likeID string) error {
	g, err := w.good(c, s, id)
	if err != nil {
		return err
	}
	if likeID != "" && !g.Class.ContactOnly() {
		return done(c, g.at(s, "sell")+newMark+"&"+url.Values{"like": {likeID}}.Encode(), "")
	}
	return done(c, w.next(s, g, true), "")
}
