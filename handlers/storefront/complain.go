package storefront

import (
	"mime/multipart"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/seller"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

// complainForm is a complaint as its page sends it; the pictures come beside it.
type complainForm struct {
	Reason complaint.Reason `form:"reason"`
	Wish   complaint.Wish   `form:"wish"`
	Lines  []string         `form:"lines"`
	Text   string           `form:"text"`
}

func (s *shop) complainPage(c *fiber.Ctx) error { return s.showComplain(c, complainForm{}, nil) }

func (s *shop) showComplain(c *fiber.Ctx, in complainForm, refused error) error {
	ctx := c.UserContext()
	o, err := s.bought(c, c.Params("code"))
	if err != nil {
		return err
	}
	w, err := s.Aftersale.MayComplain(ctx, aftersale.Buyer(buyer(c)), o.ID)
	if err != nil {
		return err
	}
	if w.Open != nil {
		return goOn(c, view.ComplaintPath(w.Open.Code))
	}
	card, err := seller.CardOf(ctx, s.DB.Read(ctx), o.SellerID)
	if err != nil {
		return err
	}
	if len(w.Reasons) == 0 && refused == nil {
		return goOn(c, view.OrderPath(o.Code))
	}
	f := s.form(c, "orders")
	f.Title, f.Path = f.T("complain.title"), view.ComplainPath(o.Code)
	p := pages.ComplainPage{
		OrderCode: o.Code, Seller: card.Name, Until: w.Until, Reason: string(in.Reason), Chosen: in.Lines, Wish: string(in.Wish), Text: in.Text,
		Problems: problemsOf(f.Lang, refused),
	}
	for _, r := range w.Reasons {
		p.Reasons = append(p.Reasons, view.Option{Value: string(r), Label: f.T("complaint.reason." + string(r))})
	}
	for _, wish := range complaint.Wishes {
		p.Wishes = append(p.Wishes, view.Option{Value: string(wish), Label: f.T("complaint.wish." + string(wish))})
	}
	for _, l := range w.Lines {
		p.Lines = append(p.Lines, view.Option{Value: l.ID, Label: l.Name(string(f.Lang)), Hint: f.Quantity(l.Basis, l.Quantity, catalog.UnitIn(string(f.Lang), l.Unit))})
	}
	status := fiber.StatusOK
	if refused != nil {
		status = statusOf(refused)
	}
	return show(c, status, pages.Complain(f, p))
}

func (s *shop) complain(c *fiber.Ctx) error {
	in, err := session.Bind[complainForm](c)
	if err != nil {
		return s.refuseComplaint(c, in, err)
	}
	o, err := s.bought(c, c.Params("code"))
	if err != nil {
		return err
	}
	key, err := session.Key(c)
	if err != nil {
		return s.refuseComplaint(c, in, err)
	}
	photos, err := s.takePhotos(c)
	if err != nil {
		return s.refuseComplaint(c, in, err)
	}
	t, err := s.Aftersale.Complain(c.UserContext(), aftersale.Buyer(buyer(c)), o.ID, aftersale.Complaint{
		Reason: in.Reason, Wish: in.Wish, Lines: in.Lines, Text: in.Text, Photos: photos,
	}, key)
	if err != nil {
		return s.refuseComplaint(c, in, err)
	}
	s.flash(c, "complained")
	return goOn(c, view.ComplaintPath(t.Code))
}

func (s *shop) refuseComplaint(c *fiber.Ctx, in complainForm, err error) error {
	if len(fault.All(err)) == 0 || fault.Is(err, fault.NotFound) {
		return err
	}
	return s.showComplain(c, in, err)
}

// takePhotos keeps the pictures of a complaint's form under whoever sends them.
func (s *shop) takePhotos(c *fiber.Ctx) ([]string, error) {
	form, err := c.MultipartForm()
	if err != nil {
		return nil, nil // a form without pictures
	}
	who := session.Who(c)
	owner := media.Owner{PersonID: who.PersonID}
	if owner.PersonID == "" {
		owner.PersonID = who.PhoneID
	}
	files := form.File["photos"]
	if len(files) > aftersale.MostPhotos {
		return nil, fault.New(fault.Invalid, "complaint.photos").On("photos").With("most", aftersale.MostPhotos)
	}
	for name := range form.File {
		if name != "photos" {
			return nil, fault.New(fault.Invalid, "input.unknown").On(name)
		}
	}
	var ids []string
	for _, file := range files {
		if file.Size == 0 && file.Filename == "" {
			continue
		}
		id, err := s.takePhoto(c, file, owner)
		if err != nil {
			for _, f := range fault.All(err) {
				f.Field = "photos"
			}
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, nil
}

func (s *shop) takePhoto(c *fiber.Ctx, file *multipart.FileHeader, owner media.Owner) (string, error) {
	from, err := file.Open()
	if err != nil {
		return "", err
	}
	defer from.Close()
	photo, err := s.Album.Take(c.UserContext(), from, media.Complaint, owner)
	return photo.ID, err
}
