package portal

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/media"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// paper is what was typed of a certificate.
type paper struct {
	Kind       string     `form:"kind"`
	Number     string     `form:"number"`
	Issuer     string     `form:"issuer"`
	Stars      string     `form:"stars"`
	IssuedOn   clock.Date `form:"issued_on"`
	ValidUntil clock.Date `form:"valid_until"`
	Year       string     `form:"recognised_year"`
}

func (in paper) certificate() (catalog.NewCertificate, error) {
	out := catalog.NewCertificate{Kind: catalog.CertificateKind(in.Kind), Number: in.Number, Issuer: in.Issuer, IssuedOn: in.IssuedOn, ValidUntil: in.ValidUntil}
	wrong := fault.List{}
	whole := func(text, field string) int {
		if text == "" {
			return 0
		}
		n, err := strconv.Atoi(text)
		if err != nil {
			wrong.Add(fault.New(fault.Invalid, "input.integer").On(field))
		}
		return n
	}
	out.Stars, out.RecognisedYear = whole(in.Stars, "stars"), whole(in.Year, "recognised_year")
	if out.Kind != catalog.OCOP {
		out.Stars = 0
	}
	return out, wrong.Err()
}

func paperOf(one catalog.Certificate) paper {
	p := paper{Kind: string(one.Kind), Number: one.Number, Issuer: one.Issuer, IssuedOn: one.IssuedOn, ValidUntil: one.ValidUntil}
	if one.Stars > 0 {
		p.Stars = strconv.Itoa(one.Stars)
	}
	if one.RecognisedYear > 0 {
		p.Year = strconv.Itoa(one.RecognisedYear)
	}
	return p
}

func paperForm(sh *pages.Shell, action string, in paper, ps view.Problems) pages.PaperPage {
	p := pages.PaperPage{
		Action: action, Kind: in.Kind, Number: in.Number, Issuer: in.Issuer, Stars: in.Stars, Issued: string(in.IssuedOn),
		Until: string(in.ValidUntil), Year: in.Year, Problems: ps,
	}
	for _, k := range catalog.CertificateKinds {
		p.Kinds = append(p.Kinds, view.Option{Value: string(k), Label: sh.T("portal.paper." + string(k))})
	}
	return p
}

// newPaperPage asks what a certificate says.
func (w *portal) newPaperPage(c *fiber.Ctx, s stall) error {
	g, err := w.goodOf(c, s)
	if err != nil {
		return err
	}
	return w.askPaper(c, s, g, paper{Kind: string(catalog.OCOP)}, nil)
}

func (w *portal) askPaper(c *fiber.Ctx, s stall, g good, in paper, ps view.Problems) error {
	sh := back(w.shell(c, s, "portal.papers.add", "products"), g.at(s), "portal.back_product")
	return show(c, pages.NewPaper(sh, paperForm(sh, g.at(s, "papers", "new"), in, ps)))
}

// claimPaper keeps what the seller says of a certificate; an officer compares it.
func (w *portal) claimPaper(c *fiber.Ctx, s stall) error {
	g, err := w.goodOf(c, s)
	if err != nil {
		return err
	}
	in, err := session.Bind[paper](c)
	var cert catalog.NewCertificate
	if err == nil {
		cert, err = in.certificate()
	}
	key := ""
	if err == nil {
		key, err = session.Key(c)
	}
	var scans []string
	if err == nil {
		scans, err = w.take(c, "scan", media.Certificate, media.Owner{SellerID: s.ID, PersonID: s.by.PersonID}, 1)
	}
	if err == nil {
		if len(scans) == 1 {
			cert.ScanID = scans[0]
		}
		_, err = w.Onboarding.ClaimCertificate(c.UserContext(), g.Product.ID, cert, key, s.by)
	}
	if err == nil {
		return done(c, g.at(s), "paper")
	}
	if fault.Has(err, "once.other_request") {
		// A second press brings the scan again under another name: the first one counts.
		return done(c, g.at(s), "paper")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askPaper(c, s, g, in, ps)
	}
	return err
}
