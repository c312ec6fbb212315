package shipping

import (
	"encoding/json"

	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/money"
)

// Settings are what a seller says of a carrier that prices by a tariff. The zero value
// sends everywhere and gives nothing free.
type Settings struct {
	FreeFrom money.VND         `json:"free_from"` // goods of this much are brought free; 0 never
	Farthest division.Distance `json:"farthest"`  // does not send farther; "" sends everywhere
}

// ReadSettings reads what SetDelivery stored.
func ReadSettings(raw []byte) (s Settings, err error) {
	if len(raw) == 0 {
		return s, nil
	}
	return s, json.Unmarshal(raw, &s)
}
