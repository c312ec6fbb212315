package api

import (
	"fmt"
	"reflect"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/identity"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/requirement"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/settlement"
	"github.com/chophien/chophien/models/shipping"
	"github.com/chophien/chophien/models/tax"
	"github.com/chophien/chophien/payments"
)

func number(n int64) *int64 { return &n }

// special are types that write themselves.
var special = map[reflect.Type]schema{
	reflect.TypeFor[money.VND](): {Type: "integer", Format: "int64", Description: "whole đồng",
		Minimum: number(-money.Max), Maximum: number(money.Max)},
	reflect.TypeFor[clock.Instant]():     {Type: []string{"string", "null"}, Format: "date-time", Description: "RFC 3339, UTC; null for not yet"},
	reflect.TypeFor[clock.Date]():        {Type: "string", Description: "a day in Vietnam, YYYY-MM-DD; empty for none"},
	reflect.TypeFor[money.BasisPoints](): {Type: "integer", Format: "int64", Description: "basis points: hundredths of a percent"},
}

// words are the values of closed sets.
var words = map[reflect.Type][]string{}

func set[T ~string](values ...T) {
	all := make([]string, len(values))
	for i, v := range values {
		all[i] = string(v)
	}
	words[reflect.TypeFor[T]()] = all
}

func init() {
	set(catalog.Classes...)
	set(catalog.CertificateKinds...)
	set(catalog.Claimed, catalog.Verified, catalog.Refused, catalog.Withdrawn)
	set(catalog.Draft, catalog.Published, catalog.Hidden)
	set(tax.PaperKinds...)
	set(tax.Claimed, tax.Verified, tax.Refused, tax.Withdrawn)
	set(seller.Kinds...)
	set(seller.Applied, seller.Checked, seller.Active, seller.Suspended, seller.Closed)
	set(seller.Methods...)
	set(seller.Resident, seller.NonResident)
	set(seller.Individual, seller.Legal)
	set(measure.Piece, measure.Gram)
	set(actor.AllRights...)
	set(order.Statuses...)
	set(order.Online, order.Door)
	set(order.MarketCollects, order.SellerCollects)
	set(order.NoTaker, order.SellerTakes, order.CarrierTakes)
	set(order.EarnedBySeller, order.EarnedByCarrier)
	set(payment.Due, payment.Checking, payment.Paid, payment.Expired, payment.Cancelled)
	set(payment.RefundDue, payment.RefundNeedsAccount, payment.RefundSending, payment.RefundProcessing, payment.RefundDone, payment.RefundFailed)
	set(payment.TaskUnder, payment.TaskOver, payment.TaskLate, payment.TaskDuplicate, payment.TaskUnmatched, payment.TaskTransfer, payment.TaskReview, payment.TaskTwin, payment.TaskDoor, payment.TaskSilent)
	set(payments.NextRedirect, payments.NextQR, payments.NextDeeplink, payments.NextClientSecret, payments.NextNone)
	set(shipping.Created, shipping.Picking, shipping.PickupFailed, shipping.PickedUp, shipping.InTransit, shipping.OutForDelivery, shipping.Arrived,
		shipping.AttemptFailed, shipping.ReturnPending, shipping.Returning, shipping.CameBack, shipping.Called, shipping.Exception)
	set(complaint.Reasons...)
	set(complaint.Wishes...)
	set(complaint.States...)
	set(complaint.ByBuyer, complaint.BySeller, complaint.ByDesk)
	set(settlement.Due, settlement.Sent, settlement.Paid, settlement.Returned)
	set(settlement.Filling, settlement.Open, settlement.Exported, settlement.Settled)
	set(division.Distances...)
	set(division.Province, division.District, division.Ward)
	set(media.Product, media.Seller, media.Complaint, media.Certificate, media.Identity)
	set(requirement.Kinds...)
	set(requirement.Trade, requirement.Packed, requirement.Payout)
	set(requirement.Asked, requirement.Handed, requirement.Accepted, requirement.Rejected, requirement.Waived)
	set(requirement.Exemptions...)
	set(identity.Starting, identity.Open, identity.Review, identity.Passed, identity.Failed, identity.Expired)
	set(seller.AppealOpen, seller.AppealUpheld, seller.AppealLifted)
	set(account.Guest, account.Cookie, account.Bearer)
	set(account.Helper, account.Officer, account.Admin)
	set(fault.Invalid, fault.Unauthenticated, fault.Forbidden, fault.NotFound, fault.Conflict, fault.TooLarge, fault.Unsupported, fault.Limited, fault.Unavailable, fault.Internal)
}

// told explains fields that have one meaning wherever they stand.
var told = map[string]string{
	"price":            "per piece, or per kilogram when basis is gram",
	"basis":            "what a quantity counts: pieces or grams",
	"quantity":         "whole pieces or grams, by the basis of the variant",
	"step":             "quantities are multiples of it",
	"minimum":          "the least that is sold",
	"season":           "months 1 to 12",
	"scheme":           "first day on which the list of divisions held, such as 2025-07-01",
	"ward_code":        "code of a ward in the scheme",
	"province_code":    "code of a province in the scheme",
	"cursor":           "the next of the page before",
	"limit":            "rows of a page, 1 to 100; 20 when left out",
	"expected_total":   "the sum that the buyer was shown: decides nothing but whether to refuse",
	"terms_version":    "the version of the terms that the buyer accepts",
	"of_age":           "the buyer says to be 18 or older; needed where there is alcohol",
	"alcohol":          "the reader says to be 18 or older",
	"pin":              fmt.Sprintf("%d digits that prove the person", account.PINDigits),
	"device_token":     "what an earlier answer gave to this app",
	"stars":            "OCOP stars that may be shown today, 0 for none",
	"sample":           "shown to try the market out; nobody sells it",
	"version":          "grows with every change; sent back, it shows that nobody else changed it since",
	"bank_bin":         "the bank's six digits",
	"next":             "cursor of the next page; absent on the last one",
	"days":             "0 Monday to 6 Sunday",
	"declaration_type": "self, standard or registration",
	"tax_class":        "goods, service or own_raw_produce",
}
