package bench

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/admission"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/notify"
	"github.com/chophien/chophien/models/onboarding"
	"github.com/chophien/chophien/models/requirement"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/table"
	"github.com/chophien/chophien/models/vntext"
)

// Preparation makes a ground, through the verbs that everybody uses.
type Preparation struct {
	DB     *db.DB
	Keys   *crypt.Keyring
	Places *division.Directory
	Now    clock.Clock
	Terms  string
}

// How much there is.
const (
	stalls = 10
	each   = 100 // products of a stall
)

var program = actor.System{Job: "bench", Channel: actor.CLI}

// wards of the stalls and of the buyers.
var wards = []string{"04672", "04288", "04498", "04714", "04303", "04375", "04456", "04606", "04252", "04672"}

// Make fills the market with 1,000 products of ten stalls and as many buyers as wanted,
// each with a token. A second time it renews the tokens and the ten that are left.
func (p Preparation) Make(ctx context.Context, buyers int, tell func(string)) (Ground, error) {
	g := Ground{Scheme: division.Current, Ward: wards[0], Terms: p.Terms}
	o := &onboarding.Onboarding{DB: p.DB, Keys: p.Keys, Places: p.Places, Now: p.Now}
	inbox := &inbox{}
	a := &account.Accounts{DB: p.DB, Keys: p.Keys, Now: p.Now, Send: inbox, Log: slog.New(slog.DiscardHandler), Limits: account.Limits{
		Resend: 1, Day: 1 << 30, DeviceDay: 1 << 30, KnownDay: 1 << 30, AddressHour: 1 << 30, AddressDay: 1 << 30, BlockHour: 1 << 30, AllDay: 1 << 30, AllKnownDay: 1 << 30,
	}}
	sellers, err := p.openStalls(ctx, o, a)
	if err != nil {
		return g, fmt.Errorf("bench: stalls: %w", err)
	}
	report, err := o.Import(ctx, sheet(), onboarding.ImportOptions{Publish: true}, program)
	if err != nil {
		return g, fmt.Errorf("bench: goods: %w", err)
	}
	for _, r := range report.Refusals {
		return g, fmt.Errorf("bench: goods: row %d: %v", r.Row, r.Faults)
	}
	tell(fmt.Sprintf("%d products of %d stalls", report.Rows, stalls))
	for _, s := range sellers {
		if err := p.goods(ctx, s, &g); err != nil {
			return g, err
		}
	}
	if g.LastTen, err = p.lastTen(ctx, o, sellers[0]); err != nil {
		return g, fmt.Errorf("bench: the last ten: %w", err)
	}
	for i := range buyers {
		token, err := p.buyer(ctx, a, inbox, i)
		if err != nil {
			return g, fmt.Errorf("bench: buyer %d: %w", i, err)
		}
		g.Tokens = append(g.Tokens, token)
	}
	tell(fmt.Sprintf("%d buyers", buyers))
	return g, nil
}

func stallName(i int) string { return fmt.Sprintf("Gian hàng đo tải %02d", i+1) }

func (p Preparation) openStalls(ctx context.Context, o *onboarding.Onboarding, a *account.Accounts) ([]seller.Seller, error) {
	var slugs []string
	for i := range stalls {
		slugs = append(slugs, vntext.Slug(stallName(i)))
	}
	known, err := seller.Named(ctx, p.DB.Read(ctx), slugs)
	if err != nil {
		return nil, err
	}
	for i, slug := range slugs {
		if _, ok := known[slug]; ok {
			continue
		}
		owner, err := a.Enrol(ctx, program, account.Enrol{Phone: fmt.Sprintf("09000010%02d", i), Name: "Chủ Gian Đo Tải", Locale: "vi"})
		if err != nil {
			return nil, err
		}
		id, err := o.Apply(ctx, seller.NewSeller{
			Name: stallName(i), Kind: seller.Cooperative, AboutVI: "Gian hàng mẫu để đo sức chợ.", AboutEN: "A sample stall to measure the market.",
			Scheme: division.Current, WardCode: wards[i], OwnerID: owner, Sample: true,
			Pickup: seller.Pickup{Contact: "Chủ Gian Đo Tải", Street: "Nhà mẫu số 1"},
		}, "", program)
		if err == nil {
			err = p.agrees(ctx, a, owner)
		}
		if err == nil {
			err = p.admit(ctx, id)
		}
		if err != nil {
			return nil, err
		}
	}
	if known, err = seller.Named(ctx, p.DB.Read(ctx), slugs); err != nil {
		return nil, err
	}
	var out []seller.Seller
	for _, slug := range slugs {
		out = append(out, known[slug])
	}
	return out, nil
}

// shelf are the kinds of goods: words for a name, and facets to count.
var shelf = []struct{ kind, name, class string }{
	{"rice", "Gạo nếp nương", "raw"}, {"vegetables", "Rau cải mèo", "raw"}, {"beans", "Đậu đen lòng xanh", "raw"},
	{"citrus", "Cam sành", "raw"}, {"fruit", "Chuối tiêu hồng", "raw"},
}

