package portal

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/tax"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// taxPaper is what was typed of a paper about tax.
type taxPaper struct {
	Kind      tax.PaperKind `form:"kind"`
	Number    string        `form:"number"`
	Issuer    string        `form:"issuer"`
	IssuedOn  clock.Date    `form:"issued_on"`
	ValidFrom clock.Date    `form:"valid_from"`
	ValidTo   clock.Date    `form:"valid_to"`
}

func (in taxPaper) form(sh *pages.Shell, action, title string, kinds ...tax.PaperKind) *pages.TaxPaperForm {
	f := &pages.TaxPaperForm{Action: action, Title: title, Kind: string(in.Kind), Number: in.Number, Issuer: in.Issuer,
		Issued: string(in.IssuedOn), From: string(in.ValidFrom), To: string(in.ValidTo)}
	if f.Kind == "" {
		f.Kind = string(kinds[0])
	}
	for _, k := range kinds {
		f.Kinds = append(f.Kinds, view.Option{Value: string(k), Label: sh.T("portal.taxpaper." + string(k))})
	}
	return f
}

func taxPaperRow(sh *pages.Shell, p tax.Paper) pages.TaxPaperRow {
	row := pages.TaxPaperRow{Kind: sh.T("portal.taxpaper." + string(p.Kind)), Number: p.Number, Issuer: p.Issuer, Reason: p.Reason,
		State: sh.T("portal.taxpaper." + string(p.State)), Tone: view.Plain, At: p.CreatedAt, Days: sh.T("portal.taxpapers.since", "from", p.ValidFrom.Format())}
	if p.ValidTo != "" {
		row.Days = sh.T("portal.taxpapers.valid", "from", p.ValidFrom.Format(), "to", p.ValidTo.Format())
	}
	switch p.State {
	case tax.Verified:
		row.Tone = view.Good
	case tax.Claimed:
		row.Tone = view.Care
	case tax.Refused:
		row.Tone = view.Bad
	}
	return row
}

// taxPapersPage lists the stall's papers about tax, and takes the one of a grower.
func (w *portal) taxPapersPage(c *fiber.Ctx, s stall) error {
	return w.showTaxPapers(c, s, taxPaper{}, nil)
}

func (w *portal) showTaxPapers(c *fiber.Ctx, s stall, in taxPaper, ps view.Problems) error {
	at, err := after(c)
	if err != nil {
		return err
	}
	rows, err := w.Declaration.Papers(c.UserContext(), s.by, s.ID, at, perPage+1)
	if err != nil {
		return err
	}
	rows, next := cut(rows, tax.Paper.Cursor)
	sh := back(w.shell(c, s, "portal.taxpapers", "stall"), s.path("stall"), "portal.tab.stall")
	p := pages.TaxPapersPage{Title: sh.T("portal.taxpapers"), Text: sh.T("portal.taxpapers.text"), None: sh.T("portal.taxpapers.none"), Problems: ps,
		Pager: pager(c, s.path("taxpapers"), next), Form: in.form(sh, s.path("taxpapers"), sh.T("portal.taxpapers.add"), tax.OwnProduce)}
	for _, one := range rows {
		p.Rows = append(p.Rows, taxPaperRow(sh, one))
	}
	return show(c, pages.TaxPapers(sh, p))
}

// handInTaxPaper keeps the paper of a grower; an officer compares it.
func (w *portal) handInTaxPaper(c *fiber.Ctx, s stall) error {
	in, err := w.enterTaxPaper(c, s.by, s.ID, media.Owner{SellerID: s.ID, PersonID: s.by.PersonID})
	if err == nil {
		return done(c, s.path("taxpapers"), "taxpaper")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.showTaxPapers(c, s, in, ps)
	}
	return err
}

