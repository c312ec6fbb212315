package catalog

import (
	"context"
	"slices"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/outbox"
)

// NewCertificate is what a paper says. A seller states what it knows; an officer states
// all of it from the paper.
type NewCertificate struct {
	Kind           CertificateKind `json:"kind" form:"kind"`
	Number         string          `json:"number" form:"number"`
	Issuer         string          `json:"issuer" form:"issuer"`
	Stars          int             `json:"stars" form:"stars"` // OCOP only
	IssuedOn       clock.Date      `json:"issued_on" form:"issued_on"`
	ValidUntil     clock.Date      `json:"valid_until" form:"valid_until"`
	RecognisedYear int             `json:"recognised_year" form:"recognised_year"`
	ScanID         string          `json:"scan_id" form:"scan_id"`
}

// ClaimCertificate keeps what a seller says of a paper. It shows nothing until an officer
// has verified it. It refuses faults on the fields, with "certificate.bare" a paper of which
// neither the number nor a scan is there, and with "certificate.already" the same number twice.
func ClaimCertificate(ctx context.Context, tx *gorm.DB, productID string, in NewCertificate, by actor.Actor, now clock.Instant) (*Certificate, error) {
	p, err := editable(ctx, tx, productID, by)
	if err != nil {
		return nil, err
	}
	l := in.clean()
	if _, program := by.(actor.System); !program && in.Number == "" && in.ScanID == "" {
		l.Add(fault.New(fault.Invalid, "certificate.bare").On("scan")) // an officer would have nothing to look for
	}
	if in.ScanID != "" {
		if err := scanOf(ctx, tx, in.ScanID, p.SellerID, &l); err != nil {
			return nil, err
		}
	}
	if err := l.Err(); err != nil {
		return nil, err
	}
	c := Certificate{
		ID: db.NewID(), ProductID: p.ID, Kind: in.Kind, Number: in.Number, Issuer: in.Issuer, Stars: in.Stars,
		IssuedOn: in.IssuedOn, ValidUntil: in.ValidUntil, RecognisedYear: in.RecognisedYear, ScanID: in.ScanID,
		State: Claimed, CreatedAt: now,
	}
	var same int64
	err = tx.WithContext(ctx).Table("certificates").
		Where("product_id = ? AND kind = ? AND number = ? AND number <> '' AND state IN ('claimed', 'verified')", p.ID, c.Kind, c.Number).
		Count(&same).Error
	if err != nil {
		return nil, err
	}
	if same > 0 {
		return nil, fault.New(fault.Conflict, "certificate.already").On("number")
	}
	if err := touch(ctx, tx, p, nil); err != nil {
		return nil, err
	}
	return &c, tx.WithContext(ctx).Create(&c).Error
}

// VerifyCertificate is an officer's word that the paper says what is stated here. The
// officer must be of the place where the product grows, or of the whole province; number,
// day of issue and scan are needed, and an end that can be known: the last day, not before
// the day of issue ("certificate.until"), and where the paper states none ("until_needed"),
// of OCOP the year of recognition ("year_needed").
func VerifyCertificate(ctx context.Context, tx *gorm.DB, certificateID string, in NewCertificate, by actor.Actor, now clock.Instant) error {
	c, p, err := judged(ctx, tx, certificateID, by)
	if err != nil {
		return err
	}
	in.Kind = c.Kind
	l := in.clean()
	need := func(ok bool, key, field string) {
		if !ok {
			l.Add(fault.New(fault.Invalid, key).On(field))
		}
	}
	need(in.Number != "", "certificate.number", "number")
	need(in.Issuer != "", "certificate.issuer", "issuer")
	need(in.IssuedOn != "" && in.IssuedOn <= now.Date(), "certificate.issued_on", "issued_on")
	need(c.Kind != OCOP || in.Stars >= 3, "certificate.stars", "stars")
	last := SurelyUntil(c.Kind, in.ValidUntil, in.RecognisedYear)
	switch {
	case last == "" && c.Kind == OCOP:
		need(false, "certificate.year_needed", "recognised_year")
	case last == "":
		need(false, "certificate.until_needed", "valid_until")
	default:
		need(last >= in.IssuedOn, "certificate.until", "valid_until")
	}
	if in.ScanID == "" {
		in.ScanID = c.ScanID
	}
	if in.ScanID == "" {
		need(false, "certificate.scan", "scan_id")
	} else if err := scanOf(ctx, tx, in.ScanID, p.SellerID, &l); err != nil {
		return err
	}
	if err := l.Err(); err != nil {
		return err
	}
	return judge(ctx, tx, c, p, by, map[string]any{
		"state": Verified, "number": in.Number, "issuer": in.Issuer, "stars": in.Stars, "issued_on": in.IssuedOn,
		"valid_until": in.ValidUntil, "recognised_year": in.RecognisedYear, "scan_id": in.ScanID,
		"last_day": last, "verified_by": by.Stamp().ID, "verified_at": now, "reason": "",
	})
}

