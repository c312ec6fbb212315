package vietqr

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/chophien/chophien/models/money"
)

// MaxPurpose is the most characters of the transfer text: every bank takes that many.
const MaxPurpose = 25

// aid names the interbank transfer service of NAPAS among all QR payments.
const aid = "A000000727"

const (
	toAccount = "QRIBFTTA"
	toCard    = "QRIBFTTC"
)

// Errors of Encode. None quotes the value.
var (
	ErrBIN     = errors.New("vietqr: a bank number has 6 digits")
	ErrAccount = errors.New("vietqr: an account number has 1 to 19 letters and digits")
	ErrAmount  = errors.New("vietqr: amount out of range")
	ErrPurpose = errors.New("vietqr: the text has at most 25 plain characters")
)

// Payload is what a transfer QR says.
type Payload struct {
	BIN     string
	Account string    // or a card number, when Card is set
	Card    bool      // transfer to a card
	Amount  money.VND // 0: the payer types it
	Purpose string    // the transfer text, ASCII; may be empty
}

// Encode is the text inside the QR. It refuses with ErrBIN, ErrAccount, ErrAmount, ErrPurpose.
func (p Payload) Encode() (string, error) {
	if err := p.check(); err != nil {
		return "", err
	}
	service, initiation := toAccount, "11"
	if p.Card {
		service = toCard
	}
	if p.Amount.Positive() {
		initiation = "12"
	}
	payee := field("00", p.BIN) + field("01", p.Account)
	s := field("00", "01") + field("01", initiation) +
		field("38", field("00", aid)+field("01", payee)+field("02", service)) +
		field("53", "704")
	if p.Amount.Positive() {
		s += field("54", strconv.FormatInt(p.Amount.Dong(), 10))
	}
	s += field("58", "VN")
	if p.Purpose != "" {
		s += field("62", field("08", p.Purpose))
	}
	s += "6304"
	return s + fmt.Sprintf("%04X", crc16(s)), nil
}

func (p Payload) check() error {
	switch {
	case !digits(p.BIN) || len(p.BIN) != 6:
		return ErrBIN
	case !alnum(p.Account) || len(p.Account) > 19:
		return ErrAccount
	case p.Amount.Negative() || p.Amount.Dong() > money.Max:
		return ErrAmount
	case len(p.Purpose) > MaxPurpose || !printable(p.Purpose):
		// Apps disagree whether a length counts bytes or characters: only ASCII is safe.
		return ErrPurpose
	}
	return nil
}

// field is one tag, length, value; the values above are far below 100 bytes.
func field(tag, value string) string { return fmt.Sprintf("%s%02d%s", tag, len(value), value) }

func digits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

func alnum(s string) bool {
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		return (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	})
}

func printable(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' })
}
