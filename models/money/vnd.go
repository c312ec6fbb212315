package money

import (
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// VND is an amount in whole đồng. It is a struct so that * and / do not compile on it.
// The zero value is 0 đ; amounts may be negative (a reversal).
type VND struct{ dong int64 }

// Max is the largest amount that the market computes with: 1,000 billion đồng.
const Max int64 = 1_000_000_000_000

// ErrRange is returned when a product of price and quantity leaves ±Max.
var ErrRange = errors.New("money: amount out of range")

// Of makes an amount of n đồng.
func Of(n int64) VND { return VND{n} }

// Dong returns the amount as a number of đồng, for the wire and for SQL.
func (v VND) Dong() int64 { return v.dong }

// Add returns v + o. It panics beyond int64, which bounded inputs cannot reach.
func (v VND) Add(o VND) VND {
	s := v.dong + o.dong
	if (s > v.dong) != (o.dong > 0) && o.dong != 0 {
		panic(ErrRange)
	}
	return VND{s}
}

// Sub returns v - o.
func (v VND) Sub(o VND) VND { return v.Add(VND{-o.dong}) }

// Neg returns -v.
func (v VND) Neg() VND { return VND{-v.dong} }

// Cmp is -1, 0 or +1 as v is below, equal to or above o.
func (v VND) Cmp(o VND) int {
	switch {
	case v.dong < o.dong:
		return -1
	case v.dong > o.dong:
		return 1
	}
	return 0
}

// IsZero reports whether v is 0 đ.
func (v VND) IsZero() bool { return v.dong == 0 }

// Positive reports whether v is above 0 đ.
func (v VND) Positive() bool { return v.dong > 0 }

// Negative reports whether v is below 0 đ.
func (v VND) Negative() bool { return v.dong < 0 }

// Min returns the smaller of v and o.
func (v VND) Min(o VND) VND {
	if o.dong < v.dong {
		return o
	}
	return v
}

// Sum adds amounts.
func Sum(vs ...VND) VND {
	var s VND
	for _, v := range vs {
		s = s.Add(v)
	}
	return s
}

// String is the amount with dots between thousands, as Vietnamese readers write it: "1.250.000".
func (v VND) String() string {
	digits := strconv.FormatInt(v.dong, 10)
	sign := ""
	if digits[0] == '-' {
		sign, digits = "-", digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "." + digits[i:]
	}
	return sign + digits
}

// Value stores the amount as BIGINT.
func (v VND) Value() (driver.Value, error) { return v.dong, nil }

// Scan reads a BIGINT; NULL reads as 0 đ (a SUM over no rows).
func (v *VND) Scan(src any) error {
	switch n := src.(type) {
	case int64:
		v.dong = n
	case nil:
		v.dong = 0
	case []byte:
		return v.parse(string(n))
	case string:
		return v.parse(n)
	default:
		return fmt.Errorf("money: cannot read %T", src)
	}
	return nil
}

func (v *VND) parse(s string) error {
	n, err := strconv.ParseInt(s, 10, 64)
	v.dong = n
	return err
}

// GormDataType names the column type.
func (VND) GormDataType() string { return "bigint" }

// MarshalJSON writes a JSON integer of đồng.
func (v VND) MarshalJSON() ([]byte, error) { return json.Marshal(v.dong) }

// UnmarshalJSON reads a JSON integer of đồng; fractions, exponents and strings are refused.
func (v *VND) UnmarshalJSON(b []byte) error { return v.parse(string(b)) }

// UnmarshalText reads a form field: digits, with dots between thousands allowed.
func (v *VND) UnmarshalText(b []byte) error {
	n, err := Parse(string(b))
	*v = n
	return err
}

// MarshalText writes plain digits, as a form field holds them.
func (v VND) MarshalText() ([]byte, error) { return strconv.AppendInt(nil, v.dong, 10), nil }

// Parse reads what a person types: "250000", "250.000", "250 000 đ". Anything else is
// refused, above all a fraction: "1,5" and "1.5" alike, for dots and spaces stand before
// three digits only.
func Parse(s string) (VND, error) {
	s = strings.TrimSpace(s)
	for _, sign := range []string{"đ", "₫", "Đ"} {
		if amount, found := strings.CutSuffix(s, sign); found {
			s = strings.TrimSpace(amount)
			break
		}
	}
	groups := strings.FieldsFunc(strings.Map(group, s), func(r rune) bool { return r == ' ' })
	digits := strings.Join(groups, "")
	for i, g := range groups {
		if len(groups) > 1 && (len(g) > 3 || i > 0 && len(g) < 3) {
			return VND{}, fmt.Errorf("money: %w", strconv.ErrSyntax)
		}
	}
	if strings.IndexFunc(digits, func(r rune) bool { return r < '0' || r > '9' }) >= 0 {
		return VND{}, fmt.Errorf("money: %w", strconv.ErrSyntax)
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return VND{}, err
	}
	if n > Max {
		return VND{}, ErrRange
	}
	return VND{n}, nil
}

// group makes one of the signs that stand between thousands of all of them.
func group(r rune) rune {
	if r == '.' || r == '\u00a0' {
		return ' '
	}
	return r
}
