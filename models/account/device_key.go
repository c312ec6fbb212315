package account

import (
	"encoding/base64"
	"regexp"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
)

// deviceNumber is what an app calls the device that it runs on: a UUID, which no two share.
var deviceNumber = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// DeviceKey is the key of 32 bytes by which an app seals what it keeps of a person on one
// device. It is the same every time and stored nowhere, so that work which was not sent
// outlives a sign-out and opens for its owner's next session alone. It refuses a number that
// is no UUID with "device.number".
func (a *Accounts) DeviceKey(by actor.Buyer, device string) ([]byte, error) {
	if !deviceNumber.MatchString(device) {
		return nil, fault.New(fault.Invalid, "device.number").On("device")
	}
	return base64.RawURLEncoding.DecodeString(a.Keys.Blind("device.key", by.PersonID+" "+device))
}
