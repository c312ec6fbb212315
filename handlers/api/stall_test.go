package api

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/gofiber/fiber/v2"
	"gorm.io/gorm"

	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/admission"
	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/conversation"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/declaration"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/harvest"
	"github.com/chophien/chophien/models/identity"
	"github.com/chophien/chophien/models/identity/eauth"
	"github.com/chophien/chophien/models/identity/eauth/stage"
	"github.com/chophien/chophien/models/identity/inperson"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/models/lexicon"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/markettest/saletest"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/media/disk"
	"github.com/chophien/chophien/models/moderation"
	"github.com/chophien/chophien/models/notify/journal"
	"github.com/chophien/chophien/models/onboarding"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/privacy"
	"github.com/chophien/chophien/models/remittance"
	"github.com/chophien/chophien/models/season"
	"github.com/chophien/chophien/models/settlement"
	"github.com/chophien/chophien/search"
	"github.com/chophien/chophien/web/locale"
)

const testPIN = "739152"

// counterTop is a market whose API is called over HTTP by people with tokens.
type counterTop struct {
	*saletest.Shop
	t     *testing.T
	parts parts.Parts
	app   *fiber.App
	mail  *journal.Journal
	stage *stage.Stage // plays the provider of identity
	n     int
}

// openCounter opens one; prepare changes the shop before anything is made of it.
func openCounter(t *testing.T, d *db.DB, prepare ...func(*saletest.Shop)) *counterTop {
	t.Helper()
	s := saletest.Open(t, d, order.EarnedBySeller)
	for _, change := range prepare {
		change(s)
	}
	quiet := slog.New(slog.DiscardHandler)
	letters, err := journal.Open(journal.Config{Now: s.Now, Log: quiet, Say: func(lang, key string, args map[string]any) string {
		return locale.Sentence(locale.Parse(lang), key, args)
	}})
	if err != nil {
		t.Fatal(err)
	}
	accounts := &account.Accounts{DB: d, Keys: s.Till.Keys, Now: s.Now, Send: letters, Log: quiet}
	sessions, err := session.New(accounts, "http://market.test")
	if err != nil {
		t.Fatal(err)
	}
	store, err := disk.Open(t.TempDir(), s.Now)
	if err != nil {
		t.Fatal(err)
	}
	ct := &counterTop{Shop: s, t: t, mail: letters, parts: parts.Parts{
		DB: d, Now: s.Now, Keys: s.Till.Keys, Places: s.Till.Places, Sessions: sessions, Accounts: accounts,
		Album:       &media.Album{DB: d, Store: store, Keys: s.Till.Keys, Now: s.Now},
		Onboarding:  &onboarding.Onboarding{DB: d, Keys: s.Till.Keys, Places: s.Till.Places, Now: s.Now},
		Season:      &season.Season{DB: d, Now: s.Now},
		Harvests:    &harvest.Harvests{DB: d, Now: s.Now, Gateways: s.Gateways, Log: quiet},
		Checkout:    s.Till,
		Fulfillment: &fulfillment.Fulfillment{DB: d, Now: s.Now, Gateways: s.Gateways, Carriers: s.Carriers, Log: quiet},
		Invoices:    &invoice.Book{DB: d, Now: s.Now, Keys: s.Till.Keys},
		Aftersale:   &aftersale.Aftersale{DB: d, Now: s.Now, Gateways: s.Gateways, Log: quiet},
		Remittance:  &remittance.Desk{DB: d, Now: s.Now, Checkout: s.Till, Carriers: s.Carriers},
		Cashier:     &settlement.Cashier{DB: d, Now: s.Now, Keys: s.Till.Keys},
		Declaration: &declaration.Office{DB: d, Now: s.Now, Keys: s.Till.Keys},
		Talks:       &conversation.Talks{DB: d, Now: s.Now, Keys: s.Till.Keys},
		Moderation:  &moderation.Moderation{DB: d, Now: s.Now, Keys: s.Till.Keys},
		Lexicon:     &lexicon.Book{DB: d, Now: s.Now, Words: &search.Lexicon{}, Log: quiet},
		Gateways:    s.Gateways, Carriers: s.Carriers, Banks: []parts.Bank{{BIN: "970436", Name: "Ngân hàng thử"}},
		Market: parts.Market{Name: "Chợ thử", BaseURL: "http://market.test", Terms: "2026-11-01"}, Log: quiet,
	}}
	ct.stage = &stage.Stage{ClientID: "test", Secret: "secret", Page: "https://eid.test/tx/", Now: s.Now}
	line := httptest.NewServer(ct.stage)
	t.Cleanup(line.Close)
	eid, err := eauth.New(eauth.Config{URL: line.URL, ClientID: "test", Secret: "secret", Pages: []string{"https://eid.test"}, Now: s.Now})
	if err != nil {
		t.Fatal(err)
	}
	ct.parts.Admission = &admission.Admission{DB: d, Keys: s.Till.Keys, Now: s.Now, Album: ct.parts.Album, Providers: identity.Providers{inperson.Provider{}, eid},
		Market: "Chợ thử", BaseURL: "http://market.test", CallLimit: 10 * time.Second, Log: quiet}
	ct.parts.Privacy = &privacy.Privacy{DB: d, Now: s.Now, Accounts: accounts, Checkout: s.Till, Moderation: ct.parts.Moderation}
	if err := ct.parts.Lexicon.Load(t.Context()); err != nil {
		t.Fatal(err)
	}
	ct.app = fiber.New(fiber.Config{Immutable: true, ErrorHandler: func(c *fiber.Ctx, err error) error { return Fail(ct.parts, c, err) }})
	Routes(ct.app, ct.parts)
	return ct
}

