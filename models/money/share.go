package money

import (
	"math/bits"
	"slices"
)

// BasisPoints is a share: 10,000 are the whole.
type BasisPoints int64

// Share returns bp of v, rounded half up (away from zero for negative v, so that a
// reversal is the exact mirror of what it reverses).
func (v VND) Share(bp BasisPoints) VND {
	n, _ := mulDiv(v.dong, int64(bp), 10_000)
	return VND{n}
}

// Times is the price of n pieces at v each. It refuses with ErrRange beyond Max.
func (v VND) Times(n int64) (VND, error) { return within(mulDiv(v.dong, n, 1)) }

// PerKg is the price of grams at v per kilogram, rounded half up. It refuses with
// ErrRange beyond Max.
func (v VND) PerKg(grams int64) (VND, error) { return within(mulDiv(v.dong, grams, 1000)) }

// OnePer is what one kilogram costs when grams cost v, rounded half up; 0 for no grams.
func (v VND) OnePer(grams int64) VND {
	if grams <= 0 {
		return VND{}
	}
	n, _ := mulDiv(v.dong, 1000, grams)
	return VND{n}
}

func within(n int64, ok bool) (VND, error) {
	if !ok || n > Max || n < -Max {
		return VND{}, ErrRange
	}
	return VND{n}, nil
}

// mulDiv is a·b/c rounded half away from zero, through 128 bits; ok is false when
// the result does not fit. c must be above 0.
func mulDiv(a, b, c int64) (n int64, ok bool) {
	neg := (a < 0) != (b < 0)
	hi, lo := bits.Mul64(magnitude(a), magnitude(b))
	lo, carry := bits.Add64(lo, uint64(c)/2, 0)
	hi += carry
	if hi >= uint64(c) {
		return 0, false
	}
	q, _ := bits.Div64(hi, lo, uint64(c))
	if q > 1<<63-1 {
		return 0, false
	}
	if neg {
		return -int64(q), true
	}
	return int64(q), true
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return uint64(-(n + 1)) + 1
	}
	return uint64(n)
}

// Split cuts v into parts in proportion to weights by the largest remainder (ties to
// the earlier part): the parts always sum to v. Weights must not be negative and their
// products with v must fit 128 bits; all-zero weights put everything on the first part.
func (v VND) Split(weights []int64) []VND {
	parts := make([]VND, len(weights))
	if len(weights) == 0 {
		return parts
	}
	var whole uint64
	for _, w := range weights {
		whole += uint64(w)
	}
	if whole == 0 {
		parts[0] = v
		return parts
	}
	type rest struct {
		at   int
		left uint64
	}
	rests := make([]rest, len(weights))
	total := magnitude(v.dong)
	given := uint64(0)
	for i, w := range weights {
		hi, lo := bits.Mul64(total, uint64(w))
		q, r := bits.Div64(hi, lo, whole)
		parts[i] = VND{int64(q)}
		rests[i] = rest{i, r}
		given += q
	}
	slices.SortStableFunc(rests, func(a, b rest) int {
		switch {
		case a.left > b.left:
			return -1
		case a.left < b.left:
			return 1
		}
		return 0
	})
	for i := range total - given {
		parts[rests[i].at].dong++
	}
	if v.dong < 0 {
		for i := range parts {
			parts[i].dong = -parts[i].dong
		}
	}
	return parts
}
