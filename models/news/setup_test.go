package news_test

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/admission"
	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/markettest/saletest"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/news"
	"github.com/chophien/chophien/models/notify"
	"github.com/chophien/chophien/models/onboarding"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/settlement"
	"github.com/chophien/chophien/web/locale"
	"github.com/chophien/chophien/web/view"
)

var (
	ctx = context.Background()
	// chief is the one of the desk who does things; others of it hear of them.
	chief = actor.Admin{PersonID: "chief", Channel: actor.Page}
)

// town is a market in which everybody listens: messages come by the outbox.
type town struct {
	*saletest.Shop
	f       *fulfillment.Fulfillment
	a       *aftersale.Aftersale
	cashier *settlement.Cashier
	opening *onboarding.Onboarding
	admit   *admission.Admission
	d       *outbox.Deliverer
	lang    string

	names map[string]string // of phones by number
	heard []string          // "who template", since the last look
	texts []string          // what they read
	wrong []string          // what nobody should read
	away  map[string]bool   // numbers that cannot be reached
}

// inBoth runs a story on both databases, in both languages.
func inBoth(t *testing.T, story func(t *testing.T, m *town)) {
	t.Helper()
	for _, lang := range []string{"vi", "en"} {
		t.Run(lang, func(t *testing.T) {
			dbtest.Each(t, func(t *testing.T, d *db.DB) { story(t, open(t, d, lang)) })
		})
	}
}

func open(t *testing.T, d *db.DB, lang string) *town {
	t.Helper()
	s, quiet := saletest.Open(t, d, order.EarnedBySeller), slog.New(slog.DiscardHandler)
	m := &town{
		Shop: s, lang: lang, names: map[string]string{}, away: map[string]bool{},
		f:       &fulfillment.Fulfillment{DB: d, Now: s.Now, Gateways: s.Gateways, Carriers: s.Carriers, Log: quiet},
		a:       &aftersale.Aftersale{DB: d, Now: s.Now, Gateways: s.Gateways, Log: quiet},
		cashier: &settlement.Cashier{DB: d, Now: s.Now, Keys: s.Till.Keys},
		opening: &onboarding.Onboarding{DB: d, Keys: s.Till.Keys, Now: s.Now, Places: s.Till.Places},
		admit:   &admission.Admission{DB: d, Keys: s.Till.Keys, Now: s.Now, Album: &media.Album{DB: d}, Log: quiet},
	}
	m.d = m.worker(m)
	return m
}

// worker delivers what people are told, by a channel.
func (m *town) worker(by notify.Sender) *outbox.Deliverer {
	d := &outbox.Deliverer{DB: m.DB, Now: m.Now, Log: slog.New(slog.DiscardHandler)}
	n := &news.News{DB: m.DB, Now: m.Now, Accounts: &account.Accounts{DB: m.DB, Keys: m.Till.Keys, Now: m.Now}, Send: by, BaseURL: "http://market.test"}
	n.Listen(d)
	d.Discard(catalog.ChangedNote, seller.ChangedNote) // the search index's
	return d
}

// Send implements notify.Sender.
func (m *town) Send(_ context.Context, msg notify.Message) error {
	if m.away[msg.To] {
		return fault.New(fault.Unavailable, "notify.unsent")
	}
	who := m.names[msg.To]
	if !locale.Has("notify." + msg.Template) {
		m.wrong = append(m.wrong, "no sentence for "+msg.Template)
	}
	text := locale.Sentence(locale.Parse(msg.Locale), "notify."+msg.Template, msg.Args)
	for _, word := range strings.Fields(text) {
		if path, ok := strings.CutPrefix(word, "http://market.test"); ok && !slices.ContainsFunc(pages(), func(page *regexp.Regexp) bool { return page.MatchString(path) }) {
			m.wrong = append(m.wrong, "no page "+path)
		}
	}
	if msg.Locale != m.lang || strings.ContainsAny(text, "{}") || strings.Contains(text, "<nil>") {
		m.wrong = append(m.wrong, fmt.Sprintf("%s reads in %q: %s", who, msg.Locale, text))
	}
	m.heard, m.texts = append(m.heard, who+" "+msg.Template), append(m.texts, text)
	return nil
}