// person is somebody new with a token; with a role, the token has its powers.
func (ct *counterTop) person(role account.RoleName, scheme, code string) (personID, token string) {
	ct.t.Helper()
	ct.n++
	ctx := context.Background()
	id, err := ct.parts.Accounts.Enrol(ctx, actor.System{Job: "test"}, account.Enrol{
		Phone: fmt.Sprintf("09000000%02d", 10+ct.n), Name: fmt.Sprintf("Người Thử %d", ct.n), Locale: "vi", PIN: testPIN, Role: role, Scheme: scheme, Code: code,
	})
	if err != nil {
		ct.t.Fatal(err)
	}
	card, err := account.Person(ctx, ct.DB.Read(ctx), id)
	if err != nil {
		ct.t.Fatal(err)
	}
	in, err := ct.parts.Accounts.NewToken(ctx, account.Identity{PersonID: id, PhoneID: card.PhoneID, ProvedAt: ct.Now()}, account.NewToken{Label: "thử", PIN: testPIN})
	if err != nil {
		ct.t.Fatal(err)
	}
	return id, in.Token
}

// with is somebody new who acts for owner's seller with rights.
func (ct *counterTop) with(owner actor.Member, rights ...actor.Right) string {
	ct.t.Helper()
	id, token := ct.person("", "", "")
	if err := ct.parts.Onboarding.AddMember(context.Background(), owner.SellerID, id, actor.NewRights(rights...), owner); err != nil {
		ct.t.Fatal(err)
	}
	return token
}

// helping is a helper whom a member lets work for them just now.
func (ct *counterTop) helping(who actor.Member) string {
	ct.t.Helper()
	ctx := context.Background()
	id, token := ct.person(account.Helper, "", "")
	in, err := ct.parts.Accounts.Session(ctx, token)
	if err != nil {
		ct.t.Fatal(err)
	}
	err = ct.DB.Tx(ctx, func(tx *gorm.DB) error {
		return tx.Create(&account.Assist{ID: db.NewID(), HelperID: id, SessionID: in.SessionID, PersonID: who.PersonID, StartedAt: ct.Now(), EndsAt: ct.Now().Add(account.AssistLife)}).Error
	})
	if err != nil {
		ct.t.Fatal(err)
	}
	ct.parts.Accounts.Reread()
	return token
}

// reply is what came back.
type reply struct {
	status int
	body   map[string]any
	raw    string
	header http.Header
}

func (a reply) key() string { k, _ := a.body["key"].(string); return k }

// call sends a request; every one has an Idempotency-Key of its own.
func (ct *counterTop) call(token, method, path string, body any) reply {
	ct.t.Helper()
	return ct.callAs(db.NewID(), token, method, path, body)
}

