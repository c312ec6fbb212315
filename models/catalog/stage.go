package catalog

import (
	"context"
	"errors"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
)

// Entry is a product as a file of the operator names it. Key finds it again in the next
// edition of the file, Hash tells whether that says something else. SellerID is empty for
// an entry that a seller is to claim.
type Entry struct {
	NewProduct
	Slug           string
	SellerID       string
	Evidence       string
	StatedStars    int
	RecognisedYear int
	DecisionNo     string
	SourceURL      string
	Sample         bool
	Key            string
	Hash           string
	ImportID       string
}

// Known is an entry that an earlier import wrote.
type Known struct {
	ID        string
	Slug      string
	SellerID  string
	State     State
	ImportID  string
	EntryKey  string
	EntryHash string
}

// Clean brings the texts into order and returns everything that is wrong with the entry.
func (e *Entry) Clean() fault.List {
	l := e.NewProduct.Clean()
	tidy(&l, "decision_no", &e.DecisionNo, maxCode, false)
	tidy(&l, "source_url", &e.SourceURL, 500, false)
	check := func(ok bool, key, field string) {
		if !ok {
			l.Add(fault.New(fault.Invalid, key).On(field))
		}
	}
	switch e.Evidence {
	case "", "certified", "ocop-stated", "ocop-plan", "specialty":
	default:
		check(false, "import.evidence", "evidence")
	}
	check(e.StatedStars >= 0 && e.StatedStars <= 5, "certificate.stars", "stars")
	check(e.RecognisedYear == 0 || e.RecognisedYear >= 2018 && e.RecognisedYear <= 2100, "certificate.year", "recognised_year")
	check(e.Slug == "" || e.Slug == SlugOf(e.Slug), "import.slug", "slug")
	check(webAddress(e.SourceURL), "import.source_url", "source_url")
	return l
}

// Product is the entry as it would be stored, for asking what it lacks.
func (e Entry) Product() (Product, []Variant) {
	p := Product{
		Slug: e.Slug, SellerID: e.SellerID, Evidence: e.Evidence, StatedStars: e.StatedStars, RecognisedYear: e.RecognisedYear,
		DecisionNo: e.DecisionNo, SourceURL: e.SourceURL, Sample: e.Sample, ImportID: e.ImportID, EntryKey: e.Key, EntryHash: e.Hash,
	}
	e.Facts.into(&p)
	vs := make([]Variant, len(e.Variants))
	for i, n := range e.Variants {
		vs[i] = n.variant("", i, 0)
	}
	return p, vs
}

// KnownEntries finds what earlier imports wrote under the keys, and whatever product has
// one of the page addresses or ids.
func KnownEntries(ctx context.Context, q *gorm.DB, keys, slugs, ids []string) ([]Known, error) {
	var rows []Known
	err := q.WithContext(ctx).Table("products").
		Select("id, slug, COALESCE(seller_id, '') AS seller_id, state, import_id, entry_key, entry_hash").
		Where("(entry_key IN ? AND entry_key <> '') OR slug IN ? OR id IN ?", keys, slugs, ids).Scan(&rows).Error
	return rows, err
}

// Stage writes a cleaned entry that nobody sees until Flip. Only the desk and the program
// itself import.
func Stage(ctx context.Context, tx *gorm.DB, e Entry, by actor.Actor, now clock.Instant) (productID string, vs []Variant, err error) {
	if err := mayImport(by); err != nil {
		return "", nil, err
	}
	p, _ := e.Product()
	p.ID, p.State, p.Version, p.CreatedAt = db.NewID(), Staged, 1, now
	vs, err = write(ctx, tx, &p, e.Variants, by, now)
	if db.IsDuplicate(err) {
		return "", nil, fault.New(fault.Conflict, "import.taken").From(err)
	}
	return p.ID, vs, err
}