// RefuseCertificate says why a claimed paper does not count; the seller reads it.
func RefuseCertificate(ctx context.Context, tx *gorm.DB, certificateID, reason string, by actor.Actor, now clock.Instant) error {
	c, p, err := judged(ctx, tx, certificateID, by)
	if err != nil {
		return err
	}
	if c.State != Claimed {
		return fault.New(fault.Conflict, "certificate.moved")
	}
	return undo(ctx, tx, c, p, Refused, reason, by, now)
}

// WithdrawCertificate ends a paper before its day: by its issuer's will, told by an officer
// or the desk, or by the seller who no longer stands by it.
func WithdrawCertificate(ctx context.Context, tx *gorm.DB, certificateID, reason string, by actor.Actor, now clock.Instant) error {
	c, p, err := FindCertificate(ctx, tx, certificateID)
	if err != nil {
		return err
	}
	if mayEdit(p.SellerID, by) != nil {
		if err := mayVerify(ctx, tx, p, by); err != nil {
			return err
		}
	}
	return undo(ctx, tx, c, p, Withdrawn, reason, by, now)
}

func undo(ctx context.Context, tx *gorm.DB, c *Certificate, p *Product, to CertificateState, reason string, by actor.Actor, now clock.Instant) error {
	var l fault.List
	tidy(&l, "reason", &reason, maxLine, true)
	if reason == "" {
		l.Add(fault.New(fault.Invalid, "certificate.reason").On("reason"))
	}
	if err := l.Err(); err != nil {
		return err
	}
	return judge(ctx, tx, c, p, by, map[string]any{
		"state": to, "reason": reason, "verified_by": by.Stamp().ID, "verified_at": now,
	})
}

// judge writes a verdict on a certificate that is still claimed or verified. A seller is
// told of what somebody else found.
func judge(ctx context.Context, tx *gorm.DB, c *Certificate, p *Product, by actor.Actor, set map[string]any) error {
	if c.State != Claimed && c.State != Verified {
		return fault.New(fault.Conflict, "certificate.moved")
	}
	if err := touch(ctx, tx, p, nil); err != nil {
		return err
	}
	res := tx.WithContext(ctx).Table("certificates").Where("id = ? AND state = ?", c.ID, c.State).Updates(set)
	if res.Error == nil && res.RowsAffected == 0 {
		return fault.New(fault.Conflict, "certificate.moved")
	}
	if db.IsDuplicate(res.Error) {
		return fault.New(fault.Conflict, "certificate.already").On("number")
	}
	if res.Error != nil || p.SellerID == "" || ofSeller(p.SellerID, by) {
		return res.Error
	}
	return outbox.Add(ctx, tx, outbox.Note{Type: CertificateNotes + string(set["state"].(CertificateState)), Version: 1, Subject: c.ID,
		Body: CertificateNote{SellerID: p.SellerID, CertificateIDs: []string{c.ID}}})
}

