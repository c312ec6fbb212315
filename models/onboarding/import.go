package onboarding

import (
	"context"
	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/table"
)

// ImportOptions say how a file is taken in.
type ImportOptions struct {
	DryRun   bool                  // judge every row, write nothing
	Partial  bool                  // take the good rows although others are refused
	Publish  bool                  // goods of a named seller go on the shelf, so they must state everything
	Progress func(done, total int) // rows written, called after every chunk; may be nil
}

const (
	chunk      = 100 // products in one transaction
	chunkLimit = 30 * time.Second
	flipLimit  = time.Minute
)

// Import takes a table of products in. Every row is judged before anything is written;
// when one is refused the whole file is, unless Partial. Rows that say what they said in
// an earlier import change nothing, so a file may be taken in again. New products are
// written in chunks that nobody sees, and shown all at once at the end: those of a named
// seller published or as drafts, the others as entries that a seller may claim. What an
// interrupted import left unseen is taken up by the next one of the file.
//
// First stock is put on the shelf with a form's first appearance and never again: sales
// have changed it since. The error is a fault for a file that cannot be read as a table of
// products; rows are the report's.
func (o *Onboarding) Import(ctx context.Context, s table.Sheet, opt ImportOptions, by actor.Actor) (Report, error) {
	rep := Report{DryRun: opt.DryRun}
	if _, desk := by.(actor.Admin); !desk {
		if _, program := by.(actor.System); !program {
			return rep, fault.New(fault.Forbidden, "import.desk")
		}
	}
	if err := s.Refuse(); err != nil {
		return rep, err
	}
	l, err := layoutOf(s.Header)
	if err != nil {
		return rep, err
	}
	all := o.items(s, l)
	if err := o.judge(ctx, all, opt); err != nil {
		return rep, err
	}
	good := rep.count(all)
	if rep.Refused > 0 && !opt.Partial {
		rep.Imported, rep.Unchanged, rep.Refused, rep.Created, rep.Renewed = 0, 0, rep.Rows, 0, 0
		return rep, nil
	}
	if opt.DryRun || len(good) == 0 {
		return rep, nil
	}
	return rep, o.write(ctx, &rep, good, opt, by)
}

// count fills the report from what was judged and returns the products to be written.
func (r *Report) count(all []*item) []*item {
	var good []*item
	for _, it := range all {
		r.Rows += len(it.rows)
		switch {
		case it.refused():
			r.Refused += len(it.rows)
			for _, row := range it.rows {
				fs := it.faults[row]
				if len(fs) == 0 {
					fs = fault.List{fault.New(fault.Invalid, "import.with_row").With("row", it.firstBad())}
				}
				r.refuse(row, fs...)
			}
		case it.same:
			r.Unchanged += len(it.rows)
		default:
			r.Imported += len(it.rows)
			good = append(good, it)
			if it.was == nil || it.was.State == catalog.Staged {
				r.Created++
			} else {
				r.Renewed++
			}
		}
	}
	r.order()
	return good
}

func (it *item) firstBad() int {
	for _, row := range it.rows {
		if len(it.faults[row]) > 0 {
			return row
		}
	}
	return it.rows[0]
}

// judge says of every product what is wrong with it, and what the market knows of it.
func (o *Onboarding) judge(ctx context.Context, all []*item, opt ImportOptions) error {
	if err := o.nameSellers(ctx, all, opt); err != nil {
		return err
	}
	for _, it := range all {
		if it.refused() {
			continue
		}
		it.blame(it.entry.Clean())
		if it.refused() || it.entry.SellerID == "" || !opt.Publish {
			continue
		}
		p, vs := it.entry.Product()
		it.blame(catalog.Missing(p, vs))
	}
	for part := range slices.Chunk(all, 500) {
		if err := o.recognise(ctx, part); err != nil {
			return err
		}
	}
	return nil
}

func (o *Onboarding) nameSellers(ctx context.Context, all []*item, opt ImportOptions) error {
	var named []string
	for _, it := range all {
		if it.seller != "" {
			named = append(named, it.seller)
		}
	}
	slices.Sort(named)
	known, err := seller.Named(ctx, o.DB.Read(ctx), slices.Compact(named))
	if err != nil {
		return err
	}
	packed := map[string]bool{}
	for _, s := range known {
		if _, asked := packed[s.ID]; !asked && opt.Publish {
			if packed[s.ID], err = catalog.PackedFood(ctx, o.DB.Read(ctx), s.ID); err != nil {
				return err
			}
		}
	}
	for _, it := range all {
		if it.seller == "" {
			continue
		}
		s, ok := known[it.seller]
		switch {
		case !ok:
			it.refuse(it.rows[0], fault.New(fault.Invalid, "import.seller").On("seller"))
		case opt.Publish && s.State != seller.Active:
			it.refuse(it.rows[0], fault.New(fault.Conflict, "product.seller_inactive").On("seller"))
		case opt.Publish && it.entry.Class.PackedFood() && !packed[s.ID]:
			it.refuse(it.rows[0], fault.New(fault.Conflict, "product.food_safety").On("seller"))
		}
		it.entry.SellerID, it.entry.Sample = s.ID, it.entry.Sample || s.Sample
	}
	return nil
}

