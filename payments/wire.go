package payments

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/chophien/chophien/models/money"
)

// DecodeJSON reads one JSON value into v, a pointer, with numbers kept as they were written
// (a float would lose the ends of long ids). It refuses with ErrMalformed, also when
// anything follows the value.
func DecodeJSON(body []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := d.Decode(v); err != nil {
		return ErrMalformed // the decoder's error quotes the message
	}
	if _, err := d.Token(); err != io.EOF {
		return ErrMalformed
	}
	return nil
}

// WireAmount reads an amount of đồng from a message: a whole number, whose fraction, if one
// is written, is zero. It refuses everything else, and what lies outside ±money.Max, with
// ErrMalformed.
func WireAmount(n json.Number) (money.VND, error) {
	whole, fraction, _ := strings.Cut(string(n), ".")
	if strings.Trim(fraction, "0") != "" {
		return money.VND{}, fmt.Errorf("%w: amount", ErrMalformed)
	}
	v, err := strconv.ParseInt(whole, 10, 64)
	if err != nil || v > money.Max || v < -money.Max {
		return money.VND{}, fmt.Errorf("%w: amount", ErrMalformed)
	}
	return money.Of(v), nil
}

// WireID reads an id from a message, where it may be a number of any length or a text. It
// refuses an absent, empty, fractional or over-long one (more than 100 bytes), and one with
// control characters, with ErrMalformed.
func WireID(raw json.RawMessage) (string, error) {
	bad := fmt.Errorf("%w: id", ErrMalformed)
	id := string(raw)
	if strings.HasPrefix(id, `"`) {
		if json.Unmarshal(raw, &id) != nil {
			return "", bad
		}
	} else if strings.Trim(id, "0123456789") != "" {
		return "", bad
	}
	if id == "" || len(id) > 100 || strings.ContainsFunc(id, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return "", bad
	}
	return id, nil
}