// Renew brings a known entry to what the file says now: facts, prices, new forms; forms
// that the file no longer names stay. An unclaimed entry goes to the seller whom the file
// names, and a draft of a named seller is published when publish is true; what a seller
// has claimed is theirs ("product.claimed"). It returns the forms that are new, whose
// stock is to be opened.
func Renew(ctx context.Context, tx *gorm.DB, k Known, e Entry, publish bool, by actor.Actor, now clock.Instant) ([]Variant, error) {
	if err := mayImport(by); err != nil {
		return nil, err
	}
	p, err := Find(ctx, tx, k.ID)
	if err != nil {
		return nil, err
	}
	if p.SellerID != "" && p.SellerID != e.SellerID {
		return nil, fault.New(fault.Conflict, "product.claimed")
	}
	set := e.columns()
	set["evidence"], set["stated_stars"], set["recognised_year"] = e.Evidence, e.StatedStars, e.RecognisedYear
	set["decision_no"], set["source_url"] = e.DecisionNo, e.SourceURL
	set["seller_id"], set["sample"] = null(e.SellerID), e.Sample
	set["entry_key"], set["entry_hash"], set["import_id"] = e.Key, e.Hash, e.ImportID
	if err := touch(ctx, tx, p, set); err != nil {
		return nil, err
	}
	fresh, err := renewVariants(ctx, tx, p.ID, e.Variants, by, now)
	if err != nil {
		return nil, err
	}
	if p, err = Find(ctx, tx, p.ID); err != nil {
		return nil, err
	}
	if publish && p.SellerID != "" && p.State == Draft {
		return fresh, move(ctx, tx, p, Published, "", by, now)
	}
	return fresh, stillWhole(ctx, tx, p.ID)
}

func renewVariants(ctx context.Context, tx *gorm.DB, productID string, in []NewVariant, by actor.Actor, now clock.Instant) ([]Variant, error) {
	have, err := Variants(ctx, tx, productID)
	if err != nil {
		return nil, err
	}
	var fresh []Variant
	for i, n := range in {
		old := sameForm(have, n)
		if old == nil {
			v := n.variant(productID, len(have)+i, now)
			if err := addVariant(ctx, tx, v, by, now); err != nil {
				return nil, err
			}
			fresh = append(fresh, v)
			continue
		}
		if err := EditVariant(ctx, tx, old.ID, 0, n, by); err != nil {
			return nil, err
		}
		if n.Price.Positive() {
			if err := SetPrice(ctx, tx, old.ID, n.Price, by, now); err != nil {
				return nil, err
			}
		}
	}
	return fresh, nil
}

// sameForm finds the form that a row means: the one of that name and basis.
func sameForm(have []Variant, n NewVariant) *Variant {
	for i, v := range have {
		if v.NameVI == n.NameVI && v.Basis == n.Basis {
			return &have[i]
		}
	}
	return nil
}

// Flip shows in one transaction what an import has staged: entries without a seller become
// drafts to claim, those of a seller are published, or drafts when publish is false. The
// caller has made sure with Missing that they are whole; the table's CHECK does too.
func Flip(ctx context.Context, tx *gorm.DB, importID string, publish bool, by actor.Actor, now clock.Instant) (drafts, published int, err error) {
	if err := mayImport(by); err != nil {
		return 0, 0, err
	}
	if importID == "" {
		return 0, 0, errors.New("catalog: flip of no import")
	}
	if publish {
		if published, err = flip(ctx, tx, importID, "AND seller_id IS NOT NULL", Published, by, now); err != nil {
			return 0, 0, err
		}
	}
	drafts, err = flip(ctx, tx, importID, "", Draft, by, now)
	return drafts, published, err
}

func flip(ctx context.Context, tx *gorm.DB, importID, which string, to State, by actor.Actor, now clock.Instant) (int, error) {
	staged := "import_id = ? AND state = 'staged' " + which
	var ids []string
	if err := tx.WithContext(ctx).Table("products").Where(staged, importID).Order("id").Pluck("id", &ids).Error; err != nil || len(ids) == 0 {
		return 0, err
	}
	set := map[string]any{"state": to, "version": gorm.Expr("version + 1")}
	if to == Published {
		set["published_at"] = now
	}
	res := tx.WithContext(ctx).Table("products").Where(staged, importID).Updates(set)
	if res.Error != nil {
		return 0, res.Error
	}
	if int(res.RowsAffected) != len(ids) {
		return 0, fault.New(fault.Conflict, "product.moved")
	}
	who := by.Stamp()
	moves := make([]Move, len(ids))
	for i, id := range ids {
		moves[i] = Move{
			ID: db.NewID(), ProductID: id, FromState: Staged, ToState: to, ActorKind: who.Kind, ActorID: who.ID,
			OnBehalfOf: who.OnBehalfOf, Channel: who.Channel, CreatedAt: now,
		}
		if err := tell(ctx, tx, id); err != nil {
			return 0, err
		}
	}
	return len(ids), tx.WithContext(ctx).Create(&moves).Error
}

func mayImport(by actor.Actor) error {
	switch by.(type) {
	case actor.Admin, actor.System:
		return nil
	}
	return fault.New(fault.Forbidden, "import.desk")
}