// callAs is call with an Idempotency-Key of one's own, as a program that asks again does.
func (ct *counterTop) callAs(key, token, method, path string, body any) reply {
	ct.t.Helper()
	var r io.Reader
	if method != "GET" && method != "DELETE" {
		if body == nil {
			body = map[string]any{}
		}
		b, err := json.Marshal(body)
		if err != nil {
			ct.t.Fatal(err)
		}
		r = bytes.NewReader(b)
	}
	req := httptest.NewRequest(method, prefix+path, r)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set(session.KeyHeader, key)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := ct.app.Test(req, -1)
	if err != nil {
		ct.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		ct.t.Fatal(err)
	}
	out := reply{status: res.StatusCode, raw: string(raw), header: res.Header}
	_ = json.Unmarshal(raw, &out.body) // a file is no JSON
	return out
}

var codeIn = regexp.MustCompile(`\b\d{6}\b`)

// proved is body with the PIN and a code that was sent for it.
func (ct *counterTop) proved(token, sellerID string, body map[string]any) map[string]any {
	ct.t.Helper()
	ct.Pass(2 * time.Minute) // another code may be asked for
	a := ct.call(token, "POST", "/stalls/"+sellerID+"/payee/codes", nil)
	if a.status != 200 {
		ct.t.Fatal(a.raw)
	}
	body["pin"], body["request_id"], body["device_token"] = testPIN, a.body["request_id"], a.body["device_token"]
	body["code"] = codeIn.FindString(ct.mail.Recent("", 1)[0].Text)
	return body
}

// without are all rights but some.
func without(some ...actor.Right) (out []actor.Right) {
	for _, r := range actor.AllRights {
		if !strings.Contains(fmt.Sprint(some), string(r)) {
			out = append(out, r)
		}
	}
	return out
}

// visit is one call of the matrix. rights are those of which one is enough.
type visit struct {
	name, method, path string
	body               any
	rights             []actor.Right
	status             int // 200 when left out
	after              func(reply)
}

func rights(r ...actor.Right) []actor.Right { return r }

