package account

import (
	"strings"

	"github.com/chophien/chophien/models/fault"
)

// PINDigits is how many digits a PIN has: fewer can be guessed within the tries of a day.
// Pages and documents say what stands here.
const PINDigits = 6

// favourites are PINs that many people choose, beside the patterns that weak finds.
var favourites = map[string]bool{
	"159753": true, "147258": true, "258369": true, "147369": true, "456852": true, "112233": true, "332211": true,
}

// shapePIN is pin without outer spaces when it is PINDigits digits; "pin.shape" otherwise.
func shapePIN(pin string) (string, error) {
	pin = strings.TrimSpace(pin)
	ok := len(pin) == PINDigits
	for i := 0; ok && i < len(pin); i++ {
		ok = pin[i] >= '0' && pin[i] <= '9'
	}
	if !ok {
		return "", fault.New(fault.Invalid, "pin.shape").On("pin").With("digits", PINDigits)
	}
	return pin, nil
}

// judgePIN refuses a new PIN that is not one ("pin.shape") or that somebody in the
// family would try first ("pin.weak"): patterns, or the digits of the number.
func judgePIN(pin, number string) error {
	pin, err := shapePIN(pin)
	if err != nil {
		return err
	}
	if weak(pin) || strings.Contains(number, pin) {
		return fault.New(fault.Invalid, "pin.weak").On("pin")
	}
	return nil
}

func weak(pin string) bool {
	if favourites[pin] {
		return true
	}
	for _, step := range []byte{0, 1, 9} { // 1111, 1234 and 7890, 4321 and 3210
		run := true
		for i := 1; i < len(pin); i++ {
			run = run && (pin[i]-'0') == (pin[i-1]-'0'+step)%10
		}
		if run {
			return true
		}
	}
	for _, period := range []int{2, 3} { // 1212, 123123
		if len(pin)%period == 0 && len(pin) > period && strings.Repeat(pin[:period], len(pin)/period) == pin {
			return true
		}
	}
	return false
}
