// Package portal keeps what a seller does on a phone one tap away. A page shows only what
// its reader may do; whoever asks for more all the same is told which right is missing,
// and somebody else's stall does not exist.
package portal

import (
	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/web/view"
)

// Routes adds the pages of sellers, helpers, officers and the desk. This list is their
// site map.
func Routes(app *fiber.App, p parts.Parts) {
	w := &portal{Parts: p}
	r := app.Group(view.PathPortal, p.Sessions.Load(actor.Page), p.Sessions.Forms())
	r.Get("/", w.choosePage)
	r.Get("/open", w.openPage)
	r.Post("/open", w.open)
	r.Get("/helper", w.helperPage)
	w.selling(r.Group("/s/:stall"))

	r.Get("/officer", w.asOfficer(w.officerPage))
	w.overseeing(r.Group("/officer"), w.asOfficer)

	w.desking(r.Group("/desk"))
	w.overseeing(r.Group("/desk"), w.overDesk)
}

// selling is the work of one stall.
func (w *portal) selling(r fiber.Router) {
	r.Get("/", w.with(anyMember, w.homePage))

	r.Get("/orders", w.with(ordersTo, w.ordersPage))
	r.Get("/orders/:order", w.with(ordersTo, w.orderPage))
	r.Get("/orders/:order/slip", w.with(ordersTo, w.slipPage))
	r.Get("/orders/:order/slip/qr.png", w.with(ordersTo, w.slipQR))
	r.Post("/orders/:order/confirm", w.with(handling, w.press("confirmed", w.confirm)))
	r.Get("/orders/:order/refuse", w.with(handling, w.refusePage))
	r.Post("/orders/:order/refuse", w.with(handling, w.refuse))
	r.Get("/orders/:order/pack", w.with(handling, w.packPage))
	r.Post("/orders/:order/pack", w.with(handling, w.pack))
	r.Get("/orders/:order/ship", w.with(handling, w.shipPage))
	r.Post("/orders/:order/ship", w.with(handling, w.ship))
	r.Get("/orders/:order/retrack", w.with(handling, w.retrackPage))
	r.Post("/orders/:order/retrack", w.with(handling, w.retrack))
	r.Post("/orders/:order/deliver", w.with(handling, w.press("delivered", w.deliver)))
	r.Post("/orders/:order/cash", w.with(handling, w.press("cash", w.takeCash)))
	r.Get("/orders/:order/return", w.with(handling, w.returnPage))
	r.Post("/orders/:order/return", w.with(handling, w.returned))

	r.Get("/invoices", w.with(ordersTo, w.invoicesPage))
	r.Get("/invoices/:invoice", w.with(handling, w.invoicePage))
	r.Post("/invoices/:invoice/issued", w.with(handling, w.invoiceIssued))
	r.Post("/invoices/:invoice/refuse", w.with(handling, w.refuseInvoice))
	r.Post("/invoices/:invoice/again", w.with(handling, w.reopenInvoice))

	r.Get("/orders/:order/received", w.with(banking, w.receivedPage))
	r.Post("/orders/:order/received", w.with(banking, w.received))
	r.Get("/orders/:order/refunds/:refund", w.with(banking, w.paidBackPage))
	r.Post("/orders/:order/refunds/:refund", w.with(banking, w.paidBack))
	r.Get("/money/collected", w.with(banking, w.collectedPage))

	r.Get("/complaints", w.with(handling, w.complaintsPage))
	r.Get("/complaints/:ticket", w.with(handling, w.complaintPage))
	r.Post("/complaints/:ticket", w.with(handling, w.reply))
	r.Get("/complaints/:ticket/photo/:photo", w.with(handling, func(c *fiber.Ctx, s stall) error { return w.ticketPhoto(c, s.by) }))
	r.Get("/complaints/:ticket/answer", w.with(handling, w.answerPage))
	r.Post("/complaints/:ticket/answer", w.with(handling, w.answer))

	r.Get("/products", w.with(editing, w.productsPage))
	r.Get("/products/new", w.with(editing, w.newPhotoPage))
	r.Post("/products/new", w.with(editing, w.newPhoto))
	r.Get("/products/new/kind", w.with(editing, w.newKindPage))
	r.Get("/products/new/name", w.with(editing, w.newNamePage))
	r.Post("/products/new/name", w.with(editing, w.newDraft))
	r.Get("/products/claim", w.with(editing, w.claimPage))
	r.Post("/products/claim/:entry", w.with(editing, w.claim))
	r.Get("/products/:product", w.with(editing, w.productPage))
	r.Get("/products/:product/facts", w.with(editing, w.factsPage))
	r.Post("/products/:product/facts", w.with(editing, w.saveFacts))
	r.Get("/products/:product/look", w.with(editing, w.lookPage))
	r.Post("/products/:product/publish", w.with(editing, w.publish))
	r.Post("/products/:product/hide", w.with(editing, w.hide))
	r.Get("/products/:product/photos", w.with(editing, w.photosPage))
	r.Post("/products/:product/photos", w.with(editing, w.addPhotos))
	r.Post("/products/:product/photos/:photo/first", w.with(editing, w.firstPhoto))
	r.Post("/products/:product/photos/:photo/remove", w.with(editing, w.removePhoto))
	r.Get("/products/:product/papers/new", w.with(editing, w.newPaperPage))
	r.Post("/products/:product/papers/new", w.with(editing, w.claimPaper))
	r.Get("/products/:product/forms/new", w.with(editing, w.newFormPage))
	r.Post("/products/:product/forms/new", w.with(editing, w.addForm))
	r.Get("/products/:product/forms/:form", w.with(editing, w.editFormPage))
	r.Post("/products/:product/forms/:form", w.with(editing, w.editForm))
	r.Post("/products/:product/forms/:form/active", w.with(editing, w.setActive))
	r.Get("/products/:product/forms/:form/price", w.with(editing, w.pricePage))
	r.Post("/products/:product/forms/:form/price", w.with(editing, w.setPrice))
	r.Get("/products/:product/forms/:form/stock", w.with(editing, w.stockPage))
	r.Post("/products/:product/forms/:form/stock", w.with(editing, w.count))
	r.Get("/products/:product/forms/:form/receive", w.with(editing, w.receivePage))
	r.Post("/products/:product/forms/:form/receive", w.with(editing, w.receive))

	r.Get("/money", w.with(seeing, w.moneyPage))
	r.Get("/money/statement", w.with(seeing, w.statementPage))
	r.Get("/money/payouts", w.with(seeing, w.payoutsPage))
	r.Get("/money/tax", w.with(seeing, w.taxPage))
	r.Get("/money/tax/:year", w.with(seeing, w.yearPage))
	r.Get("/money/tax/:year/pdf", w.with(seeing, w.yearPDF))
	r.Get("/taxpapers", w.with(editing, w.taxPapersPage))
	r.Post("/taxpapers", w.with(editing, w.handInTaxPaper))
	r.Get("/money/bank", w.with(banking, w.bankPage))
	r.Post("/money/bank", w.with(banking, w.setBank))
	r.Post("/money/bank/code", w.with(banking, w.sendPayeeCode))
	r.Get("/money/growers", w.with(banking, w.growersPage))
	r.Post("/money/growers/:payee/accept", w.with(banking, w.acceptGrower))
	r.Post("/money/growers/:payee/refuse", w.with(banking, w.refuseGrower))

	r.Get("/stall", w.with(anyMember, w.stallPage))
	r.Get("/profile", w.with(editing, w.profilePage))
	r.Post("/profile", w.with(editing, w.saveProfile))
	r.Get("/members", w.with(anyMember, w.membersPage))
	r.Get("/members/new", w.with(governing, w.newMemberPage))
	r.Post("/members/new", w.with(governing, w.addMember))
	r.Get("/members/:person", w.with(governing, w.memberPage))
	r.Post("/members/:person", w.with(governing, w.changeRights))
	r.Post("/members/:person/remove", w.with(governing, w.removeMember))
	r.Get("/delivery", w.with(editing, w.deliveryPage))
	r.Post("/delivery/packing", w.with(editing, w.setPacking))
	r.Post("/delivery/:carrier", w.with(editing, w.setDelivery))
	r.Get("/pickup/new", w.with(editing, w.newPointPage))
	r.Post("/pickup/new", w.with(editing, w.addPoint))
	r.Post("/pickup/:point/close", w.with(editing, w.closePoint))
}