func judged(ctx context.Context, q *gorm.DB, id string, by actor.Actor) (*Certificate, *Product, error) {
	c, p, err := FindCertificate(ctx, q, id)
	if err != nil {
		return nil, nil, err
	}
	return c, p, mayVerify(ctx, q, p, by)
}

// Judged returns a paper and its product to whoever may judge it: the desk, or an officer
// of the place where the product grows. To an officer of another place it is
// "certificate.unknown"; others get "certificate.officer".
func Judged(ctx context.Context, q *gorm.DB, certificateID string, by actor.Actor) (*Certificate, *Product, error) {
	return judged(ctx, q, certificateID, by)
}

// FindCertificate returns a paper and its product, or fault "certificate.unknown". The
// caller decides who may see it.
func FindCertificate(ctx context.Context, q *gorm.DB, id string) (*Certificate, *Product, error) {
	var c Certificate
	res := q.WithContext(ctx).Where("id = ?", id).Limit(1).Find(&c)
	if res.Error != nil {
		return nil, nil, res.Error
	}
	if res.RowsAffected == 0 {
		return nil, nil, fault.New(fault.NotFound, "certificate.unknown")
	}
	p, err := Find(ctx, q, c.ProductID)
	return &c, p, err
}

func (in *NewCertificate) clean() fault.List {
	var l fault.List
	tidy(&l, "number", &in.Number, maxCode, false)
	tidy(&l, "issuer", &in.Issuer, maxName, false)
	check := func(ok bool, key, field string) {
		if !ok {
			l.Add(fault.New(fault.Invalid, key).On(field))
		}
	}
	check(slices.Contains(CertificateKinds, in.Kind), "certificate.kind", "kind")
	check(in.Stars >= 0 && in.Stars <= 5 && (in.Kind == OCOP || in.Stars == 0), "certificate.stars", "stars")
	check(in.RecognisedYear == 0 || in.RecognisedYear >= 2018 && in.RecognisedYear <= 2100, "certificate.year", "recognised_year")
	for _, d := range []struct {
		field string
		date  clock.Date
	}{{"issued_on", in.IssuedOn}, {"valid_until", in.ValidUntil}} {
		if d.date != "" {
			_, err := clock.ParseDate(string(d.date))
			check(err == nil, "date.syntax", d.field)
		}
	}
	return l
}

// scanOf refuses a scan that is no certificate's, or another seller's.
func scanOf(ctx context.Context, q *gorm.DB, scanID, sellerID string, l *fault.List) error {
	var n int64
	err := q.WithContext(ctx).Table("photos").
		Where("id = ? AND purpose = 'certificate' AND owner_seller_id IN (?, '') AND dropped_at = 0", scanID, sellerID).Count(&n).Error
	if err == nil && n == 0 {
		l.Add(fault.New(fault.NotFound, "photo.unknown").On("scan_id"))
	}
	return err
}

// ToVerify is the queue of claimed certificates, oldest first; with a code only those of a
// ward or province.
func ToVerify(ctx context.Context, q *gorm.DB, scheme, code string, after db.Cursor, limit int) ([]Certificate, error) {
	return PapersIn(ctx, q, Claimed, scheme, code, after, limit)
}

// PapersIn are the certificates in a state, oldest first; with a code only those of a ward
// or province.
func PapersIn(ctx context.Context, q *gorm.DB, state CertificateState, scheme, code string, after db.Cursor, limit int) ([]Certificate, error) {
	q = q.WithContext(ctx).Table("certificates c").Select("c.*").Where("c.state = ?", state)
	if code != "" {
		q = q.Where(`EXISTS (SELECT 1 FROM products p JOIN divisions d ON d.scheme = p.scheme AND d.code = p.ward_code
			WHERE p.id = c.product_id AND d.scheme = ? AND (d.code = ? OR d.parent_code = ?))`, scheme, code, code)
	}
	var rows []Certificate
	err := db.Oldest(q, "c.created_at", "c.id", after, limit).Find(&rows).Error
	return rows, err
}