// enterTaxPaper binds a paper with its scan and enters it.
func (w *portal) enterTaxPaper(c *fiber.Ctx, by actor.Actor, sellerID string, owner media.Owner) (in taxPaper, err error) {
	if in, err = session.Bind[taxPaper](c); err != nil {
		return in, err
	}
	scans, err := w.take(c, "scan", media.Certificate, owner, 1)
	if err != nil {
		return in, err
	}
	paper := tax.NewPaper{Kind: in.Kind, Number: in.Number, Issuer: in.Issuer, IssuedOn: in.IssuedOn, ValidFrom: in.ValidFrom, ValidTo: in.ValidTo}
	if len(scans) == 1 {
		paper.ScanID = scans[0]
	}
	_, err = w.Declaration.Enter(c.UserContext(), by, sellerID, paper)
	for _, f := range fault.All(err) {
		if f.Field == "scan_id" {
			f.Field = "scan"
		}
	}
	return in, err
}

// taxQueuePage lists the papers of a place that wait to be compared.
func (w *portal) taxQueuePage(c *fiber.Ctx, o overseer) error {
	ctx := c.UserContext()
	at, err := after(c)
	if err != nil {
		return err
	}
	rows, err := tax.PapersToVerify(ctx, w.DB.Read(ctx), o.scheme, o.code, at, perPage+1)
	if err != nil {
		return err
	}
	rows, next := cut(rows, tax.Paper.Cursor)
	var ids []string
	for _, one := range rows {
		ids = append(ids, one.SellerID)
	}
	names, err := seller.Names(ctx, w.DB.Read(ctx), ids)
	if err != nil {
		return err
	}
	sh := w.shellOf(c, o, "portal.taxpapers.queue")
	p := pages.TaxPapersPage{Title: sh.T("portal.taxpapers.queue"), None: sh.T("portal.taxpapers.queue.none"), Pager: pager(c, o.path("taxpapers"), next)}
	for _, one := range rows {
		row := taxPaperRow(sh, one)
		row.URL, row.Stall = o.path("taxpapers", one.ID), names[one.SellerID]
		p.Rows = append(p.Rows, row)
	}
	return show(c, pages.TaxPapers(sh, p))
}

// sellerTaxPapersPage lists the papers of one stall, and takes a new one.
func (w *portal) sellerTaxPapersPage(c *fiber.Ctx, o overseer) error {
	return w.showSellerTaxPapers(c, o, taxPaper{}, nil)
}

func (w *portal) showSellerTaxPapers(c *fiber.Ctx, o overseer, in taxPaper, ps view.Problems) error {
	s, err := w.governed(c, o)
	if err != nil {
		return err
	}
	at, err := after(c)
	if err != nil {
		return err
	}
	rows, err := w.Declaration.Papers(c.UserContext(), o.by, s.ID, at, perPage+1)
	if err != nil {
		return err
	}
	rows, next := cut(rows, tax.Paper.Cursor)
	here := o.path("stalls", s.Slug, "taxpapers")
	sh := back(w.shellOf(c, o, "portal.taxpapers.of"), o.path("stalls", s.Slug), "portal.sellers")
	p := pages.TaxPapersPage{Title: s.Name, Text: sh.T("portal.taxpapers.of"), None: sh.T("portal.taxpapers.none"), Problems: ps,
		Pager: pager(c, here, next), Form: in.form(sh, here, sh.T("portal.taxpapers.enter"), tax.PaperKinds...)}
	for _, one := range rows {
		row := taxPaperRow(sh, one)
		row.URL = o.path("taxpapers", one.ID)
		p.Rows = append(p.Rows, row)
	}
	return show(c, pages.TaxPapers(sh, p))
}

// enterSellerTaxPaper enters a paper for a stall; it counts once it is compared.
func (w *portal) enterSellerTaxPaper(c *fiber.Ctx, o overseer) error {
	s, err := w.governed(c, o)
	if err != nil {
		return err
	}
	in, err := w.enterTaxPaper(c, o.by, s.ID, media.Owner{SellerID: s.ID, PersonID: o.by.Stamp().ID})
	if err == nil {
		return done(c, o.path("stalls", s.Slug, "taxpapers"), "taxpaper")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.showSellerTaxPapers(c, o, in, ps)
	}
	return err
}

// taxPaperPage shows one paper beside its scan.
func (w *portal) taxPaperPage(c *fiber.Ctx, o overseer) error {
	return w.showTaxPaper(c, o, "", nil)
}