// desking is the work of the market's desk.
func (w *portal) desking(r fiber.Router) {
	r.Get("/", w.asDesk(w.deskPage))
	r.Get("/money", w.asDesk(w.tasksPage))
	r.Get("/money/:task", w.asDesk(w.taskPage))
	r.Post("/money/:task/match", w.asDesk(w.deal(w.match)))
	r.Post("/money/:task/transferred", w.asDesk(w.deal(w.transferred)))
	r.Post("/money/:task/decide", w.asDesk(w.deal(w.decideRefund)))
	r.Post("/money/:task/return", w.asDesk(w.deal(w.sendBack)))
	r.Post("/money/:task/disown", w.asDesk(w.deal(w.disown)))
	r.Post("/money/:task/twin", w.asDesk(w.deal(w.judgeTwin)))
	r.Post("/money/:task/close", w.asDesk(w.deal(w.closeTask)))
	r.Get("/books/:book", w.asDesk(w.bookPage))
	r.Get("/doors", w.asDesk(w.doorsPage))
	r.Get("/remittances", w.asDesk(w.remittancesPage))
	r.Post("/remittances", w.asDesk(w.takeInRemittance))
	r.Get("/remittances/:remittance", w.asDesk(w.remittancePage))
	r.Post("/remittances/:remittance/clear", w.asDesk(w.clearRemittance))
	r.Post("/remittances/:remittance/lines/:line", w.asDesk(w.settleLine))
	r.Get("/payouts", w.asDesk(w.batchesPage))
	r.Post("/payouts/open", w.asDesk(w.openBatch))
	r.Get("/payouts/:batch", w.asDesk(w.batchPage))
	r.Post("/payouts/:batch/export", w.asDesk(w.export))
	r.Post("/payouts/:batch/paid", w.asDesk(w.markPaid))
	r.Post("/payouts/:batch/post", w.asDesk(w.postList))
	r.Post("/payouts/:batch/post/paid", w.asDesk(w.markPostPaid))
	r.Post("/payouts/:batch/:payout/paid", w.asDesk(w.markPayoutPaid))
	r.Post("/payouts/:batch/:payout/return", w.asDesk(w.returnPayout))
	r.Post("/payouts/:batch/refunds/:transfer/paid", w.asDesk(w.markRefundPaid))
	r.Post("/payouts/:batch/refunds/:transfer/return", w.asDesk(w.returnRefund))
	r.Get("/waiting", w.asDesk(w.waitersPage))
	r.Get("/terms", w.asDesk(w.termsPage))
	r.Post("/terms", w.asDesk(w.announceTerms))
	r.Get("/floors", w.asDesk(w.floorsPage))
	r.Post("/floors", w.asDesk(w.announceFloor))
	r.Get("/complaints", w.asDesk(w.deskComplaints))
	r.Get("/complaints/:ticket", w.asDesk(w.deskComplaint))
	r.Post("/complaints/:ticket", w.asDesk(w.deskReply))
	r.Get("/complaints/:ticket/photo/:photo", w.asDesk(func(c *fiber.Ctx, by actor.Admin) error { return w.ticketPhoto(c, by) }))
	r.Get("/complaints/:ticket/decide", w.asDesk(w.decidePage))
	r.Post("/complaints/:ticket/decide", w.asDesk(w.decide))
	r.Get("/reports", w.asDesk(w.reportsPage))
	r.Post("/reports/:report", w.asDesk(w.settle))
	r.Get("/orders", w.asDesk(w.findOrderPage))
	r.Get("/orders/:order", w.asDesk(w.deskOrderPage))
	r.Post("/orders/:order/cancel", w.asDesk(w.cancelByDesk))
	r.Post("/orders/:order/deliver", w.asDesk(w.deliverByDesk))
	r.Post("/orders/:order/cash", w.asDesk(w.cashByDesk))
	r.Post("/orders/:order/return", w.asDesk(w.returnByDesk))
	r.Post("/orders/:order/refunds/:refund/reopen", w.asDesk(w.reopenRefund))
	r.Get("/roles", w.asDesk(w.rolesPage))
	r.Get("/roles/new", w.asDesk(w.newRolePage))
	r.Post("/roles/new", w.asDesk(w.grantRole))
	r.Post("/roles/:role/revoke", w.asDesk(w.revokeRole))
	r.Post("/people/:person/end-sessions", w.asDesk(w.endSessions))
	r.Get("/notes", w.asDesk(w.notesPage))
	r.Post("/notes/:note/retry", w.asDesk(w.retryNote))
	r.Get("/tax", w.asDesk(w.periodPage))
	r.Post("/tax/:period/close", w.asDesk(w.closePeriod))
	r.Get("/tax/:period/annex.csv", w.asDesk(w.annex("csv")))
	r.Get("/tax/:period/annex.xlsx", w.asDesk(w.annex("xlsx")))
}

// homePage leads to what the member may do first.
func (w *portal) homePage(c *fiber.Ctx, s stall) error {
	if s.may(actor.SeeOrders) || s.may(actor.HandleOrders) {
		return w.todayPage(c, s)
	}
	to := s.path("stall")
	switch {
	case s.may(actor.EditProducts):
		to = s.path("products")
	case s.may(actor.SeeMoney):
		to = s.path("money")
	case s.may(actor.HandleMoney):
		to = s.path("money", "bank")
	}
	return done(c, to, "")
}
