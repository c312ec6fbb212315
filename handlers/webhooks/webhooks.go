package webhooks

import (
	"bytes"
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/payments"
)

// Webhooks serves /webhooks/{gateway} and /webhooks/bank/{source}.
type Webhooks struct {
	Checkout *checkout.Checkout
	Gateways *payments.Registry
	Now      clock.Clock
}

// Routes adds the callbacks. Some providers call by GET (VNPay), most by POST.
func (w Webhooks) Routes(r fiber.Router) {
	r.Post("/webhooks/bank/:source", w.notice)
	r.Get("/webhooks/:gateway", w.gateway)
	r.Post("/webhooks/:gateway", w.gateway)
}

func (w Webhooks) gateway(c *fiber.Ctx) error {
	l, err := w.Gateways.Webhook(c.Params("gateway"))
	if err != nil {
		return err
	}
	return answer(c, w.Checkout.Receive(c.UserContext(), l, Raw(c, w.Now())))
}

func (w Webhooks) notice(c *fiber.Ctx) error {
	l, err := w.Gateways.Notice(c.Params("source"))
	if err != nil {
		return err
	}
	return answer(c, w.Checkout.Receive(c.UserContext(), l, Raw(c, w.Now())))
}

// Raw is a request as it arrived, copied out of the server's buffers.
func Raw(c *fiber.Ctx, at clock.Instant) payments.RawRequest {
	header := http.Header{}
	for k, v := range c.Request().Header.All() {
		header.Add(string(k), string(v))
	}
	return payments.RawRequest{
		Method: strings.Clone(c.Method()), Path: strings.Clone(c.Path()), RawQuery: string(c.Request().URI().QueryString()),
		Header: header, Body: bytes.Clone(c.Request().Body()), RemoteIP: session.Address(c), At: at,
	}
}

func answer(c *fiber.Ctx, a payments.Answer) error {
	if a.ContentType != "" {
		c.Set(fiber.HeaderContentType, a.ContentType)
	}
	return c.Status(a.Status).Send(a.Body)
}