// recognise finds what earlier imports wrote of these products.
func (o *Onboarding) recognise(ctx context.Context, part []*item) error {
	var keys, slugs, ids []string
	for _, it := range part {
		it.entry.Hash = it.hash()
		keys = append(keys, it.entry.Key)
		if it.seller != "" { // the entry that this seller is now named for
			keys = append(keys, entryKey(it.entry.NameVI, it.entry.ProducerName, ""))
		}
		if it.entry.Slug != "" {
			slugs = append(slugs, it.entry.Slug)
		}
		if it.id != "" {
			ids = append(ids, it.id)
		}
	}
	rows, err := catalog.KnownEntries(ctx, o.DB.Read(ctx), keys, slugs, ids)
	if err != nil {
		return err
	}
	by := map[string]*catalog.Known{}
	for i, k := range rows {
		by["id "+k.ID], by["at "+k.Slug] = &rows[i], &rows[i]
		if k.EntryKey != "" {
			by["key "+k.EntryKey] = &rows[i]
		}
	}
	for _, it := range part {
		if !it.refused() {
			it.recognised(by)
		}
	}
	return nil
}

func (it *item) recognised(by map[string]*catalog.Known) {
	row := it.rows[0]
	switch {
	case it.id != "":
		if it.was = by["id "+it.id]; it.was == nil {
			it.refuse(row, fault.New(fault.NotFound, "product.unknown").On("id"))
			return
		}
		it.entry.Key = it.was.EntryKey // the row that names an id may be any row of another file
		it.entry.Hash = it.hash()
	case it.entry.Slug != "":
		it.was = by["at "+it.entry.Slug]
	default:
		it.was = by["key "+it.entry.Key]
		if it.was == nil && it.seller != "" {
			it.was = by["key "+entryKey(it.entry.NameVI, it.entry.ProducerName, "")]
			if it.was != nil && it.was.SellerID != "" {
				it.was = nil // claimed by another: this seller's is another product
			}
		}
	}
	if it.was == nil {
		return
	}
	it.same = it.was.EntryHash == it.entry.Hash && it.was.State != catalog.Staged
	switch {
	case it.same:
	case it.was.EntryKey == "" && it.id == "":
		it.refuse(row, fault.New(fault.Conflict, "import.taken").On("slug")) // a seller's own product stands there
	case it.was.SellerID != "" && it.was.SellerID != it.entry.SellerID:
		it.refuse(row, fault.New(fault.Conflict, "product.claimed"))
	}
}

// write stores the products in chunks and shows the new ones in one transaction.
func (o *Onboarding) write(ctx context.Context, rep *Report, good []*item, opt ImportOptions, by actor.Actor) error {
	rep.ImportID = db.NewID()
	now := o.Now()
	total, done := rep.Imported, 0
	// From the end, so that the shelf, newest first, shows the file in its own order.
	slices.Reverse(good)
	for part := range slices.Chunk(good, chunk) {
		err := o.DB.TxWithin(ctx, chunkLimit, func(tx *gorm.DB) error {
			for _, it := range part {
				it.entry.ImportID = rep.ImportID
				if err := it.write(ctx, tx, opt.Publish, by, now); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		for _, it := range part {
			done += len(it.rows)
		}
		if opt.Progress != nil {
			opt.Progress(done, total)
		}
	}
	return o.DB.TxWithin(ctx, flipLimit, func(tx *gorm.DB) (err error) {
		if rep.Drafts, rep.Published, err = catalog.Flip(ctx, tx, rep.ImportID, opt.Publish, by, now); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{
			By: by.Stamp(), Verb: "catalog.import", Subject: audit.Subject{Kind: "import", ID: rep.ImportID},
			Detail: map[string]any{"rows": rep.Rows, "imported": rep.Imported, "unchanged": rep.Unchanged, "refused": rep.Refused},
		}, now)
	})
}

func (it *item) write(ctx context.Context, tx *gorm.DB, publish bool, by actor.Actor, now clock.Instant) error {
	var fresh []catalog.Variant
	var err error
	if it.was == nil {
		_, fresh, err = catalog.Stage(ctx, tx, it.entry, by, now)
	} else {
		fresh, err = catalog.Renew(ctx, tx, *it.was, it.entry, publish, by, now)
	}
	if err != nil {
		return err
	}
	for _, v := range fresh {
		if err := shelve(ctx, tx, v.ID, it.stockOf(v), by, now); err != nil {
			return err
		}
	}
	return nil
}

func (it *item) stockOf(v catalog.Variant) int64 {
	for i, n := range it.entry.Variants {
		if n.NameVI == v.NameVI && n.Basis == v.Basis && i < len(it.stock) {
			return it.stock[i]
		}
	}
	return 0
}
