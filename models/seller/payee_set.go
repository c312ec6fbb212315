package seller

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/outbox"
)

// NewPayee is what a member types of a payee; which fields count, Kind says.
type NewPayee struct {
	Kind        PayeeKind `json:"kind" form:"kind"`
	BankBIN     string    `json:"bank_bin,omitempty" form:"bank_bin"` // the bank's six digits
	Number      string    `json:"number,omitempty" form:"number"`
	Holder      string    `json:"holder,omitempty" form:"holder"` // of the account, or who fetches it at the post
	Relation    string    `json:"relation,omitempty" form:"relation"`
	Cooperative string    `json:"cooperative,omitempty" form:"cooperative"` // its page address
	PostPoint   string    `json:"post_point,omitempty" form:"post_point"`
	Consent     string    `json:"consent,omitempty" form:"consent"` // PayeeConsent, when it was agreed to
	AssistedBy  string    `json:"assisted_by,omitempty" form:"assisted_by"`
}

// SetPayee replaces where the seller's money goes; it can be paid to PayeeWait later, a
// cooperative once it has accepted too, and all members are told. A member needs the right
// to handle money ("right.handle_money") and a fresh proof of their own by PIN and by code
// ("proof.twice"); nobody else can do it, neither helper nor desk. Money through other
// hands needs the consent to the text in force ("payee.consent").
func SetPayee(ctx context.Context, tx *gorm.DB, keys *crypt.Keyring, in NewPayee, by actor.Member, proof actor.Proof, now clock.Instant) (*Payee, error) {
	if err := handlesMoney(ctx, tx, by); err != nil {
		return nil, err
	}
	if !proof.TwiceOf(by.PersonID, now) {
		return nil, fault.New(fault.Forbidden, "proof.twice")
	}
	if err := in.clean(); err != nil {
		return nil, err
	}
	row := Payee{
		ID: db.NewID(), SellerID: by.SellerID, Kind: in.Kind, Holder: in.Holder, BankBIN: in.BankBIN, Relation: in.Relation, PostPoint: in.PostPoint,
		Consent: in.Consent, AssistedBy: in.AssistedBy, UsableFrom: now.Add(PayeeWait), CreatedBy: by.PersonID, CreatedAt: now,
	}
	if in.Kind.NeedsConsent() {
		row.Channel = string(by.Channel)
	}
	if in.Kind.Banked() {
		row.NumberSealed, row.Last4 = keys.Seal(bankPurpose, in.Number), last4(in.Number)
	}
	if in.Kind == ByCooperative {
		coop, err := handsOn(ctx, tx, in.Cooperative, by.SellerID)
		if err != nil {
			return nil, err
		}
		row.CooperativeID, row.Holder = coop.ID, coop.Name
	}
	err := tx.WithContext(ctx).Table("payees").Where("seller_id = ? AND removed_at = 0", by.SellerID).Update("removed_at", now).Error
	if err != nil {
		return nil, err
	}
	if err := tx.WithContext(ctx).Create(&row).Error; err != nil {
		if db.IsDuplicate(err) {
			return nil, fault.New(fault.Conflict, "seller.moved")
		}
		return nil, err
	}
	if err := tellOf(ctx, tx, outbox.Note{Type: PayeeNote}, row); err != nil {
		return nil, err
	}
	return &row, told(ctx, tx, "payee.change", by.SellerID, row.ID, by, now)
}

// tellOf says what became of a payee: to the stall whose money it is, and to the
// cooperative that is asked.
func tellOf(ctx context.Context, tx *gorm.DB, note outbox.Note, p Payee) error {
	note.Version, note.Subject, note.Body = 1, p.SellerID, Note{SellerID: p.SellerID, PayeeID: p.ID}
	return outbox.Add(ctx, tx, note)
}

// handsOn finds the cooperative of a page address that may be asked to hand money on.
func handsOn(ctx context.Context, q *gorm.DB, slug, sellerID string) (*Seller, error) {
	var s Seller
	res := q.WithContext(ctx).Where("slug = ? AND kind = ? AND state = ? AND id <> ?", slug, Cooperative, Active, sellerID).Limit(1).Find(&s)
	if res.Error == nil && res.RowsAffected == 0 {
		return nil, fault.New(fault.Invalid, "payee.cooperative").On("cooperative")
	}
	return &s, res.Error
}

// clean drops what the kind does not use, and refuses what it lacks.
func (in *NewPayee) clean() error {
	var l fault.List
	was := *in
	*in = NewPayee{Kind: was.Kind}
	tidy(&l, "assisted_by", &was.AssistedBy, maxName, false)
	in.AssistedBy = was.AssistedBy
	switch in.Kind {
	case OwnAccount, RelativeAccount:
		in.BankBIN, in.Number = was.BankBIN, compact(was.Number)
		if !digits(in.BankBIN, 6, 6) {
			l.Add(fault.New(fault.Invalid, "bank.bin").On("bank_bin"))
		}
		if !digits(in.Number, 6, 19) {
			l.Add(fault.New(fault.Invalid, "bank.number").On("number"))
		}
		in.named(&l, was.Holder, "bank.holder")
		in.Holder = capitals(in.Holder)
	case ByCooperative:
		if in.Cooperative = strings.TrimSpace(was.Cooperative); in.Cooperative == "" {
			l.Add(fault.New(fault.Invalid, "payee.cooperative").On("cooperative"))
		}
	case ByPost:
		in.named(&l, was.Holder, "payee.collector")
		in.PostPoint = was.PostPoint
		if tidy(&l, "post_point", &in.PostPoint, maxName, false); in.PostPoint == "" {
			l.Add(fault.New(fault.Invalid, "payee.post_point").On("post_point"))
		}
	default:
		l.Add(fault.New(fault.Invalid, "payee.kind").On("kind"))
	}
	if in.Kind == RelativeAccount {
		in.Relation = was.Relation
		if tidy(&l, "relation", &in.Relation, maxName, false); in.Relation == "" {
			l.Add(fault.New(fault.Invalid, "payee.relation").On("relation"))
		}
	}
	if in.Kind.NeedsConsent() {
		if in.Consent = was.Consent; in.Consent != PayeeConsent {
			l.Add(fault.New(fault.Invalid, "payee.consent").On("consent"))
		}
	}
	return l.Err()
}

func (in *NewPayee) named(l *fault.List, name, missing string) {
	in.Holder = name
	tidy(l, "holder", &in.Holder, maxName, false)
	if capitals(in.Holder) == "" {
		l.Add(fault.New(fault.Invalid, missing).On("holder"))
	}
}

// compact drops what people put between the digits of a number.
func compact(number string) string {
	return strings.NewReplacer(" ", "", "-", "", ".", "").Replace(number)
}
