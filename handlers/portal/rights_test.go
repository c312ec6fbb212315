package portal

import (
	"github.com/chophien/chophien/models/harvest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/models/markettest"
)

// doors says for every page of a stall which rights open it, any one of them.
var doors = map[string][]actor.Right{
	"GET /": nil, "GET /stall": nil, "GET /members": nil, "GET /papers": nil,
	"GET /papers/:kind": governing, "POST /papers/:kind": governing, "POST /papers/identity/start": governing, "POST /papers/identity/ask": governing,
	"GET /papers/:kind/files/:file": governing, "GET /agree": anyMember, "POST /agree": anyMember, "GET /appeal": governing, "POST /appeal": governing,

	"GET /orders": ordersTo, "GET /orders/:order": ordersTo, "GET /orders/:order/slip": ordersTo, "GET /orders/day": ordersTo, "GET /orders/find": ordersTo, "GET /orders/labels.pdf": ordersTo, "GET /orders/:order/parcel.pdf": ordersTo,
	"GET /orders/:order/talk": handling, "POST /orders/:order/talk": handling, "POST /orders/:order/talk/seen": handling, "POST /orders/:order/talk/report": handling, "GET /orders/:order/slip/qr.png": ordersTo,
	"POST /orders/:order/confirm": handling, "GET /orders/:order/refuse": handling, "POST /orders/:order/refuse": handling,
	"GET /orders/:order/pack": handling, "POST /orders/:order/pack": handling, "GET /orders/:order/ship": handling,
	"POST /orders/:order/ship": handling, "GET /orders/:order/retrack": handling, "POST /orders/:order/retrack": handling,
	"POST /orders/:order/deliver": handling, "POST /orders/:order/cash": handling, "GET /orders/:order/return": handling, "POST /orders/:order/return": handling,
	"GET /invoices": ordersTo, "GET /invoices/:invoice": handling, "POST /invoices/:invoice/issued": handling, "POST /invoices/:invoice/refuse": handling,
	"POST /invoices/:invoice/again": handling, "GET /invoices/batches": handling, "POST /invoices/batches": handling,
	"GET /invoices/batches/:batch/:format": handling, "POST /invoices/answers": handling, "GET /money/fees": seeing, "GET /money/fees/:invoice": seeing,
	"GET /complaints": handling, "GET /complaints/:ticket": handling, "POST /complaints/:ticket": handling,
	"GET /complaints/:ticket/photo/:photo": handling, "GET /complaints/:ticket/answer": handling, "POST /complaints/:ticket/answer": handling,

	"GET /products": editing, "GET /products/new": editing, "POST /products/new": editing, "GET /products/new/kind": editing,
	"GET /products/claim": editing, "POST /products/claim/:entry": editing,
	"POST /products/new/kind": editing, "GET /products/rested": editing, "GET /products/:product/next": editing,
	"GET /products/:product/sell": editing, "POST /products/:product/sell": editing, "GET /products/:product/weigh": editing,
	"POST /products/:product/weigh": editing, "GET /products/:product/ask/:field": editing, "POST /products/:product/ask/:field": editing,
	"GET /products/:product": editing, "GET /products/:product/facts": editing, "POST /products/:product/facts": editing,
	"GET /products/:product/look": editing, "POST /products/:product/publish": editing, "POST /products/:product/hide": editing,
	"GET /products/:product/photos": editing, "POST /products/:product/photos": editing, "POST /products/:product/photos/:photo/first": editing,
	"POST /products/:product/photos/:photo/remove": editing, "GET /products/:product/papers/new": editing, "POST /products/:product/papers/new": editing,
	"GET /products/:product/forms/new": editing, "POST /products/:product/forms/new": editing, "GET /products/:product/forms/:form": editing,
	"POST /products/:product/forms/:form": editing, "POST /products/:product/forms/:form/active": editing, "GET /products/:product/forms/:form/price": editing,
	"POST /products/:product/forms/:form/price": editing, "GET /products/:product/forms/:form/stock": editing, "POST /products/:product/forms/:form/stock": editing,
	"GET /products/:product/forms/:form/receive": editing, "POST /products/:product/forms/:form/receive": editing,
	"GET /profile": editing, "POST /profile": editing, "GET /delivery": editing, "POST /delivery/packing": editing, "POST /delivery/:carrier": editing,
	"GET /pickup/new": editing, "POST /pickup/new": editing, "POST /pickup/:point/close": editing,

	"GET /orders/:order/received": banking, "POST /orders/:order/received": banking, "GET /orders/:order/refunds/:refund": banking,
	"POST /orders/:order/refunds/:refund": banking, "GET /money/collected": banking,
	"GET /money": seeing, "GET /money/statement": seeing, "GET /money/payouts": seeing, "GET /money/tax": seeing,
	"GET /markets": editing, "GET /markets/new": editing, "POST /markets/new": editing, "POST /markets/:market/remove": editing, "GET /post": editing, "POST /post": editing,
	"GET /packing": editing, "GET /packing/:product": editing, "POST /packing/:product": editing, "GET /spread": editing, "GET /spread/a4": editing, "GET /spread/a5": editing,
	"GET /harvests": editing, "GET /harvests/new/:form": editing, "POST /harvests/new/:form": editing, "GET /harvests/:harvest": editing,
	"POST /harvests/:harvest/stop": editing, "GET /harvests/:harvest/here": editing, "POST /harvests/:harvest/here": editing, "GET /harvests/:harvest/move": editing,
	"POST /harvests/:harvest/move": editing, "GET /harvests/:harvest/fail": editing, "POST /harvests/:harvest/fail": editing,
	"GET /rest": editing, "POST /rest": editing, "POST /rest/wake": editing, "GET /rest/holiday": editing, "POST /rest/holiday": editing, "POST /rest/holiday/end": editing,
	"GET /rest/:product": editing, "POST /rest/:product": editing, "POST /rest/:product/wake": editing,
	"GET /money/orders": seeing, "GET /money/orders/:order": seeing, "GET /money/perkg": seeing, "GET /money/trader": seeing, "POST /money/trader": seeing,
	"GET /money/trader/new": seeing, "POST /money/trader/:note/remove": seeing,
	"GET /money/tax/:year": seeing, "GET /money/tax/:year/pdf": seeing, "GET /taxpapers": editing, "POST /taxpapers": editing,
	"GET /money/bank": banking, "POST /money/bank": banking, "POST /money/bank/code": banking,
	"GET /money/purchases": banking, "GET /money/growers": banking, "POST /money/growers/:payee/accept": banking, "POST /money/growers/:payee/refuse": banking,

	"GET /members/new": governing, "POST /members/new": governing, "GET /members/:person": governing, "POST /members/:person": governing,
	"POST /members/:person/remove": governing,
}

