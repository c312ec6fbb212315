package api

import (
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/models/actor"
)

// prefix is where version 1 lives. It only grows: what is published stays.
const prefix = "/api/v1"

// api is what the functions behind the routes work with.
type api struct {
	parts.Parts
	hot *cache
}

// Routes adds the API of version 1, its OpenAPI document and the page that explains it.
func Routes(app *fiber.App, p parts.Parts) {
	a := &api{Parts: p, hot: newCache(p.Now)}
	app.Use("/api", cross(p.Market.CORSOrigins))
	load, anyone := p.Sessions.Load(actor.API), p.Sessions.Anyone(actor.API)
	all := a.routes()
	for _, r := range all {
		handlers := []fiber.Handler{anyone, r.run}
		if !r.public() {
			handlers = []fiber.Handler{personal, load, r.run}
		}
		app.Add(r.method, prefix+colons(r.path), handlers...)
		if r.method == fiber.MethodGet {
			app.Add(fiber.MethodHead, prefix+colons(r.path), handlers...) // the same without its body
		}
	}
	doc := document(p.Market, all)
	app.Get("/openapi.json", cross(p.Market.CORSOrigins), doc.serve)
	app.Get("/docs", doc.explain())
}

// routes is the whole table, in the order in which the document explains it.
func (a *api) routes() []*route {
	var all []*route
	for _, chapter := range []chapter{
		a.kindRoutes(), a.divisionRoutes(), a.productRoutes(), a.searchRoutes(), a.sellerRoutes(), a.reportRoutes(),
		a.authRoutes(), a.dayRoutes(), a.helperRoutes(), a.meRoutes(), a.meDataRoutes(), a.meDeviceRoutes(),
		a.cartRoutes(), a.checkoutRoutes(), a.orderRoutes(), a.photoRoutes(),
		a.stallRoutes(), a.stallMemberRoutes(), a.stallProductRoutes(), a.stallOrderRoutes(), a.stallPaperRoutes(), a.talkRoutes(), a.stallInvoiceRoutes(), a.stallComplaintRoutes(),
		a.stallDeliveryRoutes(), a.stallRestRoutes(), a.stallHarvestRoutes(), a.stallMarketRoutes(), a.stallMoneyRoutes(), a.stallTakingsRoutes(), a.directRoutes(), a.stallPayeeRoutes(), a.stallTaxRoutes(), a.stallRequirementRoutes(),
		a.deskSellerRoutes(), a.deskRequirementRoutes(), a.deskCertificateRoutes(), a.deskMoneyRoutes(), a.deskBooksRoutes(), a.deskCashRoutes(), a.deskGatewayRoutes(), a.refundFloorRoutes(), a.deskTaxRoutes(), a.deskInvoiceRoutes(), a.deskPayoutRoutes(), a.deskComplaintRoutes(),
		a.deskRoleRoutes(), a.deskSynonymRoutes(), a.deskSearchRoutes(), a.deskOutboxRoutes(),
	} {
		for _, r := range chapter.routes {
			r.chapter = chapter.name
			all = append(all, r)
		}
	}
	return all
}

// chapter is the routes of one resource.
type chapter struct {
	name   string
	routes []*route
}

// colons writes "/products/{id}" as fiber wants it.
func colons(path string) string {
	return strings.NewReplacer("{", ":", "}", "").Replace(path)
}

// personal keeps answers that depend on who asks out of every cache, faults too.
func personal(c *fiber.Ctx) error {
	c.Set(fiber.HeaderCacheControl, "no-store")
	return c.Next()
}
