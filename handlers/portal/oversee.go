package portal

import (
	"context"
	"strconv"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/requirement"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/tax"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// overseer is who judges stalls and certificates: an officer in a place, or the desk
// anywhere. Their pages are the same, below addresses of their own.
type overseer struct {
	by           actor.Actor
	scheme, code string // of the place; an empty code is everywhere
	root         string // where the role's pages stand
	title        string // of the first page
}

func (o overseer) path(more ...string) string {
	if o.root == pages.PathDesk {
		return pages.DeskPath(more...)
	}
	return pages.OfficerPath(more...)
}

// asOfficer lets officers through, in the widest place that they serve.
func (w *portal) asOfficer(do func(*fiber.Ctx, overseer) error) fiber.Handler {
	return func(c *fiber.Ctx) error {
		by, err := session.Officer(c)
		if err != nil {
			return err
		}
		return do(c, overseer{by: by, scheme: by.Scheme, code: by.Code, root: pages.PathOfficer, title: "portal.officer"})
	}
}

// overDesk lets the desk do what officers do.
func (w *portal) overDesk(do func(*fiber.Ctx, overseer) error) fiber.Handler {
	return w.asDesk(func(c *fiber.Ctx, by actor.Admin) error {
		return do(c, overseer{by: by, root: pages.PathDesk, title: "portal.desk"})
	})
}

// overseeing are the pages that officers and the desk share.
func (w *portal) overseeing(r fiber.Router, as func(func(*fiber.Ctx, overseer) error) fiber.Handler) {
	r.Get("/stalls", as(w.sellersPage))
	r.Get("/stalls/:seller", as(w.sellerPage))
	r.Post("/stalls/:seller/check", as(w.checkSeller))
	r.Post("/stalls/:seller/activate", as(w.activate))
	r.Post("/stalls/:seller/suspend", as(w.suspend))
	r.Post("/stalls/:seller/close", as(w.closeStall))
	r.Get("/papers", as(w.papersPage))
	r.Get("/papers/:paper", as(w.verifyPage))
	r.Get("/papers/:paper/scan", as(w.scan))
	r.Post("/papers/:paper/verify", as(w.verify))
	r.Post("/papers/:paper/refuse", as(w.refusePaper))
	r.Post("/papers/:paper/withdraw", as(w.withdrawPaper))
	w.taxPaperRoutes(r, as)
	w.admissionRoutes(r, as)
}

// shellOf is the frame of a role's page, with the way back to its first page.
func (w *portal) shellOf(c *fiber.Ctx, o overseer, title string) *pages.Shell {
	sh := w.frame(c, title)
	sh.Name, sh.Home = sh.T(o.title), o.root
	return back(sh, o.root, o.title)
}

// officerPage is the first page of an officer.
func (w *portal) officerPage(c *fiber.Ctx, o overseer) error {
	sh := w.frame(c, "portal.officer")
	sh.Name, sh.Home = sh.T("portal.officer"), o.root
	place := sh.T("portal.officer.everywhere", "place", w.Places.Home().Name)
	if o.code != "" {
		place = w.Places.FullName(o.scheme, o.code)
	}
	n, err := w.awaiting(c.UserContext(), o.scheme, o.code)
	if err != nil {
		return err
	}
	way := func(at, icon, label string, n int) pages.Way {
		return pages.Way{URL: o.path(at), Icon: icon, Label: sh.T(label), Hint: sh.T(label + ".hint"), Count: count(n)}
	}
	return show(c, pages.Role(sh, pages.RolePage{Text: place, Ways: []pages.Way{
		way("stalls", "stall", "portal.sellers", n.stalls),
		way("requirements", "check", "portal.req.queue", n.requirements),
		way("appeals", "flag", "portal.appeals", n.appeals),
		way("papers", "star", "portal.verify", n.papers),
		way("taxpapers", "shield", "portal.taxpapers.queue", n.taxPapers),
		{URL: pages.PathDays, Icon: "calendar", Label: sh.T("portal.days"), Hint: sh.T("portal.days.hint")},
	}}))
}

// awaited is how much waits for who judges a place, each up to most.
type awaited struct{ stalls, requirements, appeals, papers, taxPapers int }

// awaiting counts what waits in a place; an empty code is everywhere.
func (w *portal) awaiting(ctx context.Context, scheme, code string) (n awaited, err error) {
	if code == "" {
		scheme = ""
	}
	q := w.DB.Read(ctx)
	papers, err := catalog.PapersIn(ctx, q, catalog.Claimed, scheme, code, db.Cursor{}, most)
	if err != nil {
		return n, err
	}
	taxPapers, err := tax.PapersToVerify(ctx, q, scheme, code, db.Cursor{}, most)
	if err != nil {
		return n, err
	}
	applied, err := seller.List(ctx, q, seller.Filter{State: seller.Applied, Scheme: scheme, Code: code}, db.Cursor{}, most)
	if err != nil {
		return n, err
	}
	handed, err := requirement.Waiting(ctx, q, scheme, code, db.Cursor{}, most)
	if err != nil {
		return n, err
	}
	appeals, err := seller.Appeals(ctx, q, scheme, code, db.Cursor{}, most)
	if err != nil {
		return n, err
	}
	return awaited{stalls: len(applied), requirements: len(handed), appeals: len(appeals), papers: len(papers), taxPapers: len(taxPapers)}, nil
}

var sellerStates = []seller.State{seller.Applied, seller.Checked, seller.Active, seller.Suspended, seller.Closed}

// sellersPage lists the stalls of the place; those that wait for a check come first.
func (w *portal) sellersPage(c *fiber.Ctx, o overseer) error {
	at, err := after(c)
	if err != nil {
		return err
	}
	sh := w.shellOf(c, o, "portal.sellers")
	chosen := seller.Applied
	var p pages.SellersPage
	for _, st := range sellerStates {
		if c.Query("state") == string(st) {
			chosen = st
		}
	}
	for _, st := range sellerStates {
		p.Filters = append(p.Filters, pages.Filter{URL: o.path("stalls") + "?state=" + string(st), Label: sh.T("portal.seller." + string(st)), On: st == chosen})
	}
	f := seller.Filter{State: chosen, Scheme: o.scheme, Code: o.code}
	if o.code == "" {
		f.Scheme = ""
	}
	cards, err := seller.List(c.UserContext(), w.DB.Read(c.UserContext()), f, at, perPage+1)
	if err != nil {
		return err
	}
	cards, next := cut(cards, seller.Card.Cursor)
	for _, one := range cards {
		p.Rows = append(p.Rows, pages.StallCard{
			URL: o.path("stalls", one.Slug), Name: one.Name, Kind: sh.T("seller.kind." + string(one.Kind)), Where: one.Ward + ", " + one.Province,
			Tone: sellerTone(one.State), State: sh.T("portal.seller." + string(one.State)), At: one.CreatedAt,
		})
	}
	p.Pager = pager(c, o.path("stalls")+"?state="+string(chosen), next)
	return show(c, pages.Sellers(sh, p))
}

func sellerTone(st seller.State) view.Tone {
	switch st {
	case seller.Active:
		return view.Good
	case seller.Suspended, seller.Closed:
		return view.Bad
	}
	return view.Care
}

// governed finds the stall of the address for who may judge it; one of another place does
// not exist.
func (w *portal) governed(c *fiber.Ctx, o overseer) (*seller.Seller, error) {
	q := w.DB.Read(c.UserContext())
	s, err := seller.BySlug(c.UserContext(), q, c.Params("seller"))
	if err != nil {
		return nil, err
	}
	return seller.Governed(c.UserContext(), q, s.ID, o.by)
}

// judging is what was typed about a stall.
type judging struct {
	check   seller.NewCheck
	reason  string
	closing string // why the stall is to end
}

func (w *portal) sellerPage(c *fiber.Ctx, o overseer) error {
	return w.showSeller(c, o, judging{}, nil)
}

func (w *portal) showSeller(c *fiber.Ctx, o overseer, in judging, ps view.Problems) error {
	s, err := w.governed(c, o)
	if err != nil {
		return err
	}
	moves, err := seller.Moves(c.UserContext(), w.DB.Read(c.UserContext()), s.ID)
	if err != nil {
		return err
	}
	sh := back(w.shellOf(c, o, "portal.sellers"), o.path("stalls"), "portal.sellers")
	sh.Title = s.Name
	at := func(verb string) string { return o.path("stalls", s.Slug, verb) }
	p := pages.SellerPage{
		Name: s.Name, Tone: sellerTone(s.State), State: sh.T("portal.seller." + string(s.State)), About: s.AboutVI, Reason: in.reason, Closing: in.closing, Problems: ps,
		Facts: []pages.Pair{
			{Name: sh.T("portal.seller_kind"), Value: sh.T("seller.kind." + string(s.Kind))},
			{Name: sh.T("label.address"), Value: w.Places.FullName(s.Scheme, s.WardCode)},
			{Name: sh.T("portal.open.business"), Value: s.BusinessNo},
		},
	}
	why, err := seller.Unshown(c.UserContext(), w.DB.Read(c.UserContext()), s.ID)
	if err != nil {
		return err
	}
	if why != "" && s.State != seller.Closed { // it does not open before its keeper says yes
		p.Facts = append(p.Facts, pages.Pair{Name: sh.T("portal.agree"), Value: sh.T("portal.why." + why)})
	}
	p.Papers = at("taxpapers")
	if err := w.askedOf(c, o, sh, s, &p); err != nil {
		return err
	}
	if s.State == seller.Active {
		p.Shop = view.SellerPath(s.Slug)
	}
	if s.State != seller.Closed {
		p.Check = &pages.CheckForm{Action: at("check"), Method: string(in.check.Method), Reference: in.check.Reference, Until: string(in.check.ValidUntil)}
		for _, m := range seller.ByHand {
			p.Check.Methods = append(p.Check.Methods, view.Option{Value: string(m), Label: sh.T("portal.check." + string(m))})
		}
	}
	if s.State.CanBecome(seller.Active) {
		p.Activate = at("activate")
	}
	ended := false
	if s.State == seller.Suspended {
		if ended, err = seller.Ended(c.UserContext(), w.DB.Read(c.UserContext()), s.ID); err != nil {
			return err
		}
	}
	if ended || s.State.CanBecome(seller.Suspended) {
		p.Suspend = at("suspend")
	}
	if s.State.CanBecome(seller.Closed) {
		p.Close = at("close")
	}
	for i, m := range moves {
		st := view.Step{Name: sh.T("portal.seller." + string(m.ToState)), At: m.CreatedAt, State: view.Done}
		switch key := "portal.check." + m.Reason; {
		case m.ToState == seller.Checked && sh.T(key) != key:
			st.Note = sh.T(key)
		default:
			st.Note = wordedReason(sh, m.Reason)
		}
		if i == len(moves)-1 {
			st.State = view.Now
		}
		p.History = append(p.History, st)
	}
	return show(c, pages.Seller(sh, p))
}

// judge runs one verb about a stall and shows it again.
func (w *portal) judge(c *fiber.Ctx, o overseer, in judging, word string, err error) error {
	if err == nil {
		return done(c, o.path("stalls", c.Params("seller")), word)
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.showSeller(c, o, in, ps)
	}
	return err
}

// checkSeller keeps that an identity was checked.
func (w *portal) checkSeller(c *fiber.Ctx, o overseer) error {
	s, err := w.governed(c, o)
	if err != nil {
		return err
	}
	in, err := session.Bind[seller.NewCheck](c)
	if err == nil {
		err = w.Admission.Check(c.UserContext(), s.ID, in, o.by)
	}
	return w.judge(c, o, judging{check: in}, "checked", err)
}

// activate lets a checked stall sell.
func (w *portal) activate(c *fiber.Ctx, o overseer) error {
	s, err := w.governed(c, o)
	if err != nil {
		return err
	}
	return w.judge(c, o, judging{}, "activated", w.Admission.Activate(c.UserContext(), s.ID, "", o.by))
}

type why struct {
	Reason string `form:"reason"`
}

// suspend stops a stall from selling.
func (w *portal) suspend(c *fiber.Ctx, o overseer) error {
	s, err := w.governed(c, o)
	if err != nil {
		return err
	}
	in, err := session.Bind[why](c)
	if err == nil {
		err = w.Admission.Suspend(c.UserContext(), s.ID, in.Reason, o.by)
	}
	return w.judge(c, o, judging{reason: in.Reason}, "suspended", err)
}

// closeStall ends a stall for good.
func (w *portal) closeStall(c *fiber.Ctx, o overseer) error {
	s, err := w.governed(c, o)
	if err != nil {
		return err
	}
	in, err := session.Bind[why](c)
	if err == nil {
		err = w.Admission.Close(c.UserContext(), s.ID, in.Reason, o.by)
	}
	for _, f := range fault.All(err) {
		if f.Field == "reason" && s.State.CanBecome(seller.Closed) {
			f.Field = "reason-close"
		} else {
			f.Field = "" // its form is gone
		}
	}
	return w.judge(c, o, judging{closing: in.Reason}, "closed", err)
}

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
