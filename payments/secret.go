package payments

import (
	"fmt"
	"io"
	"log/slog"
)

// Secret is a key or password. Whatever prints, logs or encodes it gets "[secret]", or ""
// when it is empty; only Reveal gives it away. It keeps a pointer because fmt prints the
// unexported fields of a struct without asking them how.
type Secret struct{ value *string }

const redacted = "[secret]"

// Hide makes a secret of s.
func Hide(s string) Secret {
	if s == "" {
		return Secret{}
	}
	return Secret{value: &s}
}

// Reveal is the secret itself, for signing.
func (s Secret) Reveal() string {
	if s.value == nil {
		return ""
	}
	return *s.value
}

// IsZero reports whether there is no secret.
func (s Secret) IsZero() bool { return s.value == nil }

// String hides the secret.
func (s Secret) String() string {
	if s.IsZero() {
		return ""
	}
	return redacted
}

// GoString hides the secret from %#v.
func (s Secret) GoString() string { return `payments.Hide("` + s.String() + `")` }

// Format hides the secret from every verb.
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
	*s = Hide(string(b))
	return nil
}

// Active are those of secrets that are set: two while one is being replaced.
func Active(secrets []Secret) []Secret {
	var set []Secret
	for _, s := range secrets {
		if !s.IsZero() {
			set = append(set, s)
		}
	}
	return set
}
