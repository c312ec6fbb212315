package portal

import (
	"net/url"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/onboarding"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// A new product is made by one question a screen: pictures, name, kind, then what is
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

// newPhotoPage is the first question: pictures, or none yet.
func (w *portal) newPhotoPage(c *fiber.Ctx, s stall) error { return w.askPhoto(c, s, nil) }

func (w *portal) askPhoto(c *fiber.Ctx, s stall, ps view.Problems) error {
	sh := back(w.shell(c, s, "portal.product.add", "products"), s.path("products"), "portal.products")
	p := pages.NewPhotoPage{Step: pages.Stage{Part: pages.PartWhat}, Action: s.path("products", "new"), Skip: s.path("products", "new", "name"), Problems: ps}
	rested, err := w.rested(c, s)
	if err != nil {
		return err
	}
	if len(rested) > 0 {
		p.Again = s.path("products", "rested")
	}
	return show(c, pages.NewPhoto(sh, p))
}

type noFields struct{}

func (w *portal) newPhoto(c *fiber.Ctx, s stall) error {
	_, err := session.Bind[noFields](c)
	var b begun
	if err == nil {
		b.photos, err = w.take(c, "photos", media.Product, media.Owner{SellerID: s.ID, PersonID: s.by.PersonID}, catalog.MaxPhotos)
	}
	if err == nil {
		return done(c, b.to(s.path("products", "new", "name")), "")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askPhoto(c, s, ps)
	}
	return err
}

type newName struct {
	Name string `form:"name_vi"`
}

// newNamePage is the second question: the name, typed or spoken. Only here the browser may
// listen.
func (w *portal) newNamePage(c *fiber.Ctx, s stall) error {
	return w.askName(c, s, begunOf(c).name, nil)
}

func (w *portal) askName(c *fiber.Ctx, s stall, name string, ps view.Problems) error {
	c.Set("Permissions-Policy", "camera=(self), geolocation=(self), microphone=(self), payment=()")
	b := begunOf(c)
	sh := back(w.shell(c, s, "portal.new.name", "products"), s.path("products", "new"), "portal.back")
	p := pages.NewNamePage{Step: pages.Stage{Part: pages.PartWhat}, Action: begun{photos: b.photos}.to(s.path("products", "new", "name")), Name: name, Problems: ps}
	for _, id := range b.photos {
		p.Photos = append(p.Photos, media.URL(id, 320))
	}
	return show(c, pages.NewName(sh, p))
}

func (w *portal) newName(c *fiber.Ctx, s stall) error {
	in, err := session.Bind[newName](c)
	b := begunOf(c)
	if err == nil {
		b.name, err = catalog.NameOf(in.Name)
	}
	if err == nil {
		return done(c, b.to(s.path("products", "new", "kind")), "")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askName(c, s, in.Name, ps)
	}
	return err
}

// newKindPage is the third question: what it is. What the name tells is offered first, and
// goods on the shelf that it may be like: whoever chooses one has told the kind as well.
func (w *portal) newKindPage(c *fiber.Ctx, s stall) error { return w.askKind(c, s, nil) }

func (w *portal) askKind(c *fiber.Ctx, s stall, ps view.Problems) error {
	b := begunOf(c)
	sh := back(w.shell(c, s, "portal.new.kind", "products"), b.to(s.path("products", "new", "name")), "portal.back")
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
