package portal

import (
	"slices"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/media"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// photosPage shows the pictures of a product.
func (w *portal) photosPage(c *fiber.Ctx, s stall) error {
	g, err := w.goodOf(c, s)
	if err != nil {
		return err
	}
	return w.showPhotos(c, s, g, nil)
}

func (w *portal) showPhotos(c *fiber.Ctx, s stall, g good, ps view.Problems) error {
	sh := back(w.shell(c, s, "portal.photos", "products"), g.at(s), "portal.back_product")
	p := pages.PhotosPage{Action: g.at(s, "photos"), Problems: ps}
	for i, ph := range g.Photos {
		row := pages.PhotoRow{Src: media.URL(ph.ID, 320), Remove: g.at(s, "photos", ph.ID, "remove")}
		if i > 0 {
			row.First = g.at(s, "photos", ph.ID, "first")
		}
		p.Photos = append(p.Photos, row)
	}
	return show(c, pages.Photos(sh, p))
}

type noFields struct{}

// addPhotos takes pictures in and gives each its place.
func (w *portal) addPhotos(c *fiber.Ctx, s stall) error {
	g, err := w.goodOf(c, s)
	if err != nil {
		return err
	}
	_, err = session.Bind[noFields](c)
	key := ""
	if err == nil {
		key, err = session.Key(c)
	}
	var ids []string
	if err == nil {
		ids, err = w.take(c, "photos", media.Product, media.Owner{SellerID: s.ID, PersonID: s.by.PersonID}, catalog.MaxPhotos)
	}
	if err == nil {
		err = onField(w.Onboarding.AddPhotos(c.UserContext(), g.Product.ID, ids, key, s.by), "photos")
	}
	if err == nil {
		return done(c, g.at(s, "photos"), "saved")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.showPhotos(c, s, g, ps)
	}
	return err
}

// firstPhoto lets a picture stand for the product.
func (w *portal) firstPhoto(c *fiber.Ctx, s stall) error {
	g, err := w.goodOf(c, s)
	if err != nil {
		return err
	}
	ids := []string{c.Params("photo")}
	for _, ph := range g.Photos {
		if ph.ID != ids[0] {
			ids = append(ids, ph.ID)
		}
	}
	if err = w.Onboarding.OrderPhotos(c.UserContext(), g.Product.ID, slices.Clone(ids), s.by); err != nil {
		return err
	}
	return done(c, g.at(s, "photos"), "saved")
}

// removePhoto takes a picture off the product.
func (w *portal) removePhoto(c *fiber.Ctx, s stall) error {
	g, err := w.goodOf(c, s)
	if err != nil {
		return err
	}
	if err = w.Onboarding.DetachPhoto(c.UserContext(), g.Product.ID, c.Params("photo"), s.by); err != nil {
		return err
	}
	return done(c, g.at(s, "photos"), "saved")
}