// Every page asks for its right, and to somebody else it does not exist.
func TestEveryPageOfAStallAsksForItsRight(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	_, other := m.Seller(t)
	variant := m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 100})
	o := m.Orders(t, m.Paid(t, m.Buyer(t), map[string]int64{variant: 2}, "flat"))[0]
	line := m.Lines(t, o.ID)[0]
	_, wanted := m.wants(sellerID, owner, "Công ty Thử")
	batch, err := m.parts.Invoices.HandOver(t.Context(), invoice.SellerClerk(owner), "batch")
	if err != nil {
		t.Fatal(err)
	}
	fee := m.feeOf(sellerID)
	coming, err := m.parts.Harvests.Announce(t.Context(), sellerID, harvest.Announcement{VariantID: variant, From: m.Now().Date().AddDays(20), To: m.Now().Date().AddDays(22), Until: m.Now().Date().AddDays(10), Most: 5}, owner)
	if err != nil {
		t.Fatal(err)
	}
	fill := strings.NewReplacer("fees/:invoice", "fees/"+fee.ID, ":invoice", wanted.ID, ":batch", batch.ID, ":format", "json",
		"/portal/s/:stall", m.stallPathOf(sellerID), ":order", o.Code, ":product", line.ProductID, ":form", variant, ":person", owner.PersonID,
		":ticket", "nothing", ":photo", "nothing", ":entry", "nothing", ":carrier", "flat", ":year", "2026", ":point", "nothing", ":payee", "nothing", ":refund", "nothing", ":kind", "identity", ":file", "nothing",
		":field", "storage_vi", ":harvest", coming.Harvest.ID,
	)
	stranger, anyone := m.with(other, actor.AllRights...), m.opens(m.enrol(""))
	nobody := &browser{market: m}
	lacking := map[string]*browser{}
	seen := map[string]bool{}
	for _, r := range m.app.GetRoutes(true) {
		rest, ours := strings.CutPrefix(r.Path, "/portal/s/:stall")
		if !ours || r.Method == "HEAD" {
			continue
		}
		if rest == "" {
			rest = "/"
		}
		name := r.Method + " " + rest
		if seen[name] {
			continue
		}
		seen[name] = true
		rights, known := doors[name]
		if !known {
			t.Errorf("%s is a page of which nobody has said who may see it", name)
			continue
		}
		path := fill.Replace(strings.TrimSuffix(r.Path, "/"))
		visit := func(b *browser, status int, who string) {
			t.Helper()
			if r.Method == "GET" {
				b.get(path)
			} else {
				b.post(path)
			}
			if b.status != status {
				t.Errorf("%s answers %s with %d, want %d: %.200s", name, who, b.status, status, plain(b.page))
			}
		}
		visit(stranger, 404, "another stall's member")
		visit(anyone, 404, "somebody else")
		if r.Method == "GET" {
			visit(nobody, 401, "nobody")
		}
		if len(rights) == 0 {
			continue
		}
		var left []actor.Right
		for _, one := range actor.AllRights {
			if !slices.Contains(rights, one) {
				left = append(left, one)
			}
		}
		key := string(actor.NewRights(left...))
		if lacking[key] == nil {
			lacking[key] = m.with(owner, left...)
		}
		visit(lacking[key], 403, "a member without the right")
		if r.Method == "GET" && rest != "/money/purchases" && !strings.Contains(r.Path, ":ticket") && !strings.Contains(r.Path, ":file") && !strings.HasPrefix(rest, "/orders/:order/slip") && rest != "/orders/:order/parcel.pdf" && // see TestTheSlipOfAParcelPaidAtTheDoor, TestThePapersOfAParcel
			rest != "/orders/:order/received" && rest != "/orders/:order/refunds/:refund" { // see TestASellerConfirmsAndPaysBackOnThePages
			for _, one := range rights {
				if lacking[string(one)] == nil {
					lacking[string(one)] = m.with(owner, one)
				}
				visit(lacking[string(one)], 200, "a member with the right "+string(one))
			}
		}
	}
	for name := range doors {
		if !seen[name] {
			t.Errorf("%s is not in the route list", name)
		}
	}
}

