package privacy

import (
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/harvest"
	"github.com/chophien/chophien/models/identity"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/seller"
)

// Copy is all that the market keeps of a person, as they may take it elsewhere: the same
// file from the page and from the API. It holds what the person wrote or did; what others
// wrote stays theirs.
type Copy struct {
	MadeAt     clock.Instant      `json:"made_at"`
	Person     CopiedPerson       `json:"person"`
	Addresses  []CopiedAddress    `json:"addresses"`
	Consents   []CopiedConsent    `json:"consents"`
	Sessions   []CopiedSession    `json:"sessions"`
	Roles      []CopiedRole       `json:"roles"`
	Stalls     []CopiedMembership `json:"stalls" doc:"sellers that the person may act for; their goods and orders are the sellers'"`
	Cart       []CopiedCartLine   `json:"cart"`
	Groups     []CopiedGroup      `json:"order_groups" doc:"with the orders of guests of the phone"`
	Complaints []CopiedComplaint  `json:"complaints"`
	Reports    []CopiedReport     `json:"reports"`
	Checks     []CopiedCheck      `json:"identity_checks"`
	Appeals    []CopiedAppeal     `json:"appeals"`
}

// CopiedCheck is a check of the person's identity, and what it found.
type CopiedCheck struct {
	Provider  string         `json:"provider"`
	State     identity.State `json:"state"`
	Name      string         `json:"name"`
	Last4     string         `json:"number_last4"`
	Level     string         `json:"level"`
	CheckedAt clock.Instant  `json:"checked_at"`
	CreatedAt clock.Instant  `json:"created_at"`
}

// CopiedAppeal is what the person wrote against a suspension.
type CopiedAppeal struct {
	SellerID  string             `json:"seller_id"`
	Words     string             `json:"words"`
	State     seller.AppealState `json:"state"`
	CreatedAt clock.Instant      `json:"created_at"`
}

// CopiedPerson is who the person is.
type CopiedPerson struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Phone  string `json:"phone"`
	Locale string `json:"locale"`
	HasPIN bool   `json:"has_pin" doc:"the PIN itself is known to nobody"`
}

// CopiedAddress is an address that is kept.
type CopiedAddress struct {
	Recipient string           `json:"recipient"`
	Phone     string           `json:"phone"`
	Address   division.Address `json:"address"`
	CreatedAt clock.Instant    `json:"created_at"`
}

// CopiedConsent is what was agreed to.
type CopiedConsent struct {
	Purpose     string         `json:"purpose"`
	Answer      account.Answer `json:"answer" doc:"yes or no"`
	Version     string         `json:"version"`
	Channel     actor.Channel  `json:"channel"`
	AssistedBy  string         `json:"assisted_by" doc:"the helper who was present; empty for nobody"`
	CreatedAt   clock.Instant  `json:"created_at"`
	WithdrawnAt clock.Instant  `json:"withdrawn_at" doc:"of a no, which never stands, when it was said"`
}

// CopiedSession is where the person is signed in.
type CopiedSession struct {
	Kind       account.Kind  `json:"kind"`
	Label      string        `json:"label"`
	CreatedAt  clock.Instant `json:"created_at"`
	LastSeenAt clock.Instant `json:"last_seen_at"`
	ExpiresAt  clock.Instant `json:"expires_at"`
}

// CopiedRole is what the market lets the person do.
type CopiedRole struct {
	Role      account.RoleName `json:"role"`
	Scheme    string           `json:"scheme"`
	Code      string           `json:"code"`
	GrantedAt clock.Instant    `json:"granted_at"`
}

// CopiedMembership is what a seller lets the person do.
type CopiedMembership struct {
	SellerID string          `json:"seller_id"`
	Name     string          `json:"name"`
	State    seller.State    `json:"state"`
	Rights   []actor.Right   `json:"rights"`
	Harvests []CopiedHarvest `json:"harvests" doc:"sold ahead by the seller; of who may change its goods"`
}

