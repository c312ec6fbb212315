package account

import (
	"strings"

	"github.com/chophien/chophien/models/fault"
)

// NormalPhone brings a Vietnamese mobile number, as a person types it ("0912 345 678",
// "84.912.345.678", "+84 912 345 678"), to the one form that is stored: "+84912345678".
// Anything else is fault.Invalid "phone.invalid" on field "phone", an empty one
// "phone.needed". The operator is never derived from the prefix: numbers move.
func NormalPhone(typed string) (string, error) {
	if strings.TrimSpace(typed) == "" {
		return "", fault.New(fault.Invalid, "phone.needed").On("phone")
	}
	refused := fault.New(fault.Invalid, "phone.invalid").On("phone")
	if len(typed) > 40 {
		return "", refused
	}
	digits := make([]byte, 0, 16)
	plus := false
	for _, r := range typed {
		switch {
		case r >= '0' && r <= '9':
			digits = append(digits, byte(r))
		case r == '+' && len(digits) == 0 && !plus:
			plus = true
		case r == ' ' || r == '.' || r == '-' || r == '(' || r == ')' || r == '\u00a0' || r == '\t':
		default:
			return "", refused
		}
	}
	rest, ok := "", false
	switch s := string(digits); {
	case plus || len(s) == 11: // "+84…", "84…"
		rest, ok = strings.CutPrefix(s, "84")
	case len(s) == 13: // "0084…"
		rest, ok = strings.CutPrefix(s, "0084")
	default:
		rest, ok = strings.CutPrefix(s, "0")
	}
	if !ok || len(rest) != 9 || !strings.ContainsRune("35789", rune(rest[0])) {
		return "", refused
	}
	return "+84" + rest, nil
}

// LocalPhone writes a stored number as people read it aloud: "0912 345 678".
func LocalPhone(e164 string) string {
	rest, ok := strings.CutPrefix(e164, "+84")
	if !ok || len(rest) != 9 {
		return e164
	}
	return "0" + rest[:3] + " " + rest[3:6] + " " + rest[6:]
}