// A button that would be refused is not shown.
func TestWhoMayNotActSeesNoButton(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	v := m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 100})
	o := m.Orders(t, m.Paid(t, m.Buyer(t), map[string]int64{v: 2}, "flat"))[0]
	at := m.stallPathOf(sellerID)
	m.with(owner, actor.SeeOrders).get(at+"/orders/"+o.Code).shows(200, o.Code).hides("/confirm", "/refuse", at+"/products", at+"/money")
	m.with(owner, actor.SeeMoney).get(at+"/money").shows(200).hides("/money/bank", at+"/orders")
	m.with(owner, actor.SeeMoney).get(at + "/members").shows(200).hides("/members/new")
	if b := m.with(owner, actor.EditProducts).get(at); !strings.HasSuffix(b.where, "/products") {
		t.Errorf("who edits goods lands on %s", b.where)
	}
	if b := m.with(owner, actor.EditMembers).get(at); !strings.HasSuffix(b.where, "/stall") {
		t.Errorf("who governs lands on %s", b.where)
	}
}

// A form is taken only from a page of the sender's own session.
func TestAFormNeedsItsToken(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	v := m.Variant(t, markettest.Good{SellerID: sellerID, Stock: 100})
	o := m.Orders(t, m.Paid(t, m.Buyer(t), map[string]int64{v: 2}, "flat"))[0]
	path := m.stallPathOf(sellerID) + "/orders/" + o.Code + "/confirm"
	mine, theirs := m.with(owner, actor.AllRights...), m.with(owner, actor.AllRights...)
	for _, body := range []string{"", "csrf=", "csrf=" + theirs.token()} {
		mine.send("POST", path, "application/x-www-form-urlencoded", strings.NewReader(body))
		mine.shows(403)
	}
	if got := m.Order(t, o.ID); got.Status != "placed" {
		t.Fatalf("a forged form moved the order to %s", got.Status)
	}
	mine.post(path, "seller_id", "x").shows(200) // the steps take no fields, so they read none
}

