package portal

import (
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/seller"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// papersPage lists the certificates that wait to be compared, the oldest first, or those
// that were found right.
func (w *portal) papersPage(c *fiber.Ctx, o overseer) error {
	ctx := c.UserContext()
	q := w.DB.Read(ctx)
	at, err := after(c)
	if err != nil {
		return err
	}
	scheme := o.scheme
	if o.code == "" {
		scheme = ""
	}
	chosen := catalog.Claimed
	if c.Query("state") == string(catalog.Verified) {
		chosen = catalog.Verified
	}
	rows, err := catalog.PapersIn(ctx, q, chosen, scheme, o.code, at, perPage+1)
	if err != nil {
		return err
	}
	rows, next := cut(rows, certificateCursor)
	sh := w.shellOf(c, o, "portal.verify")
	p := pages.PapersPage{Pager: pager(c, o.path("papers")+"?state="+string(chosen), next)}
	for _, st := range []catalog.CertificateState{catalog.Claimed, catalog.Verified} {
		p.Filters = append(p.Filters, pages.Filter{URL: o.path("papers") + "?state=" + string(st), Label: sh.T("portal.papers." + string(st)), On: st == chosen})
	}
	for _, one := range rows {
		product, err := catalog.Find(ctx, q, one.ProductID)
		if err != nil {
			return err
		}
		p.Rows = append(p.Rows, pages.PaperRow{
			URL: o.path("papers", one.ID), Kind: sh.T("portal.paper." + string(one.Kind)), Number: one.Number,
			Product: product.Name(string(sh.Lang)), Scan: one.ScanID != "", At: one.CreatedAt,
		})
	}
	return show(c, pages.Papers(sh, p))
}

// verifyPage compares a certificate with its scan. The form is filled in with what the
// seller says: the officer reads every line against the paper.
func (w *portal) verifyPage(c *fiber.Ctx, o overseer) error {
	one, _, err := w.judged(c, o)
	if err != nil {
		return err
	}
	return w.askVerify(c, o, paperOf(*one), "", nil)
}

func (w *portal) judged(c *fiber.Ctx, o overseer) (*catalog.Certificate, *catalog.Product, error) {
	return catalog.Judged(c.UserContext(), w.DB.Read(c.UserContext()), c.Params("paper"), o.by)
}

func (w *portal) askVerify(c *fiber.Ctx, o overseer, in paper, reason string, ps view.Problems) error {
	one, product, err := w.judged(c, o)
	if err != nil {
		return err
	}
	sh := back(w.shellOf(c, o, "portal.verify"), o.path("papers"), "portal.verify")
	at := func(verb string) string { return o.path("papers", one.ID, verb) }
	p := pages.VerifyPage{
		Product: product.Name(string(sh.Lang)), Origin: strings.Trim(w.Places.FullName(product.Scheme, product.WardCode)+" · "+product.OriginText, " ·"),
		Form: paperForm(sh, at("verify"), in, ps), Refuse: at("refuse"), Reason: reason, Problems: ps,
	}
	if one.State == catalog.Verified {
		p.Withdraw, p.Facts = at("withdraw"), []pages.Pair{
			{Name: sh.T("portal.paper.kind"), Value: sh.T("portal.paper." + string(one.Kind))}, {Name: sh.T("portal.paper.number"), Value: one.Number},
			{Name: sh.T("portal.paper.issuer"), Value: one.Issuer}, {Name: sh.T("portal.paper.issued"), Value: one.IssuedOn.Format()},
		}
		if one.Stars > 0 {
			p.Facts = append(p.Facts, pages.Pair{Name: sh.T("portal.paper.stars"), Value: strconv.Itoa(one.Stars)})
		}
		if one.ValidUntil != "" {
			p.Facts = append(p.Facts, pages.Pair{Name: sh.T("portal.paper.until"), Value: one.ValidUntil.Format()})
		}
		if one.RecognisedYear > 0 {
			p.Facts = append(p.Facts, pages.Pair{Name: sh.T("portal.paper.year"), Value: strconv.Itoa(one.RecognisedYear)})
		}
	}
	if product.SellerID != "" {
		names, err := seller.Names(c.UserContext(), w.DB.Read(c.UserContext()), []string{product.SellerID})
		if err != nil {
			return err
		}
		p.Stall = names[product.SellerID]
	}
	if one.ScanID != "" {
		p.Scan = at("scan") + "?download=1"
		file, err := media.Find(c.UserContext(), w.DB.Read(c.UserContext()), one.ScanID)
		if err != nil {
			return err
		}
		if !file.IsDocument() {
			p.Picture = view.Photo{Large: at("scan"), Width: file.Width, Height: file.Height}
		}
	}
	return show(c, pages.Verify(sh, p))
}

// scan hands out the scan of a certificate as a download.
func (w *portal) scan(c *fiber.Ctx, o overseer) error {
	one, _, err := w.judged(c, o)
	if err != nil {
		return err
	}
	if one.ScanID == "" {
		return fault.New(fault.NotFound, "media.absent")
	}
	return w.unseal(c, one.ScanID)
}

// verify is the officer's word that the paper says so. A scan that the officer brings is
// kept for the seller of the product.
func (w *portal) verify(c *fiber.Ctx, o overseer) error {
	one, product, err := w.judged(c, o)
	if err != nil {
		return err
	}
	in, err := session.Bind[paper](c)
	var cert catalog.NewCertificate
	if err == nil {
		cert, err = in.certificate()
	}
	var scans []string
	if err == nil {
		scans, err = w.take(c, "scan", media.Certificate, media.Owner{SellerID: product.SellerID, PersonID: o.by.Stamp().ID}, 1)
	}
	if err == nil {
		if len(scans) == 1 {
			cert.ScanID = scans[0]
		}
		err = w.Onboarding.VerifyCertificate(c.UserContext(), one.ID, cert, o.by)
	}
	for _, f := range fault.All(err) {
		if f.Field == "scan_id" {
			f.Field = "scan"
		}
	}
	return w.judgedSo(c, o, in, "", "verified", err)
}

// refusePaper says why a certificate does not count.
func (w *portal) refusePaper(c *fiber.Ctx, o overseer) error {
	one, _, err := w.judged(c, o)
	if err != nil {
		return err
	}
	in, err := session.Bind[why](c)
	if err == nil {
		err = onField(w.Onboarding.RefuseCertificate(c.UserContext(), one.ID, in.Reason, o.by), "reason")
	}
	return w.judgedSo(c, o, paperOf(*one), in.Reason, "paper_refused", err)
}

// withdrawPaper ends a certificate before its day.
func (w *portal) withdrawPaper(c *fiber.Ctx, o overseer) error {
	one, _, err := w.judged(c, o)
	if err != nil {
		return err
	}
	in, err := session.Bind[why](c)
	if err == nil {
		err = onField(w.Onboarding.WithdrawCertificate(c.UserContext(), one.ID, in.Reason, o.by), "reason")
	}
	return w.judgedSo(c, o, paperOf(*one), in.Reason, "paper_withdrawn", err)
}

func (w *portal) judgedSo(c *fiber.Ctx, o overseer, in paper, reason, word string, err error) error {
	if err == nil {
		return done(c, o.path("papers"), word)
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askVerify(c, o, in, reason, ps)
	}
	return err
}

func certificateCursor(one catalog.Certificate) db.Cursor {
	return db.Cursor{At: one.CreatedAt, ID: one.ID}
}