// pages are the addresses that the market answers, read from the lists of its routes.
var pages = sync.OnceValue(func() (all []*regexp.Regexp) {
	get, param := regexp.MustCompile(`\.Get\("(/[^"]*)"`), regexp.MustCompile(`:[a-z]+`)
	for _, list := range []struct{ file, begins, at string }{
		{"../../handlers/portal/routes.go", "func (w *portal) selling(", "/portal/s/:stall"},
		{"../../handlers/portal/routes.go", "func (w *portal) desking(", "/portal/desk"},
		{"../../handlers/storefront/routes.go", "app.Get(", ""},
	} {
		src, err := os.ReadFile(list.file)
		if err != nil {
			panic(err)
		}
		_, rest, found := strings.Cut(string(src), list.begins)
		if !found {
			panic(list.file + " lists nothing at " + list.begins)
		}
		routes, _, _ := strings.Cut(rest, "\n}\n")
		if strings.Contains(routes, "app.Get(view.PathMyData,") {
			all = append(all, regexp.MustCompile("^"+view.PathMyData+"$"))
		}
		for _, r := range get.FindAllStringSubmatch(routes, -1) {
			all = append(all, regexp.MustCompile("^"+param.ReplaceAllString(strings.TrimSuffix(list.at+r[1], "/"), "[^/]+")+"$"))
		}
	}
	return all
})

// person names the holder of a phone and gives it a number and the language of the story.
func (m *town) person(t *testing.T, name, personID string) (number string) {
	t.Helper()
	number = fmt.Sprintf("+8490%07d", len(m.names)+1)
	m.names[number] = name
	m.tx(t, func(tx *gorm.DB) error {
		var phone string
		if err := tx.Raw("SELECT phone_id FROM people WHERE id = ?", personID).Scan(&phone).Error; err != nil {
			return err
		}
		if err := tx.Exec("UPDATE people SET locale = ? WHERE id = ?", m.lang, personID).Error; err != nil {
			return err
		}
		return tx.Exec("UPDATE phones SET sealed = ? WHERE id = ?", m.Till.Keys.Seal("phones.sealed", number), phone).Error
	})
	return number
}

func (m *town) tx(t *testing.T, fn func(tx *gorm.DB) error) {
	t.Helper()
	fine(t, m.DB.Tx(ctx, fn))
}

// holds gives a new person a role in a ward; "" for the desk.
func (m *town) holds(t *testing.T, name string, role account.RoleName, ward string) (personID string) {
	t.Helper()
	_, personID = m.Phone(t)
	m.person(t, name, personID)
	row := map[string]any{"id": db.NewID(), "person_id": personID, "role": role, "granted_by": "test", "granted_at": m.Now()}
	if ward != "" {
		row["scheme"], row["code"] = division.Current, ward
	}
	m.tx(t, func(tx *gorm.DB) error { return tx.Table("roles").Create(row).Error })
	return personID
}

// keeper is a seller whose one member has all rights.
func (m *town) keeper(t *testing.T, name string) actor.Member {
	t.Helper()
	_, member := m.Seller(t)
	m.person(t, name, member.PersonID)
	return member
}

func (m *town) buyer(t *testing.T) checkout.Buyer {
	t.Helper()
	b := m.Buyer(t)
	m.person(t, "buyer", b.PersonID)
	return b
}

// sale is a group of one order: two boxes at 100,000 đ each and one kilogram at 60,000 đ.
type sale struct {
	*town
	by    checkout.Buyer
	stall actor.Member
	group order.Group
	id    string
	box   string // line ids
	loose string
}

func (s *sale) buyer() aftersale.Buyer {
	return aftersale.Buyer{Shopper: s.by.Shopper, PersonID: s.by.PersonID, PhoneID: s.by.PhoneID}
}