// CopiedHarvest is a harvest that a seller sold ahead, and how much of it could be ordered.
type CopiedHarvest struct {
	VariantID   string        `json:"variant_id"`
	State       harvest.State `json:"state"`
	From        clock.Date    `json:"from"`
	To          clock.Date    `json:"to"`
	OrdersUntil clock.Date    `json:"orders_until"`
	Most        int64         `json:"most" doc:"in pieces or grams"`
	CreatedAt   clock.Instant `json:"created_at"`
	EndedAt     clock.Instant `json:"ended_at"`
}

// CopiedCartLine is in the cart.
type CopiedCartLine struct {
	VariantID string        `json:"variant_id"`
	Quantity  int64         `json:"quantity"`
	AddedAt   clock.Instant `json:"added_at"`
}

// CopiedGroup is what was ordered at one moment.
type CopiedGroup struct {
	Code         string           `json:"code"`
	CreatedAt    clock.Instant    `json:"created_at"`
	TermsVersion string           `json:"terms_version"`
	Recipient    string           `json:"recipient"`
	Phone        string           `json:"phone"`
	Address      division.Address `json:"address"`
	Orders       []CopiedOrder    `json:"orders"`
	Payments     []CopiedPayment  `json:"payments"`
}

// CopiedInvoice is an invoice that the person wanted, and to whom it is made out.
type CopiedInvoice struct {
	State  invoice.State `json:"state"`
	Buyer  invoice.Buyer `json:"buyer"`
	Serial string        `json:"serial"`
	Number string        `json:"number"`
	Total  money.VND     `json:"total"`
}

// CopiedOrder is the part of one seller.
type CopiedOrder struct {
	Code     string          `json:"code"`
	SellerID string          `json:"seller_id"`
	Status   order.Status    `json:"status"`
	Goods    money.VND       `json:"goods"`
	Shipping money.VND       `json:"shipping"`
	Lines    []CopiedLine    `json:"lines"`
	History  []CopiedMove    `json:"history"`
	Invoices []CopiedInvoice `json:"invoices"`
	Said     []CopiedWords   `json:"said" doc:"what the person wrote to the seller"`
}

// CopiedWords is what the person wrote about an order.
type CopiedWords struct {
	Text string        `json:"text"`
	At   clock.Instant `json:"at"`
}

// CopiedLine is what was bought.
type CopiedLine struct {
	NameVI   string        `json:"name_vi"`
	NameEN   string        `json:"name_en"`
	Variant  string        `json:"variant"`
	Basis    measure.Basis `json:"basis"`
	Quantity int64         `json:"quantity"`
	Price    money.VND     `json:"price"`
	Amount   money.VND     `json:"amount"`
}

// CopiedMove is one step of an order.
type CopiedMove struct {
	To order.Status  `json:"to"`
	By actor.Kind    `json:"by"`
	At clock.Instant `json:"at"`
}

// CopiedPayment is money that was due, came and went back.
type CopiedPayment struct {
	Code     string         `json:"code"`
	Status   payment.Status `json:"status"`
	Amount   money.VND      `json:"amount"`
	Received money.VND      `json:"received"`
	Refunded money.VND      `json:"refunded"`
	PaidAt   clock.Instant  `json:"paid_at"`
}

// CopiedComplaint is what the person complained of and wrote.
type CopiedComplaint struct {
	Code      string           `json:"code"`
	Reason    complaint.Reason `json:"reason"`
	Wish      complaint.Wish   `json:"wish"`
	State     complaint.State  `json:"state"`
	Refund    money.VND        `json:"refund"`
	CreatedAt clock.Instant    `json:"created_at"`
	Messages  []CopiedMessage  `json:"messages" doc:"the person's own"`
}

// CopiedMessage is what the person wrote.
type CopiedMessage struct {
	Text   string        `json:"text"`
	Photos []string      `json:"photos"`
	At     clock.Instant `json:"at"`
}

// CopiedReport is a listing that the person reported.
type CopiedReport struct {
	ProductID string        `json:"product_id"`
	Reason    string        `json:"reason"`
	Text      string        `json:"text"`
	Phone     string        `json:"phone"`
	State     string        `json:"state"`
	CreatedAt clock.Instant `json:"created_at"`
}
