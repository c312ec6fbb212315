package invoice

import (
	"encoding/json"
	"net/mail"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/vntext"
)

// buyerPurpose is what the buyer of an invoice is sealed for.
const buyerPurpose = "invoices.buyer"

// BuyerKind is what sort of buyer an invoice is made out to.
type BuyerKind string

// The kinds of buyer. Those of ByChoice are a buyer's own; Retail takes no invoice, or was
// forgotten, and SellerBuyer is who pays the market's fee.
const (
	Organisation BuyerKind = "organisation"
	BudgetUnit   BuyerKind = "budget_unit"
	Person       BuyerKind = "person"
	Retail       BuyerKind = "retail"
	SellerBuyer  BuyerKind = "seller"
)

// ByChoice are the kinds that a buyer names, in the order in which pages offer them.
var ByChoice = []BuyerKind{Organisation, BudgetUnit, Person}

// Buyer is who an invoice is made out to, as they state it.
type Buyer struct {
	Kind       BuyerKind `json:"kind" form:"kind"`
	Name       string    `json:"name" form:"name"`
	TaxCode    string    `json:"tax_code" form:"tax_code"`       // 10 digits, 10-3 of a branch; 12 of a person
	BudgetCode string    `json:"budget_code" form:"budget_code"` // 7 digits: mã quan hệ ngân sách
	Address    string    `json:"address" form:"address"`
	Email      string    `json:"email" form:"email"` // where the invoice is sent
}

// Clean judges what a buyer stated and tidies it. It refuses, all at once and beside the
// fields below prefix, with "invoice.kind", "invoice.name", "invoice.address" and
// "invoice.email" what is missing or no such thing, with "invoice.tax_code" a code whose
// check digit or length is wrong ("invoice.person_code" of a person, who may leave it out),
// with "invoice.budget_code" one of other than 7 digits, and with the keys of vntext.Input.
func (b *Buyer) Clean(prefix string) error {
	var l fault.List
	text := func(field string, s *string, least, most int) {
		clean, refused := vntext.Input(norm.NFC.String(*s), most, false)
		*s = strings.Join(strings.Fields(clean), " ")
		if refused == "" && utf8.RuneCountInString(*s) < least {
			refused = "invoice." + field
		}
		if refused != "" {
			l.Add(fault.New(fault.Invalid, refused).On(prefix+field).With("most", most))
		}
	}
	text("name", &b.Name, 2, 200)
	text("address", &b.Address, 5, 300)
	text("email", &b.Email, 3, 150)
	if a, err := mail.ParseAddress(b.Email); b.Email != "" && len(b.Email) >= 3 && (err != nil || a.Address != b.Email || !strings.Contains(b.Email, ".")) {
		l.Add(fault.New(fault.Invalid, "invoice.email").On(prefix + "email"))
	}
	b.TaxCode, b.BudgetCode = digitsOf(b.TaxCode), digitsOf(b.BudgetCode)
	switch b.Kind {
	case Organisation:
		b.BudgetCode = ""
		if !FirmCode(b.TaxCode) {
			l.Add(fault.New(fault.Invalid, "invoice.tax_code").On(prefix + "tax_code"))
		}
	case BudgetUnit:
		if b.TaxCode != "" && !FirmCode(b.TaxCode) {
			l.Add(fault.New(fault.Invalid, "invoice.tax_code").On(prefix + "tax_code"))
		}
		if len(b.BudgetCode) != 7 || strings.Contains(b.BudgetCode, "-") || !numeric(b.BudgetCode) {
			l.Add(fault.New(fault.Invalid, "invoice.budget_code").On(prefix + "budget_code"))
		}
	case Person:
		b.BudgetCode = ""
		if b.TaxCode != "" && !PersonCode(b.TaxCode) && !FirmCode(b.TaxCode) {
			l.Add(fault.New(fault.Invalid, "invoice.person_code").On(prefix + "tax_code"))
		}
	default:
		l.Add(fault.New(fault.Invalid, "invoice.kind").On(prefix + "kind"))
	}
	return l.Err()
}

// seal writes the buyer down as it is kept.
func (b Buyer) seal(keys *crypt.Keyring) (string, error) {
	text, err := json.Marshal(b)
	if err != nil {
		return "", err
	}
	return keys.Seal(buyerPurpose, string(text)), nil
}

// Buyer opens who the invoice is made out to; of one that names nobody only the kind is
// known.
func (v Invoice) Buyer(keys *crypt.Keyring) (b Buyer, err error) {
	b.Kind = v.BuyerKind
	if v.BuyerSealed == "" {
		return b, nil
	}
	text, err := keys.Open(buyerPurpose, v.BuyerSealed)
	if err != nil {
		return b, err
	}
	return b, json.Unmarshal([]byte(text), &b)
}
