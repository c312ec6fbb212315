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

// A new product is made in seven small steps. From the third one on it is a draft, so
// nothing is lost when the phone rings; "?new=1" in the address of a later step leads on
// to the next one instead of back.
const newMark = "?new=1"

// isNew reports whether the page is a step of a new product.
func isNew(c *fiber.Ctx) bool { return c.Query("new") == "1" }

func mark(c *fiber.Ctx) string {
	if isNew(c) {
		return newMark
	}
	return ""
}

// newPhotoPage is the first step: a picture, or none yet.
func (w *portal) newPhotoPage(c *fiber.Ctx, s stall) error { return w.askPhoto(c, s, nil) }

func (w *portal) askPhoto(c *fiber.Ctx, s stall, ps view.Problems) error {
	sh := back(w.shell(c, s, "portal.product.add", "products"), s.path("products"), "portal.products")
	return show(c, pages.NewPhoto(sh, pages.NewPhotoPage{Action: s.path("products", "new"), Skip: s.path("products", "new", "kind"), Problems: ps}))
}

type noFields struct{}

func (w *portal) newPhoto(c *fiber.Ctx, s stall) error {
	_, err := session.Bind[noFields](c)
	var ids []string
	if err == nil {
		ids, err = w.take(c, "photos", media.Product, media.Owner{SellerID: s.ID, PersonID: s.by.PersonID}, 1)
	}
	if err != nil {
		if ps, ok := mendable(c, session.Language(c), err); ok {
			return w.askPhoto(c, s, ps)
		}
		return err
	}
	to := s.path("products", "new", "kind")
	if len(ids) > 0 {
		to += "?" + url.Values{"photo": ids}.Encode()
	}
	return done(c, to, "")
}

// newKindPage is the second step: what it is.
func (w *portal) newKindPage(c *fiber.Ctx, s stall) error {
	sh := back(w.shell(c, s, "portal.new.kind", "products"), s.path("products", "new"), "portal.back")
	var p pages.NewKindPage
	for _, k := range catalog.Kinds() {
		q := url.Values{"kind": {k.Slug}}
		if id := c.Query("photo"); id != "" {
			q.Set("photo", id)
		}
		p.Kinds = append(p.Kinds, pages.KindLink{URL: s.path("products", "new", "name") + "?" + q.Encode(), Name: kindName(sh, k), Drawing: k.Drawing})
	}
	return show(c, pages.NewKind(sh, p))
}

func kindName(sh *pages.Shell, k catalog.Kind) string {
	if sh.Lang == "en" {
		return k.EN
	}
	return k.VI
}

type newName struct {
	Name string `form:"name_vi"`
	Text string `form:"description_vi"`
}

// newNamePage is the third step: the name.
func (w *portal) newNamePage(c *fiber.Ctx, s stall) error { return w.askName(c, s, newName{}, nil) }

func (w *portal) askName(c *fiber.Ctx, s stall, in newName, ps view.Problems) error {
	k, ok := catalog.KindOf(c.Query("kind"))
	if !ok {
		return done(c, s.path("products", "new", "kind"), "")
	}
	q := string(c.Request().URI().QueryString())
	photo := ""
	if id := c.Query("photo"); id != "" {
		photo = "?" + url.Values{"photo": {id}}.Encode()
	}
	sh := back(w.shell(c, s, "portal.new.name", "products"), s.path("products", "new", "kind")+photo, "portal.back")
	return show(c, pages.NewName(sh, pages.NewNamePage{
		Action: s.path("products", "new", "name") + "?" + q, Kind: kindName(sh, k), Drawing: k.Drawing, Name: in.Name, Text: in.Text, Problems: ps,
	}))
}

// newDraft makes the draft and gives the picture its place.
func (w *portal) newDraft(c *fiber.Ctx, s stall) error {
	in, err := session.Bind[newName](c)
	id := ""
	if err == nil {
		id, err = w.draft(c, s, in)
	}
	if err == nil {
		to := s.path("products", id, "forms", "new")
		if k, _ := catalog.KindOf(c.Query("kind")); k.Class.ContactOnly() {
			to = s.path("products", id, "facts")
		}
		return done(c, to+newMark, "")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askName(c, s, in, ps)
	}
	return err
}

func (w *portal) draft(c *fiber.Ctx, s stall, in newName) (string, error) {
	k, ok := catalog.KindOf(c.Query("kind"))
	if !ok {
		return "", fault.New(fault.Invalid, "product.kind").On("kind")
	}
	key, err := session.Key(c)
	if err != nil {
		return "", err
	}
	facts := catalog.Facts{
		Class: k.Class, Kind: k.Slug, OCOPGroup: k.Group, NameVI: in.Name, DescriptionVI: in.Text,
		Scheme: s.Scheme, WardCode: s.WardCode, TaxClass: taxOf(k.Class),
	}
	id, err := w.Onboarding.Offer(c.UserContext(), s.ID, onboarding.NewOffer{Facts: facts}, key, s.by)
	if err != nil {
		return id, err
	}
	if photo := c.Query("photo"); photo != "" {
		err = w.Onboarding.AttachPhoto(c.UserContext(), id, photo, s.by)
		if fault.Has(err, "media.attached") || fault.Has(err, "media.absent") || fault.Has(err, "photo.unknown") {
			err = nil // sent twice, or so late that it was swept away: it can be added later
		}
	}
	return id, err
}

// taxOf is how goods of a class are taxed where there is no choice; the grower alone can
// say whether produce is their own.
func taxOf(class catalog.Class) string {
	switch class {
	case catalog.Raw, catalog.Living:
		return ""
	case catalog.Service:
		return catalog.TaxService
	}
	return catalog.TaxGoods
}