// sheet is the list of goods as an operator would import it.
func sheet() table.Sheet {
	s := table.Sheet{Header: []string{
		"name_vi", "class", "kind", "tax_class", "seller", "origin_text", "description_vi", "season", "shelf_life_days", "storage_vi",
		"usage_vi", "variant", "unit", "price", "stock", "net_grams", "ship_grams"}}
	for i := range stalls {
		for n := range each {
			k := shelf[(i+n)%len(shelf)]
			s.Rows = append(s.Rows, []string{
				fmt.Sprintf("%s mẫu %02d-%03d", k.name, i+1, n+1), k.class, k.kind, "goods", vntext.Slug(stallName(i)), "Xã Văn Chấn", "Hàng mẫu để đo sức chợ.",
				strconv.Itoa(1 + n%12), "180", "Để nơi khô, mát.", "Nấu chín.", "Túi 1 kg", "túi", strconv.Itoa(20_000 + 1000*(n%80)), "1000000", "1000", "1050",
			})
		}
	}
	return s
}

// goods reads what a stall sells into the ground.
func (p Preparation) goods(ctx context.Context, s seller.Seller, g *Ground) error {
	ids, err := catalog.IDsOf(ctx, p.DB.Read(ctx), s.ID)
	if err != nil {
		return err
	}
	var rows []struct{ Slug, Kind, Variant string }
	err = p.DB.Read(ctx).Raw(`SELECT p.slug, p.kind, v.id AS variant FROM products p JOIN variants v ON v.product_id = p.id JOIN stock s ON s.variant_id = v.id
		WHERE p.id IN ? AND p.state = 'published' AND s.on_hand - s.held > 1000 ORDER BY p.id`, ids).Scan(&rows).Error
	for _, r := range rows {
		g.Products = append(g.Products, Goods{Slug: r.Slug, Kind: r.Kind, Variant: r.Variant, Seller: s.ID})
	}
	return err
}

// lastTen puts a new product on a shelf, of which there are ten.
func (p Preparation) lastTen(ctx context.Context, o *onboarding.Onboarding, s seller.Seller) (string, error) {
	in := onboarding.NewOffer{
		Facts: catalog.Facts{
			Class: "raw", Kind: "rice", NameVI: "Mười túi cuối " + db.NewID()[:13], DescriptionVI: "Hàng mẫu để đo sức chợ.", OriginText: "Xã Văn Chấn",
			StorageVI: "Để nơi khô, mát.", UsageVI: "Nấu chín.", ShelfLifeDays: 180, TaxClass: "goods",
		},
		Variants: []onboarding.NewForm{{NewVariant: catalog.NewVariant{NameVI: "Túi 1 kg", Basis: "piece", Unit: "túi", Step: 1, Minimum: 1, NetGrams: 1000, ShipGrams: 1050, Price: money.Of(30_000)}, Stock: 10}},
	}
	id, err := o.Offer(ctx, s.ID, in, "", program)
	if err == nil {
		err = o.Publish(ctx, id, program)
	}
	if err != nil {
		return "", err
	}
	var variant string
	err = p.DB.Read(ctx).Raw("SELECT id FROM variants WHERE product_id = ?", id).Scan(&variant).Error
	return variant, err
}

// buyer signs somebody in as the market signs in everybody, and reads the code that would
// have gone to the phone.
func (p Preparation) buyer(ctx context.Context, a *account.Accounts, in *inbox, i int) (string, error) {
	sent, err := a.SendCode(ctx, account.SendCode{Phone: fmt.Sprintf("0900%06d", 100_000+i), Purpose: account.SignIn, Address: "127.0.0.1", Locale: "vi"})
	if err != nil {
		return "", err
	}
	proved, err := a.ProveCode(ctx, account.CodeProof{RequestID: sent.RequestID, Code: in.code, DeviceToken: sent.DeviceToken})
	if err != nil {
		return "", err
	}
	if len(proved.People) > 0 {
		in, err := a.ChoosePerson(ctx, proved.Identity, account.ChoosePerson{PersonID: proved.People[0].ID, Kind: account.Bearer, Label: "bench"})
		return in.Token, err
	}
	added, err := a.AddPerson(ctx, proved.Identity, account.AddPerson{
		Name: "Người Mua Đo Tải", Consent: account.ConsentText, Locale: "vi", Kind: account.Bearer, Label: "bench", Channel: actor.CLI})
	return added.Token, err
}

// inbox is a phone in the hand of who prepares.
type inbox struct{ code string }

// Send implements notify.Sender.
func (i *inbox) Send(_ context.Context, m notify.Message) error {
	code, ok := m.Args["code"].(string)
	if !ok {
		return errors.New("bench: a message without a code")
	}
	i.code = code
	return nil
}

// agrees is the yes of who owns a stall that it is shown to everybody.
func (p Preparation) agrees(ctx context.Context, a *account.Accounts, owner string) error {
	return p.DB.Tx(ctx, func(tx *gorm.DB) error {
		_, err := a.Answer(ctx, tx, actor.Buyer{PersonID: owner, Channel: actor.CLI},
			account.Consent{Purpose: account.Publishing, Version: account.ConsentTexts[account.Publishing], Answer: account.Yes})
		return err
	})
}

// admit lets a stall sell: the program vouches for what it has made.
func (p Preparation) admit(ctx context.Context, sellerID string) error {
	a := &admission.Admission{DB: p.DB, Keys: p.Keys, Now: p.Now, Album: &media.Album{DB: p.DB}, Log: slog.New(slog.DiscardHandler)}
	all, err := a.Requirements(ctx, sellerID, program)
	for _, r := range all {
		if err == nil && r.Kind != requirement.Identity {
			err = a.Waive(ctx, r.ID, "Gian hàng mẫu để đo sức chợ", program)
		}
	}
	if err != nil {
		return err
	}
	return a.Check(ctx, sellerID, seller.NewCheck{Method: seller.InPerson, Reference: "MẪU-0000"}, program)
}
