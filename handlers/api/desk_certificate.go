package api

import (
	"context"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/media"
)

func (a *api) deskCertificateRoutes() chapter {
	return chapter{"Desk: certificates", []*route{
		on(a, "GET", "/desk/certificates", "listCertificatesToVerify", "Papers that wait to be compared, oldest first", a.papersToVerify).
			says("An officer sees those of their place; one of several places names one in code."),
		on(a, "GET", "/desk/certificates/{certificate}", "getCertificateToVerify", "One paper with its product", a.judgedPaper),
		on(a, "GET", "/desk/certificates/{certificate}/scan", "getScan", "The scan of a paper", a.judgedScan).gives("image/jpeg").
			says("A PDF is handed out as a download."),
		on(a, "POST", "/desk/certificates/{certificate}/verify", "verifyCertificate", "Say that the paper says so; number, issuer and day are typed from it", a.verifyPaper).
			need("number", "issuer", "issued_on"),
		on(a, "POST", "/desk/certificates/{certificate}/refuse", "refuseCertificate", "Say why a paper does not count", a.refusePaper).need("reason"),
		on(a, "POST", "/desk/certificates/{certificate}/withdraw", "withdrawCertificate", "End a paper before its day", a.withdrawPaper).need("reason"),
	}}
}

type paperQuery struct {
	paging
	State  catalog.CertificateState `json:"state" doc:"claimed when left out"`
	Scheme string                   `json:"scheme"`
	Code   string                   `json:"code" doc:"a ward or province, of today where no scheme is given"`
}

func (a *api) papersToVerify(c *fiber.Ctx, by staff, in paperQuery) (list[paperOut], error) {
	scheme, code, err := a.where(by, in.Scheme, in.Code)
	if err != nil {
		return list[paperOut]{}, err
	}
	if err := listed("state", in.State); err != nil {
		return list[paperOut]{}, err
	}
	if in.State == "" {
		in.State = catalog.Claimed
	}
	ctx := c.UserContext()
	return paged(in.paging, func(after db.Cursor, limit int) ([]catalog.Certificate, error) {
		return catalog.PapersIn(ctx, a.DB.Read(ctx), in.State, scheme, code, after, limit)
	}, func(p catalog.Certificate) db.Cursor { return db.Cursor{At: p.CreatedAt, ID: p.ID} }, a.paperOf)
}

// judgedPaperOut is a paper beside what its product states.
type judgedPaperOut struct {
	paperOut
	Product  productRef `json:"product"`
	SellerID string     `json:"seller_id"`
}

type productRef struct {
	ID     string `json:"id"`
	Slug   string `json:"slug"`
	NameVI string `json:"name_vi"`
	NameEN string `json:"name_en"`
	Origin *place `json:"origin,omitempty"`
}

// paperFor is the paper of the address, for who may judge it.
func (a *api) paperFor(c *fiber.Ctx, by staff) (paper *catalog.Certificate, p *catalog.Product, err error) {
	ctx := c.UserContext()
	err = by.as(func(one actor.Actor) (err error) {
		paper, p, err = catalog.Judged(ctx, a.DB.Read(ctx), c.Params("certificate"), one)
		return err
	})
	return paper, p, err
}

func (a *api) judgedPaper(c *fiber.Ctx, by staff, _ none) (judgedPaperOut, error) {
	paper, p, err := a.paperFor(c, by)
	if err != nil {
		return judgedPaperOut{}, err
	}
	return judgedPaperOut{a.paperOf(*paper), productRef{p.ID, p.Slug, p.NameVI, p.NameEN, a.placeOf(p.Scheme, p.WardCode)}, p.SellerID}, nil
}

func (a *api) judgedScan(c *fiber.Ctx, by staff, in sizeQuery) (none, error) {
	paper, _, err := a.paperFor(c, by)
	if err != nil {
		return none{}, err
	}
	return none{}, a.scan(c, paper, in.Size)
}

// scan sends the scan of a paper to who may see it.
func (a *api) scan(c *fiber.Ctx, paper *catalog.Certificate, size int) error {
	if paper.ScanID == "" {
		return fault.New(fault.NotFound, "media.absent")
	}
	return a.unseal(c, paper.ScanID, media.Certificate, size)
}

// judgePaper does something about the paper of the address, and shows what became of it.
func (a *api) judgePaper(c *fiber.Ctx, by staff, verb func(ctx context.Context, certificateID string, one actor.Actor) error) (judgedPaperOut, error) {
	err := by.as(func(one actor.Actor) error { return verb(c.UserContext(), c.Params("certificate"), one) })
	if err != nil {
		return judgedPaperOut{}, err
	}
	return a.judgedPaper(c, by, none{})
}

// seenPaper is what an officer reads off a paper.
type seenPaper struct{ catalog.NewCertificate }

func (a *api) verifyPaper(c *fiber.Ctx, by staff, in seenPaper) (judgedPaperOut, error) {
	return a.judgePaper(c, by, func(ctx context.Context, id string, one actor.Actor) error {
		return a.Onboarding.VerifyCertificate(ctx, id, in.NewCertificate, one)
	})
}

func (a *api) refusePaper(c *fiber.Ctx, by staff, in whyIn) (judgedPaperOut, error) {
	return a.judgePaper(c, by, func(ctx context.Context, id string, one actor.Actor) error {
		return a.Onboarding.RefuseCertificate(ctx, id, in.Reason, one)
	})
}

func (a *api) withdrawPaper(c *fiber.Ctx, by staff, in whyIn) (judgedPaperOut, error) {
	return a.judgePaper(c, by, func(ctx context.Context, id string, one actor.Actor) error {
		return a.Onboarding.WithdrawCertificate(ctx, id, in.Reason, one)
	})
}
