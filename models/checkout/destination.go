package checkout

import (
	"encoding/json"

	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/order"
)

// Destination is the sealed part of a group: only seller, courier and buyer see it, and the
// desk for a reason that is written down.
type Destination struct {
	Recipient string           `json:"recipient"`
	Phone     string           `json:"phone"`
	Address   division.Address `json:"address"`
}

func (c *Checkout) seal(in PlaceOrder) (string, error) {
	b, err := json.Marshal(Destination{Recipient: in.Recipient, Phone: in.Phone, Address: in.Address})
	if err != nil {
		return "", err
	}
	return c.Keys.Seal("order.destination", string(b)), nil
}

// Open reads the destination of a group that the caller may see; it is empty when the
// buyer was erased.
func (c *Checkout) Open(g order.Group) (d Destination, err error) {
	if g.Forgotten() {
		return d, nil
	}
	text, err := c.Keys.Open("order.destination", g.AddressSealed)
	if err != nil {
		return d, err
	}
	return d, json.Unmarshal([]byte(text), &d)
}
