package storefront

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/models/actor"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

// shop is the storefront over the market's parts.
type shop struct {
	parts.Parts
	home  *brief[homeKey, pages.HomePage]
	alike *brief[alikeKey, []view.Card]
	drawn *pictures
}

// Routes adds the buyer's pages. This list is their site map.
func Routes(app *fiber.App, p parts.Parts) {
	s := &shop{Parts: p, home: newBrief[homeKey, pages.HomePage](p.Now), alike: newBrief[alikeKey, []view.Card](p.Now), drawn: &pictures{}}

	// Some gateways send the browser back by a POST of their own, with no form of ours.
	app.All("/payments/return/:gateway", s.returned)
	app.Get("/robots.txt", robots)

	app.Use(s.pagesOnly(p.Sessions.Load(actor.Page)), s.pagesOnly(p.Sessions.Forms()))

	app.Get(view.PathHome, s.homePage)
	app.Get(view.PathSearch, s.searchPage)
	app.Get(view.PathSuggest, s.suggest)
	app.Get("/p/:slug", s.productPage)
	app.Get("/p/:slug/report", s.reportPage)
	app.Post("/p/:slug/report", s.report)
	app.Get("/s/:slug", s.sellerPage)
	app.Get(view.PathAge, s.agePage)
	app.Post(view.PathAge, s.confirmAge)
	app.Get(view.PathWards, s.wards)
	app.Get(view.PathPlaces, s.findPlaces)

	app.Get(view.PathCart, s.cartPage)
	app.Post(view.PathCartAdd, s.addToCart)
	app.Post(view.PathCartSet, s.setInCart)
	app.Post(view.PathCartRemove, s.removeFromCart)

	app.Get(view.PathCheckout, s.wherePage)
	app.Post(view.PathCheckout, s.where)
	app.Get(view.PathCheckoutCode, s.checkoutCodePage)
	app.Post(view.PathCheckoutCode, s.checkoutCode)
	app.Post(view.PathCheckoutCode+"/resend", s.resendCheckoutCode)
	app.Get(view.PathCheckoutPlace, s.placePage)
	app.Post(view.PathCheckoutPlace, s.place)

	app.Get("/pay/:code", s.payPage)
	app.Post("/pay/:code", s.pay)
	app.Post("/pay/:code/claim", s.sayPaid)
	app.Get("/pay/:code/status", s.payStatus)
	app.Get("/pay/:code/qr.png", s.payQR)

	app.Get("/share/p/:name", s.shareProduct)
	app.Get("/share/s/:name", s.shareStall)

	app.Get(view.PathOrders, s.ordersPage)
	app.Get("/orders/:code", s.orderPage)
	app.Get("/orders/:code/door.png", s.doorQR)
	app.Post("/orders/:code/cancel", s.cancel)
	app.Post("/orders/:code/receive", s.receive)
	app.Post("/orders/:code/weight", s.answerWeight)
	app.Post("/orders/:code/refund-account", s.nameRefundAccount)
	app.Post("/orders/:code/invoice", s.askInvoice)
	app.Get("/orders/:code/talk", s.talkPage)
	app.Post("/orders/:code/talk", s.say)
	app.Post("/orders/:code/talk/seen", s.seenTalk)
	app.Post("/orders/:code/talk/report", s.reportTalk)
	app.Get("/orders/:code/complaint", s.complainPage)
	app.Post("/orders/:code/complaint", s.complain)
	app.Get("/complaints/:code", s.complaintPage)
	app.Get("/complaints/:code/photos/:id", s.complaintPhoto)
	app.Post("/complaints/:code", s.replyComplaint)
	app.Post("/complaints/:code/answer", s.answerOffer)
	app.Post("/complaints/:code/escalate", s.escalate)
	app.Post("/complaints/:code/close", s.letBe)

	app.Get(view.PathSignIn, s.signInPage)
	app.Post(view.PathSignIn, s.signIn)
	app.Get(view.PathSignInCode, s.signInCodePage)
	app.Post(view.PathSignInCode, s.signInCode)
	app.Post(view.PathSignInCode+"/resend", s.resendSignInCode)
	app.Get(view.PathSignInPerson, s.personPage)
	app.Post(view.PathSignInPerson, s.choosePerson)
	app.Post(view.PathSignOut, s.signOut)
	app.Get(view.PathDay+"/:code", s.joinDay)

	app.Get(view.PathAccount, s.accountPage)
	app.Get(view.PathAddress, s.addressPage)
	app.Post(view.PathAddress, s.saveAddress)
	app.Get(view.PathAddress+"/:id", s.addressPage)
	app.Post(view.PathAddress+"/:id", s.saveAddress)
	app.Post(view.PathAddress+"/:id/remove", s.removeAddress)
	app.Post(view.PathSessions+"/end-others", s.endOthers)
	app.Post(view.PathSessions+"/:id/end", s.endSession)
	app.Get(view.PathPIN, s.pinPage)
	app.Post(view.PathPIN, s.setPIN)
	app.Post(pathForgot, s.forgotPIN)
	app.Get(pathForgotCode, s.forgotCodePage)
	app.Post(pathForgotCode, s.forgotCode)

	app.Get(view.PathMyData, s.myDataPage)
	app.Post(view.PathMyData+"/name", s.rename)
	app.Post(view.PathMyData+"/copy", s.copyMyData)
	app.Get(view.PathMyData+"/consents/:purpose", s.consentPage)
	app.Post(view.PathMyData+"/consents/:purpose", s.answerConsent)
	app.Get("/consents/:purpose/:version", s.consentText)
	app.Get(view.PathErase, s.erasePage)
	app.Post(view.PathErase, s.erase)
	app.Post(view.PathErase+"/code", s.sendEraseCode)

	app.Get(view.PathTerms, s.text("terms"))
	app.Get(view.PathTerms+"/:version", s.terms)
	app.Get(view.PathPrivacy, s.text("privacy"))
	app.Get(view.PathAbout, s.text("about"))
	app.Get(view.PathHelp, s.text("help"))
}

// pagesOnly leaves alone what is no page, so that an unknown route of the API is answered
// as such and not as a page that was asked for from elsewhere.
func (s *shop) pagesOnly(next fiber.Handler) fiber.Handler {
	return func(c *fiber.Ctx) error {
		if path := c.Path(); strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/webhooks/") {
			return c.Next()
		}
		return next(c)
	}
}

func robots(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "public, max-age=3600")
	return c.SendString("User-agent: *\nDisallow: /cart\nDisallow: /checkout\nDisallow: /pay/\nDisallow: /orders\nDisallow: /account\nDisallow: /sign-in\nDisallow: /day/\nDisallow: /portal\n")
}
