package bench

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"path"

	"github.com/valyala/fasthttp"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/sandbox"
)

// choice is how one seller's part comes.
type choice struct {
	SellerID string `json:"seller_id"`
	Carrier  string `json:"carrier"`
	Service  string `json:"service"`
	PickupID string `json:"pickup_id"`
}

type address struct {
	Scheme   string `json:"scheme"`
	WardCode string `json:"ward_code"`
	Street   string `json:"street"`
}

// order is what a buyer says to order a cart.
type order struct {
	Recipient  string    `json:"recipient"`
	Phone      string    `json:"phone"`
	Address    address   `json:"address"`
	Deliveries []choice  `json:"deliveries"`
	Gateway    string    `json:"gateway"`
	Total      money.VND `json:"expected_total"`
	Terms      string    `json:"terms_version"`
}

// purchase is a whole sale of two things: cart, address, place, pay, paid by the play
// bank's own notice, and a look at the order, which must say so.
func purchase(_ context.Context, w *worker) error {
	i := w.next(1 << 30)
	// A buyer has one cart, so each belongs to one worker alone.
	mine := len(w.ground.Tokens) / w.step
	token := w.ground.Tokens[i%w.step+w.step*(i/w.step%mine)]
	goods := w.ground.Products
	a, b := w.random.IntN(len(goods)), w.random.IntN(len(goods)-1)
	if b >= a {
		b++
	}
	o, err := w.fill(token, []string{goods[a].Variant, goods[b].Variant})
	if err != nil {
		return err
	}
	group, err := w.place(token, o)
	if err != nil {
		return err
	}
	if err := w.pay(token, group); err != nil {
		return err
	}
	var now struct {
		Payment struct{ Status string }
	}
	if err := w.call(fasthttp.MethodGet, "/api/v1/orders/"+group+"/payment", token, nil, &now.Payment); err != nil {
		return err
	}
	if now.Payment.Status != "paid" {
		return fmt.Errorf("order %s says %q after the money came", group, now.Payment.Status)
	}
	return nil
}

// fill puts one of each variant into the cart and asks what that comes to.
func (w *worker) fill(token string, variants []string) (order, error) {
	o := order{
		Recipient: "Người Mua Đo Tải", Phone: "0900100000", Gateway: sandbox.Code, Terms: w.ground.Terms,
		Address: address{Scheme: w.ground.Scheme, WardCode: w.ground.Ward, Street: "Nhà mẫu số 1"},
	}
	for _, v := range variants {
		line := map[string]any{"variant_id": v, "quantity": 1}
		if err := w.call(fasthttp.MethodPost, "/api/v1/cart/lines", token, line, nil); err != nil {
			return o, err
		}
	}
	var offer struct {
		Total      money.VND
		Complete   bool
		Deliveries []struct {
			SellerID string `json:"seller_id"`
			Quotes   []struct {
				Carrier, Service string
				PickupID         string `json:"pickup_id"`
				Chosen           bool
			}
		}
	}
	to := map[string]any{"scheme": o.Address.Scheme, "ward_code": o.Address.WardCode, "deliveries": []choice{}}
	if err := w.call(fasthttp.MethodPost, "/api/v1/checkout/offer", token, to, &offer); err != nil {
		return o, err
	}
	if !offer.Complete {
		return o, errors.New("the cart cannot be ordered")
	}
	for _, d := range offer.Deliveries {
		for _, q := range d.Quotes {
			if q.Chosen {
				o.Deliveries = append(o.Deliveries, choice{d.SellerID, q.Carrier, q.Service, q.PickupID})
			}
		}
	}
	o.Total = offer.Total
	return o, nil
}

// place orders and returns the group.
func (w *worker) place(token string, o order) (string, error) {
	var placed struct{ ID string }
	err := w.call(fasthttp.MethodPost, "/api/v1/orders", token, o, &placed)
	return placed.ID, err
}

// pay begins to pay and lets the play bank tell, by the market's real webhook, that the
// money came.
func (w *worker) pay(token, group string) error {
	var p struct {
		Missing money.VND
		Step    struct{ Next payments.Next }
	}
	if err := w.call(fasthttp.MethodPost, "/api/v1/orders/"+group+"/payment", token, map[string]string{"gateway": sandbox.Code}, &p); err != nil {
		return err
	}
	at, err := url.Parse(p.Step.Next.URL)
	if err != nil {
		return err
	}
	now := clock.System()
	body := sandbox.Paid(path.Base(at.Path), p.Missing, now)
	req, res := fasthttp.AcquireRequest(), fasthttp.AcquireResponse()
	defer fasthttp.ReleaseRequest(req)
	defer fasthttp.ReleaseResponse(res)
	req.SetRequestURI(w.origin + sandbox.Path)
	req.Header.SetMethod(fasthttp.MethodPost)
	req.Header.SetContentType("application/json")
	req.Header.Set(sandbox.Header, payments.Stamp(payments.Hide(w.ground.Bank), now, body))
	req.SetBodyRaw(body)
	if err := w.client.Do(req, res); err != nil {
		return err
	}
	if res.StatusCode() != fasthttp.StatusOK {
		return refused("POST", sandbox.Path, res)
	}
	return nil
}
