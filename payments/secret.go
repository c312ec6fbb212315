package payments

import (
	"fmt"
	"io"
	"log/slog"
)

// Secret is a key or password. Whatever prints, logs or encodes it gets "[secret]", or ""
// when it is empty; only Reveal gives it away.
type Secret string

const redacted = "[secret]"

// Reveal is the secret itself, for signing.
func (s Secret) Reveal() string { return string(s) }

// String hides the secret.
func (s Secret) String() string {
	if s == "" {
		return ""
	}
	return redacted
}

// GoString hides the secret from %#v.
func (s Secret) GoString() string { return `payments.Secret("` + s.String() + `")` }

// Format hides the secret from every verb; %d and friends would print it raw.
func (s Secret) Format(f fmt.State, verb rune) {
	if verb == 'v' && f.Flag('#') {
		_, _ = io.WriteString(f, s.GoString())
		return
	}
	_, _ = io.WriteString(f, s.String())
}

// LogValue hides the secret from slog.
func (s Secret) LogValue() slog.Value { return slog.StringValue(s.String()) }

// MarshalText hides the secret from JSON, flags and templates.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads the secret from configuration.
func (s *Secret) UnmarshalText(b []byte) error {
	*s = Secret(b)
	return nil
}
