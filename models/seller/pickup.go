package seller

import (
	"encoding/json"

	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/fault"
)

// Pickup is where a carrier collects: the part of the address below the ward, whom to ask
// for, and how to find the house. It is personal and kept sealed.
type Pickup struct {
	Contact string `json:"contact" form:"contact"`
	Street  string `json:"street" form:"street"`
	Note    string `json:"note" form:"note"`
}

func (p *Pickup) clean(l *fault.List) {
	tidy(l, "pickup.contact", &p.Contact, maxName, false)
	tidy(l, "pickup.street", &p.Street, maxLine, false)
	tidy(l, "pickup.note", &p.Note, maxLine, true)
}

const pickupPurpose = "sellers.pickup"

func (p Pickup) seal(keys *crypt.Keyring) string {
	if p == (Pickup{}) {
		return ""
	}
	b, err := json.Marshal(p)
	if err != nil {
		panic(err) // three strings
	}
	return keys.Seal(pickupPurpose, string(b))
}

// Pickup opens the address where a carrier collects; it is empty when none was given.
func (s Seller) Pickup(keys *crypt.Keyring) (Pickup, error) {
	var p Pickup
	if s.PickupSealed == "" {
		return p, nil
	}
	plain, err := keys.Open(pickupPurpose, s.PickupSealed)
	if err != nil {
		return p, err
	}
	return p, json.Unmarshal([]byte(plain), &p)
}