func (m *town) goods(t *testing.T, stall actor.Member) map[string]int64 {
	t.Helper()
	return map[string]int64{
		m.Variant(t, markettest.Good{SellerID: stall.SellerID, Price: 100_000, Stock: 10}):                   2,
		m.Variant(t, markettest.Good{SellerID: stall.SellerID, Price: 60_000, Basis: "gram", Stock: 20_000}): 1000,
	}
}

func (m *town) placed(t *testing.T, by checkout.Buyer, stall actor.Member) *sale {
	t.Helper()
	s := &sale{town: m, by: by, stall: stall, group: m.Placed(t, by, m.goods(t, stall), "flat")}
	m.tx(t, func(tx *gorm.DB) error {
		return tx.Exec("UPDATE order_groups SET locale = ? WHERE id = ?", m.lang, s.group.ID).Error
	})
	s.id = m.Orders(t, s.group)[0].ID
	for _, l := range m.Lines(t, s.id) {
		if l.Basis == "gram" {
			s.loose = l.ID
		} else {
			s.box = l.ID
		}
	}
	return s
}

// code is what the buyer reads on the page of the order.
func (s *sale) code(t *testing.T) string { return s.Order(t, s.id).Code }

func (s *sale) pay(t *testing.T) *sale {
	t.Helper()
	s.Tell(t, s.Begun(t, s.by, s.group))
	return s
}

// sold is a paid order of which nobody has more to hear.
func (m *town) sold(t *testing.T) *sale {
	t.Helper()
	s := m.placed(t, m.buyer(t), m.keeper(t, "seller")).pay(t)
	m.hear(t)
	return s
}

func (s *sale) to(t *testing.T, until order.Status) *sale {
	t.Helper()
	for _, step := range []func() error{
		func() error { _, err := s.f.Confirm(ctx, s.stall, s.id); return err },
		func() error { _, err := s.f.Pack(ctx, s.stall, s.id, s.AsOrdered(t, s.id)); return err },
		func() error { _, err := s.f.Ship(ctx, s.stall, s.id, "VN"+db.NewID()[24:]); return err },
		func() error { _, err := s.f.Deliver(ctx, s.stall, s.id); return err },
		func() error { s.Pass(order.Quiet); return s.f.CompleteDue(ctx) },
	} {
		if s.Order(t, s.id).Status == until {
			break
		}
		fine(t, step())
	}
	s.hear(t)
	return s
}

// until is that the clock has come to an instant.
func (m *town) until(at clock.Instant) { m.Pass(at.Sub(m.Now())) }

// hear delivers what waits and returns who heard what.
func (m *town) hear(t *testing.T) []string {
	t.Helper()
	m.heard, m.texts = nil, nil
	if _, err := m.d.Drain(ctx); err != nil {
		t.Fatal(err)
	}
	for _, w := range m.wrong {
		t.Error(w)
	}
	m.wrong = nil
	slices.Sort(m.heard)
	return m.heard
}

// after is that a step went well and that those named heard so much of it, and no more
// when every note comes once more.
func (m *town) after(t *testing.T, err error, want ...string) {
	t.Helper()
	fine(t, err)
	got := m.hear(t)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("heard %q, want %q", got, want)
	}
	texts := m.texts
	m.tx(t, func(tx *gorm.DB) error {
		return tx.Exec("UPDATE outbox_notes SET state = 'pending', delivered_at = 0, attempts = 0 WHERE state = 'done' AND delivered_at = ?", m.Now()).Error
	})
	if again := m.hear(t); len(again) > 0 {
		t.Errorf("heard again %q", again)
	}
	m.texts = texts
	if left := m.Count(t, "outbox_notes", "state <> 'done'"); left > 0 {
		t.Errorf("%d notes were not delivered", left)
	}
	m.Pass(time.Millisecond)
}

// says is that one of the messages of the last step is exactly this, in the language of
// the story.
func (m *town) says(t *testing.T, vi, en string) {
	t.Helper()
	want := vi
	if m.lang == "en" {
		want = en
	}
	for _, text := range m.texts {
		if strings.ReplaceAll(text, "\u00a0", " ") == want {
			return
		}
	}
	t.Errorf("nobody reads %q, but %q", want, m.texts)
}

func fine(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