func TestEveryRightIsRefusedAndAllowedThroughTheAPI(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		ct := openCounter(t, d)
		ctx := context.Background()
		sellerID, owner := ct.Seller(t)
		_, other := ct.Seller(t)
		stranger := ct.with(other, actor.AllRights...)
		variant := ct.Variant(t, markettest.Good{SellerID: sellerID, Stock: 100})
		buyer := ct.Buyer(t)
		sold := func() order.Order { return ct.Orders(t, ct.Paid(t, buyer, map[string]int64{variant: 2}, "flat"))[0] }
		refused, sent, back := sold(), sold(), sold()
		do := ct.parts.Fulfillment
		for _, step := range []func() error{
			func() error { _, err := do.Confirm(ctx, owner, back.ID); return err },
			func() error { _, err := do.Pack(ctx, owner, back.ID, ct.AsOrdered(t, back.ID)); return err },
			func() error { _, err := do.Ship(ctx, owner, back.ID, "TESTBACK1"); return err },
		} {
			if err := step(); err != nil {
				t.Fatal(err)
			}
		}
		wanted, err := ct.parts.Invoices.Ask(ctx, invoice.Asker(buyer), sold().ID, invoice.Buyer{Kind: invoice.Person, Name: "Người Thử", Address: "Bản Thử, xã Thử", Email: "thu@example.com"})
		if err != nil {
			t.Fatal(err)
		}
		at := map[string]string{"seller": sellerID, "variant": variant}
		asked, err := ct.parts.Admission.Requirements(ctx, sellerID, owner)
		if err != nil || len(asked) == 0 {
			t.Fatal(err, "nothing is asked of the stall")
		}
		at["requirement"] = asked[0].ID
		member, memberToken := ct.person("", "", "")
		_ = memberToken
		line := ct.Lines(t, sent.ID)[0]
		at["product"] = line.ProductID
		quantities := map[string]any{"quantities": ct.AsOrdered(t, sent.ID)}
		var ticket string
		complain := func(reply) {
			by := aftersale.Buyer(checkout.Buyer(buyer))
			tk, err := ct.parts.Aftersale.Complain(ctx, by, sent.ID, aftersale.Complaint{Reason: "damaged", Text: "Hộp bị vỡ"}, "complain")
			if err != nil {
				t.Fatal(err)
			}
			ticket = tk.ID
			at["complaint"] = ticket
		}
		orders, edit, money := rights(actor.SeeOrders, actor.HandleOrders), rights(actor.EditProducts), rights(actor.SeeMoney)
		handle := rights(actor.HandleOrders)
		base := "/stalls/{seller}"
		facts := map[string]any{"name_vi": "Chè thử", "class": "raw", "kind": "tea"}
		visits := []visit{
			{name: "listSellerOrders", method: "GET", path: base + "/orders", rights: orders},
			{name: "getSellerOrder", method: "GET", path: base + "/orders/" + sent.Code, rights: orders},
			{name: "listTodo", method: "GET", path: base + "/todo", rights: orders},
			{name: "findOrderByCode", method: "GET", path: base + "/order-codes?code=" + sent.Code, rights: orders},
			{name: "getLabels", method: "GET", path: base + "/labels", rights: orders},
			{name: "refuseOrder", method: "POST", path: base + "/orders/" + refused.ID + "/refuse", body: map[string]any{"reason": "refuse.sold_out"}, rights: handle},
			{name: "confirmOrder", method: "POST", path: base + "/orders/" + sent.ID + "/confirm", rights: handle},
			{name: "getStallMessages", method: "GET", path: base + "/orders/" + sent.ID + "/messages", rights: handle},
			{name: "writeToBuyer", method: "POST", path: base + "/orders/" + sent.ID + "/messages", body: map[string]any{"text": "Chào bạn"}, rights: handle},
			{name: "seenByStall", method: "POST", path: base + "/orders/" + sent.ID + "/messages/seen", body: map[string]any{"until": "2026-11-01T00:00:00Z"}, rights: handle, status: 204},
			{name: "reportBuyer", method: "POST", path: base + "/orders/" + sent.ID + "/messages/report", body: map[string]any{"reason": "talk.rude"}, rights: handle, status: 204},
			{name: "listUnread", method: "GET", path: base + "/unread", rights: handle},
			{name: "weighOrder", method: "POST", path: base + "/orders/" + sent.ID + "/weigh", body: quantities, rights: handle},
			{name: "packOrder", method: "POST", path: base + "/orders/" + sent.ID + "/pack", body: quantities, rights: handle},
			{name: "getParcelPapers", method: "GET", path: base + "/orders/" + sent.ID + "/papers", rights: orders},
			{name: "shipOrder", method: "POST", path: base + "/orders/" + sent.ID + "/ship", body: map[string]any{"tracking": "TEST12345"}, rights: handle},
			{name: "mendTracking", method: "PUT", path: base + "/orders/" + sent.ID + "/tracking", body: map[string]any{"tracking": "TEST12346"}, rights: handle},
			{name: "takeCash", method: "POST", path: base + "/orders/" + sent.ID + "/cash", rights: handle, status: 409}, // it was paid before
			{name: "deliverOrder", method: "POST", path: base + "/orders/" + sent.ID + "/deliver", rights: handle, after: complain},
			{name: "returnOrder", method: "POST", path: base + "/orders/" + back.ID + "/return", body: map[string]any{"reason": "return.damaged"}, rights: handle},

			{name: "listStallInvoices", method: "GET", path: base + "/invoices?state=due", rights: orders},
			{name: "getStallInvoice", method: "GET", path: base + "/invoices/" + wanted.ID, rights: handle},
			{name: "invoiceIssued", method: "POST", path: base + "/invoices/" + wanted.ID + "/issued", rights: handle, status: 409, // its order has not come
				body: map[string]any{"serial": "1C26TTS", "number": "1", "issued_on": "2026-11-01"}},
			{name: "refuseInvoice", method: "POST", path: base + "/invoices/" + wanted.ID + "/refuse", body: map[string]any{"reason": "Sai tên"}, rights: handle, status: 409},
			{name: "handOverInvoices", method: "POST", path: base + "/invoice-batches", rights: handle, status: 409}, // none is due
			{name: "listInvoiceBatches", method: "GET", path: base + "/invoice-batches", rights: handle},
			{name: "getInvoiceBatchJSON", method: "GET", path: base + "/invoice-batches/0/json", rights: handle, status: 404},
			{name: "getInvoiceBatchXLSX", method: "GET", path: base + "/invoice-batches/0/xlsx", rights: handle, status: 404},
			{name: "readInvoiceAnswers", method: "POST", path: base + "/invoice-answers", rights: handle, status: 422}, // without a file
			{name: "listFeeInvoices", method: "GET", path: base + "/fee-invoices", rights: money},
			{name: "reopenInvoice", method: "POST", path: base + "/invoices/" + wanted.ID + "/again", rights: handle, status: 409},

			{name: "listStallComplaints", method: "GET", path: base + "/complaints?state=open", rights: handle},
			{name: "getStallComplaint", method: "GET", path: base + "/complaints/{complaint}", rights: handle},
			{name: "answerStallComplaint", method: "POST", path: base + "/complaints/{complaint}/messages", body: map[string]any{"text": "Xin lỗi bác"}, rights: handle},
			{name: "getStallComplaintPhoto", method: "GET", path: base + "/complaints/{complaint}/photos/" + db.NewID(), rights: handle, status: 404},
			{name: "offerToBuyer", method: "POST", path: base + "/complaints/{complaint}/offer", body: map[string]any{"text": "Xin gửi lại", "again": true}, rights: handle},

			{name: "listWares", method: "GET", path: base + "/products?q=thử", rights: edit},
			{name: "listClaimable", method: "GET", path: base + "/claimable", rights: edit},
			{name: "getWare", method: "GET", path: base + "/products/{product}", rights: edit},
			{name: "offerProduct", method: "POST", path: base + "/products", body: facts, rights: edit, status: 201, after: func(a reply) {
				at["draft"], _ = a.body["id"].(string)
			}},
			{name: "beginListing", method: "POST", path: base + "/listings", body: map[string]any{"name_vi": "Chè thử", "kind": "tea"}, rights: edit, status: 201, after: func(a reply) {
				at["listing"], _ = a.body["id"].(string)
			}},
			{name: "listSimilar", method: "GET", path: base + "/products/{listing}/similar", rights: edit},
			{name: "makeLike", method: "POST", path: base + "/products/{listing}/like", body: map[string]any{"version": 1, "like_id": db.NewID()}, rights: edit, status: 404},
			{name: "sellProduct", method: "PUT", path: base + "/products/{listing}/selling", body: map[string]any{"unit": "hộp", "price": 45000}, rights: edit},
			{name: "addVariant", method: "POST", path: base + "/products/{draft}/variants", rights: edit, status: 201,
				body: map[string]any{"name_vi": "Hộp nhỏ", "basis": "piece", "unit": "hộp", "price": 45000, "ship_grams": 200, "stock": 5}, after: func(a reply) {
					at["form"], _ = a.body["variants"].([]any)[0].(map[string]any)["id"].(string)
				}},
			{name: "editProduct", method: "PUT", path: base + "/products/{draft}", rights: edit, status: 409,
				body: map[string]any{"version": 99, "name_vi": "Chè khác", "class": "raw", "kind": "tea"}},
			{name: "editVariant", method: "PUT", path: base + "/variants/{form}", rights: edit,
				body: map[string]any{"name_vi": "Hộp vừa", "basis": "piece", "unit": "hộp", "ship_grams": 220}},
			{name: "setPrice", method: "PUT", path: base + "/variants/{form}/price", body: map[string]any{"price": 46000}, rights: edit},
			{name: "setActive", method: "PUT", path: base + "/variants/{form}/active", body: map[string]any{"active": true}, rights: edit},
			{name: "receiveStock", method: "POST", path: base + "/variants/{form}/stock", body: map[string]any{"quantity": 3}, rights: edit},
			{name: "correctStock", method: "PUT", path: base + "/variants/{form}/stock", body: map[string]any{"seen": 8, "counted": 7}, rights: edit},
			{name: "publishProduct", method: "POST", path: base + "/products/{draft}/publish", rights: edit, status: 422},
			{name: "hideProduct", method: "POST", path: base + "/products/{draft}/hide", rights: edit},
			{name: "attachPhoto", method: "POST", path: base + "/products/{draft}/photos", body: map[string]any{"photo_id": "0"}, rights: edit, status: 404},
			{name: "orderPhotos", method: "PUT", path: base + "/products/{draft}/photos", body: map[string]any{"photo_ids": []string{}}, rights: edit},
			{name: "detachPhoto", method: "DELETE", path: base + "/products/{draft}/photos/0", rights: edit, status: 404},
			{name: "claimCertificate", method: "POST", path: base + "/products/{draft}/certificates", body: map[string]any{"kind": "vietgap", "number": "TH-01"}, rights: edit, status: 201,
				after: func(a reply) { at["certificate"], _ = a.body["id"].(string) }},
			{name: "getOwnScan", method: "GET", path: base + "/certificates/{certificate}/scan", rights: edit, status: 404},
			{name: "withdrawOwnCertificate", method: "POST", path: base + "/certificates/{certificate}/withdraw", body: map[string]any{"reason": "Nhầm giấy"}, rights: edit, status: 204},
			{name: "editStall", method: "PATCH", path: base, body: map[string]any{"about_vi": "Gian hàng thử"}, rights: edit},

			{name: "getDelivery", method: "GET", path: base + "/delivery", rights: rights(actor.EditProducts, actor.HandleOrders)},
			{name: "setDelivery", method: "PUT", path: base + "/delivery", body: map[string]any{"carrier": "flat", "active": true}, rights: edit},
			{name: "setPackingDays", method: "PUT", path: base + "/packing-days", body: map[string]any{"days": 1}, rights: edit, status: 204},
			{name: "addPickupPoint", method: "POST", path: base + "/pickup-points", rights: edit, status: 201,
				body:  map[string]any{"name": "Nhà văn hóa", "ward_code": markettest.Ward, "street": "Bản Thử", "days": []int{0, 5}, "hours": "8:00–17:00"},
				after: func(a reply) { at["point"], _ = a.body["id"].(string) }},
			{name: "closePickupPoint", method: "DELETE", path: base + "/pickup-points/{point}", rights: edit, status: 204},

			{name: "addMarketDay", method: "POST", path: base + "/market-days", body: map[string]any{"market": "Chợ phiên thử", "weekdays": []int{5}}, rights: edit, status: 201,
				after: func(a reply) { at["market"], _ = a.body["id"].(string) }},
			{name: "removeMarketDay", method: "DELETE", path: base + "/market-days/{market}", rights: edit, status: 204},
			{name: "setPostDays", method: "PUT", path: base + "/post-days", body: map[string]any{"point": "Bưu điện xã", "weekdays": []int{1, 4}}, rights: edit, status: 204},
			{name: "getPackingGuide", method: "GET", path: base + "/products/{draft}/packing", rights: rights(actor.EditProducts, actor.HandleOrders)},
			{name: "setPackingGuide", method: "PUT", path: base + "/products/{draft}/packing", body: map[string]any{"words": "Lót lá chuối", "boxes": []map[string]any{{"name": "vừa", "length": 30, "width": 20, "height": 20, "holds": "5 kg"}}}, rights: edit},
			{name: "getRest", method: "GET", path: base + "/rest", rights: edit},
			{name: "sleepStall", method: "PUT", path: base + "/sleep", body: map[string]any{"until": "2026-12-24"}, rights: edit},
			{name: "wakeStall", method: "DELETE", path: base + "/sleep", rights: edit, status: 204},
			{name: "sleepProduct", method: "PUT", path: base + "/products/{draft}/sleep", body: map[string]any{}, rights: edit, status: 204},
			{name: "wakeProduct", method: "DELETE", path: base + "/products/{draft}/sleep", rights: edit, status: 204},
			{name: "goAway", method: "PUT", path: base + "/holiday", body: map[string]any{"from": "2026-12-24", "to": "2026-12-26", "words": "Nhà có việc"}, rights: edit},
			{name: "listHarvests", method: "GET", path: base + "/harvests", rights: edit},
			{name: "announceHarvest", method: "POST", path: base + "/harvests", rights: edit, status: 404,
				body: map[string]any{"variant_id": db.NewID(), "from": "2026-12-24", "to": "2026-12-26", "until": "2026-12-20", "most": 5}},
			{name: "getHarvest", method: "GET", path: base + "/harvests/" + db.NewID(), rights: edit, status: 404},
			{name: "moveHarvest", method: "PUT", path: base + "/harvests/" + db.NewID() + "/days", body: map[string]any{"from": "2026-12-24", "to": "2026-12-26"}, rights: edit, status: 404},
			{name: "stopHarvest", method: "POST", path: base + "/harvests/" + db.NewID() + "/stop", rights: edit, status: 404},
			{name: "arriveHarvest", method: "POST", path: base + "/harvests/" + db.NewID() + "/arrive", body: map[string]any{"quantity": 5}, rights: edit, status: 404},
			{name: "failHarvest", method: "POST", path: base + "/harvests/" + db.NewID() + "/fail", rights: edit, status: 404},
			{name: "endHoliday", method: "DELETE", path: base + "/holiday", rights: edit, status: 204},

			{name: "previewNet", method: "GET", path: base + "/net-amount?price=100000&tax_class=goods", rights: rights(actor.EditProducts, actor.SeeMoney)},
			{name: "getBalance", method: "GET", path: base + "/balance", rights: money},
			{name: "getStatement", method: "GET", path: base + "/statement", rights: money},
			{name: "getTotals", method: "GET", path: base + "/totals?from=2026-11-01&to=2026-11-30", rights: money},
			{name: "listPayouts", method: "GET", path: base + "/payouts", rights: money},
			{name: "getWithholding", method: "GET", path: base + "/withholding", rights: money},
			{name: "getWithholdingMonths", method: "GET", path: base + "/withholding/months", rights: money},
			{name: "getWithholdingYear", method: "GET", path: base + "/withholding/years/2026", rights: money},
			{name: "getWithholdingYearPDF", method: "GET", path: base + "/withholding/years/2026/pdf", rights: money},
			{name: "getTakings", method: "GET", path: base + "/takings", rights: money},
			{name: "getRevenue", method: "GET", path: base + "/revenue", rights: money},
			{name: "listOrderMoney", method: "GET", path: base + "/order-money", rights: money},
			{name: "getOrderMoney", method: "GET", path: base + "/orders/" + sent.ID + "/money", rights: money},
			{name: "getNetPerKg", method: "GET", path: base + "/net-per-kg", rights: money},
			{name: "noteTraderPrice", method: "POST", path: base + "/trader-prices", body: map[string]any{"kind": "tea", "price": 90000, "asked": "Người thử"}, rights: money, status: 201,
				after: func(a reply) { at["heard"], _ = a.body["id"].(string) }},
			{name: "listTraderPrices", method: "GET", path: base + "/trader-prices", rights: money},
			{name: "removeTraderPrice", method: "DELETE", path: base + "/trader-prices/{heard}", rights: money, status: 204},
			{name: "listTaxPapers", method: "GET", path: base + "/tax-papers", rights: rights(actor.EditProducts, actor.SeeMoney)},
			{name: "handInTaxPaper", method: "POST", path: base + "/tax-papers", rights: edit, status: 404,
				body: map[string]any{"kind": "own_produce", "number": "TH-02", "issuer": "UBND xã thử", "issued_on": "2026-11-01", "valid_from": "2026-11-01", "scan_id": db.NewID()}},
			{name: "getBankAccount", method: "GET", path: base + "/bank-account", rights: rights(actor.SeeMoney, actor.HandleMoney)},
			{name: "setBankAccount", method: "PUT", path: base + "/bank-account", rights: rights(actor.HandleMoney),
				body: map[string]any{"bank_bin": "970436", "number": "0011002233", "holder": "NGUOI THU", "pin": testPIN, "code": "000000"}, status: 422}, // no code was sent
			{name: "getPayee", method: "GET", path: base + "/payee", rights: rights(actor.SeeMoney, actor.HandleMoney)},
			{name: "sendPayeeCode", method: "POST", path: base + "/payee/codes", rights: rights(actor.HandleMoney)},
			{name: "setPayee", method: "PUT", path: base + "/payee", rights: rights(actor.HandleMoney), status: 422,
				body: map[string]any{"kind": "post", "holder": "Giàng A Cúc", "post_point": "Bưu điện xã", "pin": testPIN, "code": "000000"}},
			{name: "listCollectedTasks", method: "GET", path: base + "/collected", rights: rights(actor.HandleMoney)},
			{name: "confirmMoney", method: "POST", path: base + "/orders/" + sent.ID + "/received", body: map[string]any{"amount": 1, "text": "FT 01"}, rights: rights(actor.HandleMoney), status: 409}, // the market has it
			{name: "listSellerRefunds", method: "GET", path: base + "/orders/" + sent.ID + "/refunds", rights: rights(actor.HandleMoney)},
			{name: "confirmPaidBack", method: "POST", path: base + "/orders/" + sent.ID + "/refunds/0/paid", body: map[string]any{"evidence": "FT 02"}, rights: rights(actor.HandleMoney), status: 409},
			{name: "listGrowers", method: "GET", path: base + "/growers", rights: rights(actor.HandleMoney)},
			{name: "getPurchaseListCSV", method: "GET", path: base + "/purchase-list/csv?from=2026-11-01&to=2026-11-30", rights: rights(actor.HandleMoney), status: 409}, // no cooperative
			{name: "getPurchaseListXLSX", method: "GET", path: base + "/purchase-list/xlsx?from=2026-11-01&to=2026-11-30", rights: rights(actor.HandleMoney), status: 409},
			{name: "acceptGrower", method: "POST", path: base + "/growers/0/accept", rights: rights(actor.HandleMoney), status: 404},
			{name: "refuseGrower", method: "POST", path: base + "/growers/0/refuse", rights: rights(actor.HandleMoney), status: 404},

			{name: "handInRequirement", method: "POST", path: base + "/requirements/{requirement}/hand-in", body: map[string]any{}, rights: rights(actor.EditMembers), status: 422}, // without a picture
			{name: "listRequirementFiles", method: "GET", path: base + "/requirements/{requirement}/files", rights: rights(actor.EditMembers)},
			{name: "getRequirementFile", method: "GET", path: base + "/requirements/{requirement}/files/0", rights: rights(actor.EditMembers), status: 404},
			{name: "beginIdentity", method: "POST", path: base + "/identity", rights: rights(actor.EditMembers), status: 409},
			{name: "askIdentity", method: "POST", path: base + "/identity/result", rights: rights(actor.EditMembers), status: 404},
			{name: "getAppeal", method: "GET", path: base + "/appeal", rights: rights(actor.EditMembers), status: 404}, // it is not suspended
			{name: "appeal", method: "POST", path: base + "/appeal", body: map[string]any{"words": "Xin xem lại"}, rights: rights(actor.EditMembers), status: 409},

			{name: "listMembers", method: "GET", path: base + "/members", rights: rights(actor.EditMembers)},
			{name: "addMember", method: "POST", path: base + "/members", rights: rights(actor.EditMembers), status: 201},
			{name: "changeRights", method: "PUT", path: base + "/members/" + member, body: map[string]any{"rights": []string{}}, rights: rights(actor.EditMembers)},
			{name: "removeMember", method: "DELETE", path: base + "/members/" + member, rights: rights(actor.EditMembers), status: 204},
		}
		seen := map[string]bool{}
		refusers, holders, helper := map[string]string{}, map[string]string{}, ct.helping(owner)
		name, phone := "", ""
		card, err := account.Person(ctx, d.Read(ctx), member)
		if err != nil {
			t.Fatal(err)
		}
		if phone, err = ct.parts.Accounts.PhoneNumber(ctx, d.Read(ctx), card.PhoneID); err != nil {
			t.Fatal(err)
		}
		name = card.Name
		for _, v := range visits {
			seen[v.name] = true
			if v.name == "addMember" {
				v.body = map[string]any{"phone": phone, "name": name, "rights": []string{"edit_members"}}
			}
			if v.status == 0 {
				v.status = 200
			}
			id := fmt.Sprint(v.rights)
			if refusers[id] == "" {
				refusers[id], holders[id] = ct.with(owner, without(v.rights...)...), ct.with(owner, v.rights[0])
			}
			path := v.path
			for k, val := range at {
				path = strings.ReplaceAll(path, "{"+k+"}", val)
			}
			if a := ct.call("", v.method, path, v.body); a.status != 401 {
				t.Errorf("%s by nobody: %d %s", v.name, a.status, a.raw)
			}
			if a := ct.call(stranger, v.method, path, v.body); a.status != 404 {
				t.Errorf("%s by another seller's member: %d %s", v.name, a.status, a.raw)
			}
			if a := ct.call(refusers[id], v.method, path, v.body); a.status != 403 || a.key() != "right."+string(v.rights[0]) {
				t.Errorf("%s without %v: %d %s", v.name, v.rights, a.status, a.raw)
			}
			if actor.NewRights(v.rights...).ForHelper() == "" { // of the owner, who holds them all
				if a := ct.call(helper, v.method, path, v.body); a.status != 403 {
					t.Errorf("%s by a helper: %d %s", v.name, a.status, a.raw)
				}
			}
			a := ct.call(holders[id], v.method, path, v.body)
			if a.status != v.status {
				t.Errorf("%s with %v: %d, want %d: %s", v.name, v.rights[0], a.status, v.status, a.raw)
				continue
			}
			if v.after != nil {
				v.after(a)
			}
		}
		for _, r := range (&api{Parts: ct.parts, hot: newCache(ct.Now)}).routes() {
			if r.right != "" && !seen[r.name] && r.name != "claimProduct" {
				t.Errorf("%s needs a right that no test refuses", r.name)
			}
		}
		ct.Prove(t)
	})
}
