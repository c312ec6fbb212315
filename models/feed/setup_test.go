package feed_test

import (
	"context"
	"errors"
	"iter"
	"sync/atomic"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/feed"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/search"
	"github.com/chophien/chophien/search/bleve"
)

var desk = actor.Admin{PersonID: "desk", Channel: actor.Page}

// shop is a market, the index of it, and what carries from one to the other.
type shop struct {
	testing.TB
	*markettest.Market
	index   *watched
	feed    *feed.Feed
	outbox  *outbox.Deliverer
	sellers []actor.Member
}

func openShop(t testing.TB, d *db.DB) *shop {
	s := &shop{TB: t, Market: markettest.New(t, d)}
	engine, err := bleve.Open(t.TempDir(), search.NewLexicon())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := engine.Close(); err != nil {
			t.Error(err)
		}
	})
	places, err := division.New("15")
	if err != nil {
		t.Fatal(err)
	}
	s.index = &watched{Engine: engine}
	s.feed = &feed.Feed{DB: d, Engine: s.index, Places: places, Now: s.Now}
	s.outbox = &outbox.Deliverer{DB: d, Now: s.Now}
	s.feed.Listen(s.outbox)
	for range 2 {
		_, member := s.Seller(t)
		s.sellers = append(s.sellers, member)
	}
	if err := s.feed.Rebuild(t.Context()); err != nil {
		t.Fatal(err)
	}
	return s
}

// watched is an engine that can be away, counts what is written to it, and lets a test do
// something after it has told what it holds, or has taken something out.
type watched struct {
	search.Engine
	told    func()
	removed func()
	away    atomic.Bool
	calls   atomic.Int32
	written atomic.Int32
}

var errAway = errors.New("no answer")

func (e *watched) Put(ctx context.Context, docs []search.Document) error {
	e.calls.Add(1)
	if e.away.Load() {
		return errAway
	}
	e.written.Add(int32(len(docs)))
	return e.Engine.Put(ctx, docs)
}

func (e *watched) Remove(ctx context.Context, ids []string) error {
	e.calls.Add(1)
	if e.away.Load() {
		return errAway
	}
	e.written.Add(int32(len(ids)))
	err := e.Engine.Remove(ctx, ids)
	if e.removed != nil {
		e.removed()
	}
	return err
}

func (e *watched) Held(ctx context.Context) iter.Seq2[search.Holding, error] {
	return func(yield func(search.Holding, error) bool) {
		e.Engine.Held(ctx)(yield)
		if e.told != nil {
			e.told()
		}
	}
}

func (s *shop) do(fn func(ctx context.Context, tx *gorm.DB) error) {
	s.Helper()
	if err := s.DB.Tx(s.Context(), func(tx *gorm.DB) error { return fn(s.Context(), tx) }); err != nil {
		s.Fatal(err)
	}
}

// deliver tells the feed all that is due.
func (s *shop) deliver() {
	s.Helper()
	if _, err := s.outbox.Drain(s.Context()); err != nil {
		s.Fatal(err)
	}
}

// offer puts a product with forms at prices on the shelf.
func (s *shop) offer(by actor.Member, facts catalog.Facts, prices ...int64) (productID string, forms []catalog.Variant) {
	s.Helper()
	n := catalog.NewProduct{Facts: facts}
	for _, p := range prices {
		n.Variants = append(n.Variants, catalog.NewVariant{Basis: measure.Piece, Unit: "chai", NetML: 500, ShipGrams: 700, Price: money.Of(p)})
	}
	s.do(func(ctx context.Context, tx *gorm.DB) error {
		p, vs, err := catalog.Offer(ctx, tx, by.SellerID, n, by, s.Now())
		if err != nil {
			return err
		}
		productID, forms = p.ID, vs
		return catalog.Publish(ctx, tx, p.ID, by, s.Now())
	})
	return productID, forms
}

// drink states all that any class asks for.
func drink(name string) catalog.Facts {
	return catalog.Facts{
		Class: catalog.Packed, Kind: "drink", OCOPGroup: 2, NameVI: name, Scheme: division.Current, WardCode: markettest.Ward,
		StorageVI: "Nơi khô mát", IngredientsVI: "Quả tươi", UsageVI: "Uống ngay", WarningsVI: "Không dùng khi đổi màu",
		DeclarationType: "self", DeclarationNo: "MẪU-01", ProducerName: "HTX Mẫu", ProducerAddress: "Xã Văn Chấn, Lào Cai", TaxClass: catalog.TaxGoods,
	}
}

// certify is an OCOP paper of a product, verified.
func (s *shop) certify(by actor.Member, productID string, stars int, until clock.Date) (certificateID string) {
	s.Helper()
	in := catalog.NewCertificate{
		Kind: catalog.OCOP, Number: "QĐ " + db.NewID(), Issuer: "UBND tỉnh", Stars: stars, IssuedOn: "2024-01-01", ValidUntil: until,
		ScanID: s.Scan(s.TB, by.SellerID),
	}
	s.do(func(ctx context.Context, tx *gorm.DB) error {
		c, err := catalog.ClaimCertificate(ctx, tx, productID, in, by, s.Now())
		if err != nil {
			return err
		}
		certificateID = c.ID
		return catalog.VerifyCertificate(ctx, tx, c.ID, in, desk, s.Now())
	})
	return certificateID
}

func (s *shop) found(q search.Query) search.Result {
	s.Helper()
	r, err := s.index.Search(s.Context(), q)
	if err != nil {
		s.Fatal(err)
	}
	return r
}

// wrong is what Verify finds, by product.
func (s *shop) wrong() map[string]feed.Departure {
	s.Helper()
	all, err := s.feed.Verify(s.Context())
	if err != nil {
		s.Fatal(err)
	}
	out := map[string]feed.Departure{}
	for _, d := range all {
		out[d.ProductID] = d.Is
	}
	return out
}
