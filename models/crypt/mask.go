package crypt

import "strings"

// dots hide how much is hidden, except in a phone number, whose length everybody knows.
const dots = "••••"

// MaskPhone shows "0912345678" as "09•• ••• 678": enough for its owner to know it.
func MaskPhone(phone string) string {
	if len(phone) < 9 {
		return hide(phone)
	}
	return phone[:2] + "•• ••• " + phone[len(phone)-3:]
}

// MaskAccount shows the last 4 characters of a bank account: "•••• 6789".
func MaskAccount(number string) string { return tail(number, 4) }

// MaskID shows the last 3 characters of an identity or tax number: "•••• 123".
func MaskID(number string) string { return tail(number, 3) }

// tail shows the last n of at least twice as many, otherwise nothing: a short number is
// not masked by hiding its first half.
func tail(s string, n int) string {
	r := []rune(strings.TrimSpace(s))
	if len(r) < 2*n {
		return hide(s)
	}
	return dots + " " + string(r[len(r)-n:])
}

func hide(s string) string {
	if strings.TrimSpace(s) == "" {
		return ""
	}
	return dots
}
