package api

import (
	"context"
	"io"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/seller"
)

func (a *api) photoRoutes() chapter {
	return chapter{"Photos", []*route{
		on(a, "POST", "/photos", "uploadPhoto", "Send a picture, to be given its place afterwards", a.upload).takesFile().made().need("purpose").
			says("JPEG or PNG up to 10 MB, a certificate also as PDF; a picture of a card is sent as identity. A picture without a place is gone after a day. " +
				"Pictures of products, sellers and certificates are sent for a seller, by a member with the right edit_products."),
	}}
}

type newPhoto struct {
	Purpose  media.Purpose `json:"purpose"`
	SellerID string        `json:"seller_id" doc:"for whom it is sent; left out for a buyer's own complaint"`
}

type photoOut struct {
	ID      string        `json:"id"`
	Purpose media.Purpose `json:"purpose"`
	Width   int           `json:"width"`
	Height  int           `json:"height"`
	Picture *picture      `json:"picture,omitempty" doc:"where everybody finds it; absent for what is sealed"`
}

func (a *api) upload(c *fiber.Ctx, by orderer, in newPhoto) (photoOut, error) {
	if !in.Purpose.Valid() {
		return photoOut{}, fault.New(fault.Invalid, "api.word").On("purpose")
	}
	owner, err := a.photoOwner(c, by, in)
	if err != nil {
		return photoOut{}, err
	}
	head, err := c.FormFile("file")
	if err != nil {
		return photoOut{}, fault.New(fault.Invalid, "media.empty").On("file").From(err)
	}
	file, err := head.Open()
	if err != nil {
		return photoOut{}, err
	}
	defer file.Close()
	p, err := a.Album.Take(c.UserContext(), file, in.Purpose, owner)
	if err != nil {
		return photoOut{}, err
	}
	out := photoOut{ID: p.ID, Purpose: p.Purpose, Width: p.Width, Height: p.Height}
	if p.Purpose.Open() {
		out.Picture = pictureOf(p.ID, p.Width, p.Height, p.Blurhash)
	}
	return out, nil
}

// photoOwner is for whom a picture is kept, if by may send one for them.
func (a *api) photoOwner(c *fiber.Ctx, by orderer, in newPhoto) (media.Owner, error) {
	if in.SellerID == "" {
		if in.Purpose != media.Complaint {
			return media.Owner{}, fault.New(fault.Invalid, "api.photo_seller").On("seller_id")
		}
		if by.PersonID == "" {
			return media.Owner{PersonID: by.PhoneID}, nil
		}
		return media.Owner{PersonID: by.PersonID}, nil
	}
	m, err := session.Member(c, in.SellerID, func(ctx context.Context, sellerID, personID string) (actor.Member, error) {
		return seller.Member(ctx, a.DB.Read(ctx), sellerID, personID)
	})
	if err != nil {
		return media.Owner{}, err
	}
	need := actor.EditProducts
	switch in.Purpose {
	case media.Complaint:
		need = actor.HandleOrders
	case media.Identity:
		need = actor.EditMembers
	}
	leads := in.Purpose == media.Certificate && m.Rights.Has(actor.EditMembers) // hands in papers of the stall
	if !m.Rights.Has(need) && !leads {
		return media.Owner{}, fault.New(fault.Forbidden, "right."+string(need))
	}
	return media.Owner{SellerID: m.SellerID, PersonID: m.PersonID}, nil
}

// unseal sends a picture or scan that is not for everybody. The caller has checked that the
// reader may see it.
func (a *api) unseal(c *fiber.Ctx, id string, purpose media.Purpose, size int) error {
	if size == 0 {
		size = media.Sizes[1]
	}
	ctx := c.UserContext()
	p, err := media.Find(ctx, a.DB.Read(ctx), id)
	if err == nil && p.Purpose != purpose {
		err = fault.New(fault.NotFound, "media.absent")
	}
	if err != nil {
		return err
	}
	blob, err := a.Album.Unseal(ctx, p, size)
	if err != nil {
		return err
	}
	defer blob.Body.Close()
	body, err := io.ReadAll(blob.Body)
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderContentType, blob.ContentType)
	c.Set(fiber.HeaderContentSecurityPolicy, "default-src 'none'; sandbox")
	if p.IsDocument() {
		c.Attachment("scan.pdf")
		c.Set(fiber.HeaderContentType, blob.ContentType)
	}
	return c.Send(body)
}
