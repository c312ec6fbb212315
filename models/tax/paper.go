package tax

import (
	"context"
	"fmt"
	"slices"

	"golang.org/x/text/unicode/norm"
	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/vntext"
)

// PaperKind is what a paper changes of a seller's tax.
type PaperKind string

// The kinds of paper.
const (
	Exemption  PaperKind = "exemption"   // nothing is withheld of the seller
	OwnProduce PaperKind = "own_produce" // the seller grows what they sell as raw produce
)

// PaperKinds lists the kinds in the order in which pages offer them.
var PaperKinds = []PaperKind{OwnProduce, Exemption}

// PaperState is where a paper stands.
type PaperState string

// The states of a paper.
const (
	Claimed   PaperState = "claimed"   // entered; changes nothing yet
	Verified  PaperState = "verified"  // an officer or the desk has compared it
	Refused   PaperState = "refused"   // it was said why not
	Withdrawn PaperState = "withdrawn" // it ended at EndedAt
)

// Paper is a document by which a seller is taxed otherwise, from one day to another.
type Paper struct {
	ID         string `gorm:"primaryKey"`
	SellerID   string
	Kind       PaperKind
	Number     string
	Issuer     string
	IssuedOn   clock.Date
	ValidFrom  clock.Date
	ValidTo    clock.Date // the last day, or "" for no end
	ScanID     string
	State      PaperState `gorm:"<-:create"`
	EnteredBy  string
	VerifiedBy string        `gorm:"<-:create"`
	VerifiedAt clock.Instant `gorm:"<-:create"`
	EndedBy    string        `gorm:"<-:create"`
	EndedAt    clock.Instant `gorm:"<-:create"`
	Reason     string        `gorm:"<-:create"`
	CreatedAt  clock.Instant
}

// TableName names the table.
func (Paper) TableName() string { return "tax_papers" }

// Cursor is where the page behind p starts.
func (p Paper) Cursor() db.Cursor { return db.Cursor{At: p.CreatedAt, ID: p.ID} }

// Counts reports whether money that is accepted at at is taxed by the paper.
func (p Paper) Counts(at clock.Instant) bool {
	day := at.Date()
	return p.VerifiedAt > 0 && p.VerifiedAt <= at && (p.EndedAt == 0 || at < p.EndedAt) &&
		p.ValidFrom <= day && (p.ValidTo == "" || day <= p.ValidTo)
}

// NewPaper is what is read off a paper.
type NewPaper struct {
	Kind      PaperKind  `json:"kind" form:"kind"`
	Number    string     `json:"number" form:"number"`
	Issuer    string     `json:"issuer" form:"issuer"`
	IssuedOn  clock.Date `json:"issued_on" form:"issued_on"`
	ValidFrom clock.Date `json:"valid_from" form:"valid_from"`
	ValidTo   clock.Date `json:"valid_to" form:"valid_to"` // the last day; an exemption needs one
	ScanID    string     `json:"scan_id" form:"scan_id"`
}

// Longest texts, in characters.
const (
	maxNumber = 60
	maxIssuer = 120
	maxReason = 300
)

func tidy(l *fault.List, field string, s *string, most int, missing string) {
	clean, refused := vntext.Input(norm.NFC.String(*s), most, false)
	switch {
	case refused != "":
		l.Add(fault.New(fault.Invalid, refused).On(field).With("most", most))
	case clean == "":
		l.Add(fault.New(fault.Invalid, missing).On(field))
	default:
		*s = clean
	}
}

func (in *NewPaper) clean(today clock.Date) error {
	var l fault.List
	check := func(ok bool, key, field string) {
		if !ok {
			l.Add(fault.New(fault.Invalid, key).On(field))
		}
	}
	check(slices.Contains(PaperKinds, in.Kind), "tax.paper_kind", "kind")
	tidy(&l, "number", &in.Number, maxNumber, "tax.paper_number")
	tidy(&l, "issuer", &in.Issuer, maxIssuer, "tax.paper_issuer")
	real := func(d clock.Date) bool { _, err := clock.ParseDate(string(d)); return err == nil }
	check(real(in.IssuedOn) && in.IssuedOn <= today, "tax.paper_issued_on", "issued_on")
	check(real(in.ValidFrom), "tax.paper_from", "valid_from")
	check(in.Kind != Exemption || in.ValidTo != "", "tax.paper_to", "valid_to")
	check(in.ValidTo == "" || real(in.ValidTo) && in.ValidTo >= in.ValidFrom, "tax.paper_to", "valid_to")
	check(in.ScanID != "", "tax.paper_scan", "scan_id")
	return l.Err()
}

// AddPaper keeps what a paper says, to be compared. The caller has decided who may, and
// gives the scan its place. It refuses faults on the fields, and with tax.paper_already
// the same number twice.
func AddPaper(ctx context.Context, tx *gorm.DB, sellerID string, in NewPaper, by actor.Actor, now clock.Instant) (Paper, error) {
	if err := in.clean(now.Date()); err != nil {
		return Paper{}, err
	}
	p := Paper{ID: db.NewID(), SellerID: sellerID, Kind: in.Kind, Number: in.Number, Issuer: in.Issuer, IssuedOn: in.IssuedOn,
		ValidFrom: in.ValidFrom, ValidTo: in.ValidTo, ScanID: in.ScanID, State: Claimed, EnteredBy: by.Stamp().ID, CreatedAt: now}
	err := tx.WithContext(ctx).Create(&p).Error
	if db.IsDuplicate(err) {
		return Paper{}, fault.New(fault.Conflict, "tax.paper_already").On("number").From(err)
	}
	if err != nil {
		return Paper{}, fmt.Errorf("tax: paper: %w", err)
	}
	return p, wrote(ctx, tx, "tax.paper_enter", p.ID, by, now)
}

