package invoice

import (
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
)

// Kind is what is invoiced.
type Kind string

// The kinds of invoice.
const (
	Sale       Kind = "sale"       // an order
	Correction Kind = "correction" // the difference of a sale that was handed over before
	Fee        Kind = "fee"        // what the market takes of a seller in a month
)

// Issuer is who issues an invoice.
type Issuer string

// Who issues.
const (
	BySeller Issuer = "seller"
	ByMarket Issuer = "market"
)

// Invoice is one invoice, from the wish for it to its number. BuyerSealed is who it is made
// out to, sealed; Total is 0 until it is handed over.
type Invoice struct {
	ID          string        `gorm:"primaryKey"`
	Kind        Kind          `gorm:"<-:create"`
	OrderID     *string       `gorm:"<-:create"`
	CorrectsID  *string       `gorm:"<-:create"`
	SellerID    string        `gorm:"<-:create"`
	Issuer      Issuer        `gorm:"<-:create"`
	Period      string        `gorm:"<-:create"`
	State       State         `gorm:"<-:create"`
	BuyerKind   BuyerKind     `gorm:"<-:create"`
	BuyerSealed string        `gorm:"<-:create"`
	Total       money.VND     `gorm:"<-:create"`
	Serial      string        `gorm:"<-:create"`
	Number      string        `gorm:"<-:create"`
	IssuedOn    clock.Date    `gorm:"<-:create"`
	OfficeCode  string        `gorm:"<-:create"`
	Reason      string        `gorm:"<-:create"`
	BatchID     *string       `gorm:"<-:create"`
	HandedAt    clock.Instant `gorm:"<-:create"`
	CreatedAt   clock.Instant
}

// TableName implements gorm's Tabler.
func (Invoice) TableName() string { return "invoices" }

// Cursor is where the page behind v starts.
func (v Invoice) Cursor() db.Cursor { return db.Cursor{At: v.CreatedAt, ID: v.ID} }

// VAT is how VAT stands on a line.
type VAT string

// How VAT stands on a line.
const (
	NoVAT     VAT = "none"   // of an individual: a sales invoice names none
	ExemptVAT VAT = "exempt" // raw produce of who grew it
	IssuerVAT VAT = "issuer" // the price holds it; the issuer states the rate
	RateVAT   VAT = "rate"   // at a rate, on top of the amount
)

// Line is one line of an invoice as it was handed over.
type Line struct {
	InvoiceID string `gorm:"primaryKey"`
	Position  int    `gorm:"primaryKey"`
	Kind      string // goods, delivery, difference, commission
	Name      string
	Unit      string
	Basis     measure.Basis
	Quantity  int64     // pieces or grams
	Price     money.VND // per piece or per kilogram
	Amount    money.VND
	VAT       VAT               `gorm:"column:vat"`
	VATBP     money.BasisPoints `gorm:"column:vat_bp"`
	VATAmount money.VND         `gorm:"column:vat_amount"`
}

// TableName implements gorm's Tabler.
func (Line) TableName() string { return "invoice_lines" }

// Sum is what the lines come to, VAT on top included.
func Sum(lines []Line) money.VND {
	var sum money.VND
	for _, l := range lines {
		sum = sum.Add(l.Amount).Add(l.VATAmount)
	}
	return sum
}