// A form is not taken from whose session ended in the middle of it, and the refusal says
// whether to sign in or only to type the PIN again: storefront.Fail leads there and back.
func TestAFormIsNotTakenAfterItsSession(t *testing.T) {
	m := openMarket(t)
	sellerID, owner := m.Seller(t)
	who, admin := m.enrol(""), m.enrol(account.Admin)
	if err := m.parts.Onboarding.AddMember(t.Context(), sellerID, who.ID, actor.NewRights(actor.AllRights...), owner); err != nil {
		t.Fatal(err)
	}
	b, desk, page := m.opens(who), m.opens(admin), m.stallPathOf(sellerID)+"/profile"
	b.get(page).shows(200)
	if err := m.parts.Accounts.EndSessions(t.Context(), actor.Admin{PersonID: admin.ID}, who.ID); err != nil {
		t.Fatal(err)
	}
	b.post(page, "about_vi", "Nhà tôi làm chè ba đời.").shows(401)
	if n := m.Count(t, "sellers", "about_vi LIKE ?", "%ba đời%"); n != 0 {
		t.Error("a form without a session was taken")
	}

	grant := "/portal/desk/roles/new"
	desk.get(grant).shows(200)
	m.Pass(account.PINFresh + time.Minute)
	desk.post(grant, "role", "helper", "phone", "0912345678", "name", "Ai Đó").shows(403, "session.pin")
}

// The roles' pages are closed to everybody else, and open to the role alone.
func TestRolesOpenTheirOwnPagesOnly(t *testing.T) {
	m := openMarket(t)
	_, owner := m.Seller(t)
	member, officer, desk, helper := m.with(owner, actor.AllRights...), m.opens(m.enrol(account.Officer)), m.opens(m.enrol(account.Admin)), m.opens(m.enrol(account.Helper))
	seen := map[string]bool{}
	for _, r := range m.app.GetRoutes(true) {
		var home *browser
		switch {
		case strings.HasPrefix(r.Path, "/portal/officer"):
			home = officer
		case strings.HasPrefix(r.Path, "/portal/desk"):
			home = desk
		case strings.HasPrefix(r.Path, "/portal/helper"):
			home = helper
		default:
			continue
		}
		name := r.Method + " " + r.Path
		if r.Method == "HEAD" || seen[name] {
			continue
		}
		seen[name] = true
		path := r.Path
		for _, p := range r.Params {
			path = strings.Replace(path, ":"+p, "nothing", 1)
		}
		for _, b := range []*browser{member, officer, desk, helper} {
			if r.Method == "GET" {
				b.get(path)
			} else {
				b.post(path)
			}
			switch {
			case b != home && b.status != 403:
				t.Errorf("%s answers another role with %d", name, b.status)
			case b == home && len(r.Params) == 0 && r.Method == "GET" && b.status != 200:
				t.Errorf("%s answers its own role with %d: %.200s", name, b.status, plain(b.page))
			case b == home && b.status == 403:
				t.Errorf("%s is closed to its own role: %.200s", name, plain(b.page))
			}
		}
	}
	if len(seen) < 20 {
		t.Errorf("only %d pages were tried", len(seen))
	}
	desk.get("/portal").shows(200, "/portal/desk").hides("/portal/officer")
	officer.get("/portal").shows(200, "/portal/officer").hides("/portal/desk")
}
