package view

import "net/url"

// The addresses of the pages; the edge's route list is written against them.
const (
	PathHome          = "/"
	PathSearch        = "/search"
	PathSuggest       = "/search/suggest" // GET ?q= -> JSON {"items":[{"text","hint","url"}]}
	PathCart          = "/cart"
	PathCartAdd       = "/cart/add"
	PathCartSet       = "/cart/set"
	PathCartRemove    = "/cart/remove"
	PathCheckout      = "/checkout"
	PathCheckoutPlace = "/checkout/place"
	PathCheckoutCode  = "/checkout/code"
	PathWards         = "/divisions/wards" // GET ?province= -> JSON {"wards":[{"code","name"}]}
	PathPlaces        = "/divisions/find"  // GET ?q= -> JSON {"places":[{"province","ward","name"}]}
	PathSignIn        = "/sign-in"
	PathSignInCode    = "/sign-in/code"
	PathSignInPerson  = "/sign-in/person"
	PathSignOut       = "/sign-out"
	PathDay           = "/day"
	PathOrders        = "/orders"
	PathAccount       = "/account"
	PathAddress       = "/account/address"
	PathSessions      = "/account/sessions"
	PathPIN           = "/account/pin"
	PathMyData        = "/account/data"
	PathErase         = "/account/erase"
	PathAge           = "/age"
	PathTerms         = "/terms"
	PathPrivacy       = "/privacy"
	PathAbout         = "/about"
	PathHelp          = "/help"
	PathPortal        = "/portal"
	PathDemo          = "/demo/codes"
)

func seg(s string) string { return url.PathEscape(s) }

// ProductPath is the page of a product.
func ProductPath(slug string) string { return "/p/" + seg(slug) }

// ReportPath is the form that reports a listing.
func ReportPath(slug string) string { return ProductPath(slug) + "/report" }

// SellerPath is the page of a seller.
func SellerPath(slug string) string { return "/s/" + seg(slug) }

// OrderPath is the page of an order.
func OrderPath(code string) string { return PathOrders + "/" + seg(code) }

// TalkPath is what buyer and seller of an order say to each other.
func TalkPath(code string) string { return OrderPath(code) + "/talk" }

// ComplainPath is the form that opens a complaint about an order.
func ComplainPath(code string) string { return OrderPath(code) + "/complaint" }

// ComplaintPath is the page of one complaint.
func ComplaintPath(id string) string { return "/complaints/" + seg(id) }

// PayPath is the page of a payment.
func PayPath(code string) string { return "/pay/" + seg(code) }

// PayStatusPath answers the page's polling: JSON {"state":"due"}.
func PayStatusPath(code string) string { return PayPath(code) + "/status" }

// DayPath is where devices at a supervised sign-up day begin.
func DayPath(code string) string { return PathDay + "/" + seg(code) }

// ConsentPath asks a person for an agreement, or whether it is taken back.
func ConsentPath(purpose string) string { return PathMyData + "/consents/" + seg(purpose) }

// ConsentTextPath is one version of what is agreed to.
func ConsentTextPath(purpose, version string) string {
	return "/consents/" + seg(purpose) + "/" + seg(version)
}

// TermsPath is one version of the terms.
func TermsPath(version string) string { return PathTerms + "/" + seg(version) }

// SearchPath is the search page for one facet value.
func SearchPath(facet, value string) string {
	return PathSearch + "?" + url.Values{facet: {value}}.Encode()
}
