package order

import (
	"context"
	"unicode/utf8"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/models/fault"
)

// MostTyped is how long a text may be in which a code is looked for: a scanned address.
const MostTyped = 200

// ByTyped finds the order of a seller whose code somebody typed, or scanned with the address
// around it: case, spaces and hyphens do not matter. Where no order has it, near are the
// seller's orders whose code differs in one character, the newest first, at most five. It
// refuses with "order.code_empty" nothing, with "text.too_long" more than MostTyped, and
// with "order.unknown" what comes near nothing; all on "code".
func ByTyped(ctx context.Context, q *gorm.DB, sellerID, typed string) (found *Order, near []Order, err error) {
	clean := code.Clean(typed)
	switch {
	case clean == "":
		return nil, nil, fault.New(fault.Invalid, "order.code_empty").On("code")
	case utf8.RuneCountInString(typed) > MostTyped:
		return nil, nil, fault.New(fault.Invalid, "text.too_long").On("code").With("most", MostTyped)
	}
	if of, err := ofCodes(ctx, q, sellerID, code.Find(typed)); err != nil || len(of) == 1 {
		if err != nil {
			return nil, nil, err
		}
		return &of[0], nil, nil
	}
	// One character more or less than a code is a slip too, more is something else.
	if len(clean) <= code.Length+2 {
		near, err = ofCodes(ctx, q, sellerID, code.Near(typed))
	}
	if err == nil && len(near) == 0 {
		err = fault.New(fault.NotFound, "order.unknown").On("code")
	}
	return nil, near, err
}

func ofCodes(ctx context.Context, q *gorm.DB, sellerID string, codes []string) ([]Order, error) {
	if len(codes) == 0 {
		return nil, nil
	}
	var orders []Order
	return orders, q.WithContext(ctx).Where("seller_id = ? AND code IN ?", sellerID, codes).Order("created_at DESC, id DESC").Limit(5).Find(&orders).Error
}
