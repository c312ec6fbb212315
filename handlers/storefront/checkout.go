package storefront

import (
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/shipping"
)

// destination is who receives and where, carried from one step of the checkout to the
// next. It stays for a day, so that a second purchase asks for nothing twice; not longer,
// because others use the same phone.
type destination struct {
	AddressID string           `json:"address_id,omitempty"` // a saved one; else "new"
	Recipient string           `json:"recipient"`
	Phone     string           `json:"phone"` // "+84…"
	Address   division.Address `json:"address"`
}

const destinationLife = 24 * time.Hour

func (d destination) place() shipping.Place {
	return shipping.Place{Scheme: d.Address.Scheme, Ward: d.Address.WardCode}
}

// buyer is who orders: the shopper with the phone that a code has proved, if any.
func buyer(c *fiber.Ctx) checkout.Buyer {
	who := session.Who(c)
	return checkout.Buyer{Shopper: session.Shopper(c), PersonID: who.PersonID, PhoneID: who.PhoneID}
}

// localPhone writes a stored number as a field shows it; other text stays.
func localPhone(number string) string {
	if len(number) > 3 && number[:3] == "+84" {
		return account.LocalPhone(number)
	}
	return number
}