func (w *portal) showTaxPaper(c *fiber.Ctx, o overseer, reason string, ps view.Problems) error {
	ctx := c.UserContext()
	one, err := w.Declaration.Judged(ctx, o.by, c.Params("paper"))
	if err != nil {
		return err
	}
	names, err := seller.Names(ctx, w.DB.Read(ctx), []string{one.SellerID})
	if err != nil {
		return err
	}
	sh := back(w.shellOf(c, o, "portal.taxpapers.queue"), o.path("taxpapers"), "portal.taxpapers.queue")
	at := func(verb string) string { return o.path("taxpapers", one.ID, verb) }
	p := pages.TaxPaperPage{Row: taxPaperRow(sh, one), Scan: at("scan") + "?download=1", Reason: reason, Problems: ps}
	p.Facts = []pages.Pair{
		{Name: sh.T("order.seller"), Value: names[one.SellerID]}, {Name: sh.T("portal.paper.issuer"), Value: one.Issuer},
		{Name: sh.T("portal.paper.issued"), Value: one.IssuedOn.Format()}, {Name: sh.T("portal.taxpapers.from"), Value: one.ValidFrom.Format()},
		{Name: sh.T("portal.taxpapers.to"), Value: one.ValidTo.Format()}, {Name: sh.T("portal.taxpaper.why"), Value: one.Reason},
	}
	switch one.State {
	case tax.Claimed:
		p.Verify, p.Refuse = at("verify"), at("refuse")
	case tax.Verified:
		p.Withdraw = at("withdraw")
	}
	return show(c, pages.TaxPaper(sh, p))
}

// taxScan hands out the scan of a paper as a download.
func (w *portal) taxScan(c *fiber.Ctx, o overseer) error {
	one, err := w.Declaration.Judged(c.UserContext(), o.by, c.Params("paper"))
	if err != nil {
		return err
	}
	return w.unseal(c, one.ScanID)
}

// judgeTaxPaper runs one verb about a paper and shows it again.
func (w *portal) judgeTaxPaper(verb func(c *fiber.Ctx, o overseer, id, reason string) error) func(*fiber.Ctx, overseer) error {
	return func(c *fiber.Ctx, o overseer) error {
		in, err := session.Bind[why](c)
		if err == nil {
			err = verb(c, o, c.Params("paper"), in.Reason)
		}
		if err == nil {
			return done(c, o.path("taxpapers", c.Params("paper")), "taxpaper_judged")
		}
		if ps, ok := mendable(c, session.Language(c), err); ok {
			return w.showTaxPaper(c, o, in.Reason, ps)
		}
		return err
	}
}

// taxPaperRoutes are the pages about papers that officers and the desk share.
func (w *portal) taxPaperRoutes(r fiber.Router, as func(func(*fiber.Ctx, overseer) error) fiber.Handler) {
	r.Get("/stalls/:seller/taxpapers", as(w.sellerTaxPapersPage))
	r.Post("/stalls/:seller/taxpapers", as(w.enterSellerTaxPaper))
	r.Get("/taxpapers", as(w.taxQueuePage))
	r.Get("/taxpapers/:paper", as(w.taxPaperPage))
	r.Get("/taxpapers/:paper/scan", as(w.taxScan))
	r.Post("/taxpapers/:paper/verify", as(w.judgeTaxPaper(func(c *fiber.Ctx, o overseer, id, _ string) error {
		return w.Declaration.Verify(c.UserContext(), o.by, id)
	})))
	r.Post("/taxpapers/:paper/refuse", as(w.judgeTaxPaper(func(c *fiber.Ctx, o overseer, id, reason string) error {
		return w.Declaration.Refuse(c.UserContext(), o.by, id, reason)
	})))
	r.Post("/taxpapers/:paper/withdraw", as(w.judgeTaxPaper(func(c *fiber.Ctx, o overseer, id, reason string) error {
		return w.Declaration.Withdraw(c.UserContext(), o.by, id, reason)
	})))
}
