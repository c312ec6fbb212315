package order

import (
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
)

// Group is what one buyer placed at one moment. Its state is computed from its orders.
type Group struct {
	ID            string `gorm:"primaryKey"`
	Code          string
	CartID        string
	PersonID      *string // nil: a guest, known by the proved phone
	PhoneID       string
	Locale        string
	TermsVersion  string
	Scheme        string
	WardCode      string
	AddressSealed string
	CreatedAt     clock.Instant
}

// TableName implements gorm's Tabler.
func (Group) TableName() string { return "order_groups" }

// Payable says where the buyer pays.
type Payable string

// Where a buyer pays.
const (
	Online Payable = "online"
	Door   Payable = "door"
)

// Taker says who takes the money of an order that is paid at the door, as frozen when the
// order was placed.
type Taker string

// Who takes money at the door.
const (
	NoTaker      Taker = ""        // it is paid online
	SellerTakes  Taker = "seller"  // the seller, or the seller's own courier or pickup point
	CarrierTakes Taker = "carrier" // a carrier that collects for the market, and remits it
)

// Collector says who takes the money of an order that is paid online, as frozen when the
// order was placed.
type Collector string

// Who collects.
const (
	MarketCollects Collector = "market" // it stands in escrow until the order has ended
	SellerCollects Collector = "seller" // at once and for good; the market never holds it
)

// Earner says whose money the delivery fee is, as frozen when the order was placed.
type Earner string

// Who earns the delivery fee.
const (
	EarnedBySeller  Earner = "seller"
	EarnedByCarrier Earner = "carrier" // on the platform's contract
)

// Order is what one seller owes one buyer. Amounts and terms are frozen when placed.
type Order struct {
	ID             string `gorm:"primaryKey"`
	GroupID        string
	Code           string
	SellerID       string
	Status         Status            `gorm:"<-:create"`
	Goods          money.VND         `gorm:"<-:create"`
	Shipping       money.VND         `gorm:"<-:create"`
	PackedGoods    money.VND         `gorm:"<-:create"` // 0 until packed
	CommissionBP   money.BasisPoints `gorm:"column:commission_bp;<-:create"`
	VATBP          money.BasisPoints `gorm:"column:vat_bp;<-:create"` // VAT on the commission
	ShippingEarner Earner            `gorm:"<-:create"`
	Carrier        string
	Service        string
	PickupID       string
	PromisedFrom   clock.Date
	PromisedTo     clock.Date
	PayableAt      Payable       `gorm:"<-:create"`
	DoorTaker      Taker         `gorm:"<-:create"`
	Collector      Collector     `gorm:"<-:create"`
	ConfirmBy      clock.Instant `gorm:"<-:create"`
	PackBy         clock.Instant `gorm:"<-:create"`
	ShippedAt      clock.Instant `gorm:"<-:create"`
	DeliveredAt    clock.Instant `gorm:"<-:create"`
	CompleteAfter  clock.Instant `gorm:"<-:create"`
	EndedAt        clock.Instant `gorm:"<-:create"`
	HarvestID      *string       `gorm:"<-:create"` // ordered ahead of it; nil: from the shelf
	HarvestedAt    clock.Instant `gorm:"<-:create"` // when the harvest was there; its clocks begin then
	CreatedAt      clock.Instant
}

// Total is what the buyer agreed to pay for the order.
func (o Order) Total() money.VND { return o.Goods.Add(o.Shipping) }

// Direct reports whether the buyer pays the seller, and not the market.
func (o Order) Direct() bool { return o.Collector == SellerCollects }

// Waits reports whether the order stands still until its harvest is there.
func (o Order) Waits() bool { return o.HarvestID != nil && o.HarvestedAt == 0 }

// Due is what the order comes to now: the packed goods once they are weighed.
func (o Order) Due() money.VND {
	if o.Packed() {
		return o.PackedGoods.Add(o.Shipping)
	}
	return o.Total()
}

// Packed reports whether the goods were weighed and wrapped.
func (o Order) Packed() bool {
	switch o.Status {
	case Packed, Shipped, Delivered, Completed, Returned:
		return true
	}
	return false
}

// Unpacked is the Packed quantity of a line that is not packed yet.
const Unpacked int64 = -1

// Line is one variant of an order, with price and name as they were agreed.
type Line struct {
	ID             string `gorm:"primaryKey"`
	OrderID        string
	Position       int
	ProductID      string
	VariantID      string
	NameVI         string `gorm:"column:name_vi"`
	NameEN         string `gorm:"column:name_en"`
	VariantVI      string `gorm:"column:variant_vi"`
	VariantEN      string `gorm:"column:variant_en"`
	Unit           string
	Basis          measure.Basis
	Price          money.VND `gorm:"<-:create"` // per piece or per kilogram
	Quantity       int64     `gorm:"<-:create"` // pieces or grams
	Amount         money.VND `gorm:"<-:create"`
	PackedQuantity int64     `gorm:"<-:create"` // Unpacked until packed
	PackedAmount   money.VND `gorm:"<-:create"`
	ShipGrams      int64     // parcel weight of the whole line as ordered
	Class          string
	TaxClass       string
	TaxEntity      string
	Residency      string
	Sample         bool
}

// TableName implements gorm's Tabler.
func (Line) TableName() string { return "order_lines" }

// Name is the product's name in a language, Vietnamese where the other is not given.
func (l Line) Name(language string) string {
	name, variant := l.NameVI, l.VariantVI
	if language == "en" && l.NameEN != "" {
		name = l.NameEN
	}
	if language == "en" && l.VariantEN != "" {
		variant = l.VariantEN
	}
	if variant != "" {
		return name + " · " + variant
	}
	return name
}

// AmountFor is the price of a quantity of the line: by weight round half up of price per
// kilogram × grams / 1000, by piece price × pieces. It refuses what money cannot hold.
func AmountFor(basis measure.Basis, price money.VND, quantity int64) (money.VND, error) {
	if basis == measure.Gram {
		return price.PerKg(quantity)
	}
	return price.Times(quantity)
}