// VerifyPaper is the word that a claimed paper says so: from this moment it counts. The
// caller has decided who may.
func VerifyPaper(ctx context.Context, tx *gorm.DB, id string, by actor.Actor, now clock.Instant) error {
	if err := movePaper(ctx, tx, id, Claimed, map[string]any{"state": Verified, "verified_by": by.Stamp().ID, "verified_at": now}); err != nil {
		return err
	}
	return wrote(ctx, tx, "tax.paper_verify", id, by, now)
}

// RefusePaper says why a claimed paper does not count.
func RefusePaper(ctx context.Context, tx *gorm.DB, id, reason string, by actor.Actor, now clock.Instant) error {
	if err := why(&reason); err != nil {
		return err
	}
	if err := movePaper(ctx, tx, id, Claimed, map[string]any{"state": Refused, "reason": reason, "ended_by": by.Stamp().ID}); err != nil {
		return err
	}
	return wrote(ctx, tx, "tax.paper_refuse", id, by, now)
}

// WithdrawPaper ends a verified paper: money that is accepted from now on is taxed without
// it, what was accepted before stays as it is.
func WithdrawPaper(ctx context.Context, tx *gorm.DB, id, reason string, by actor.Actor, now clock.Instant) error {
	if err := why(&reason); err != nil {
		return err
	}
	set := map[string]any{"state": Withdrawn, "reason": reason, "ended_by": by.Stamp().ID, "ended_at": now}
	if err := movePaper(ctx, tx, id, Verified, set); err != nil {
		return err
	}
	// The row is ours now: sales on their way have ended, and none of them stands behind
	// the end.
	err := tx.WithContext(ctx).Exec(`UPDATE tax_papers SET ended_at = (SELECT MAX(at) + 1 FROM withholding_entries
		WHERE paper_id = ? AND event = 'accepted') WHERE id = ? AND EXISTS (SELECT 1 FROM withholding_entries
		WHERE paper_id = ? AND event = 'accepted' AND at >= ?)`, id, id, id, now).Error
	if err != nil {
		return fmt.Errorf("tax: paper: %w", err)
	}
	return wrote(ctx, tx, "tax.paper_withdraw", id, by, now)
}

func why(reason *string) error {
	var l fault.List
	tidy(&l, "reason", reason, maxReason, "tax.paper_reason")
	return l.Err()
}

func movePaper(ctx context.Context, tx *gorm.DB, id string, from PaperState, set map[string]any) error {
	res := tx.WithContext(ctx).Table("tax_papers").Where("id = ? AND state = ?", id, from).Updates(set)
	if res.Error != nil {
		return fmt.Errorf("tax: paper: %w", res.Error)
	}
	if res.RowsAffected == 0 {
		return fault.New(fault.Conflict, "tax.paper_moved")
	}
	return nil
}

func wrote(ctx context.Context, tx *gorm.DB, verb, id string, by actor.Actor, now clock.Instant) error {
	return audit.Write(ctx, tx, audit.Entry{By: by.Stamp(), Verb: verb, Subject: audit.Subject{Kind: "tax_paper", ID: id}}, now)
}

// FindPaper returns a paper, or fault tax.paper_unknown. The caller decides who may see it.
func FindPaper(ctx context.Context, q *gorm.DB, id string) (Paper, error) {
	var p Paper
	res := q.WithContext(ctx).Where("id = ?", id).Limit(1).Find(&p)
	if res.Error == nil && res.RowsAffected == 0 {
		return p, fault.New(fault.NotFound, "tax.paper_unknown")
	}
	return p, res.Error
}

// PapersOf lists the papers of a seller, newest first.
func PapersOf(ctx context.Context, q *gorm.DB, sellerID string, after db.Cursor, limit int) ([]Paper, error) {
	var out []Paper
	err := db.Newest(q.WithContext(ctx).Where("seller_id = ?", sellerID), "created_at", "id", after, limit).Find(&out).Error
	return out, err
}

// PapersToVerify is the queue of claimed papers, oldest first; with a code only those of
// sellers in a ward or province.
func PapersToVerify(ctx context.Context, q *gorm.DB, scheme, code string, after db.Cursor, limit int) ([]Paper, error) {
	q = q.WithContext(ctx).Table("tax_papers p").Select("p.*").Where("p.state = 'claimed'")
	if code != "" {
		q = q.Where(`EXISTS (SELECT 1 FROM sellers s JOIN divisions d ON d.scheme = s.scheme AND d.code = s.ward_code
			WHERE s.id = p.seller_id AND d.scheme = ? AND (d.code = ? OR d.parent_code = ?))`, scheme, code, code)
	}
	var out []Paper
	err := db.Oldest(q, "p.created_at", "p.id", after, limit).Find(&out).Error
	return out, err
}

// InForce is the seller's paper of a kind that counts at at, or one without an id.
func InForce(ctx context.Context, q *gorm.DB, sellerID string, kind PaperKind, at clock.Instant) (Paper, error) {
	var all []Paper
	err := q.WithContext(ctx).Where("seller_id = ? AND kind = ? AND state = ?", sellerID, kind, Verified).Order("id").Find(&all).Error
	for _, p := range all {
		if p.Counts(at) {
			return p, err
		}
	}
	return Paper{}, err
}
