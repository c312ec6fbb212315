package actor

import "strings"

// Right is one thing that a member may do for a seller.
type Right string

// The rights of a seller's members.
const (
	SeeOrders    Right = "see_orders"
	HandleOrders Right = "handle_orders" // confirm, refuse, pack, ship, deliver
	EditProducts Right = "edit_products" // text, photos, price, stock, publish
	SeeMoney     Right = "see_money"     // balance, statement, withholding
	HandleMoney  Right = "handle_money"  // bank account, payout
	EditMembers  Right = "edit_members"  // who else may act
)

// AllRights is every right, in the order in which pages list them.
var AllRights = []Right{SeeOrders, HandleOrders, EditProducts, SeeMoney, HandleMoney, EditMembers}

// Rights is a set of rights, stored as words with spaces between them.
type Rights string

// NewRights makes a set.
func NewRights(rs ...Right) Rights {
	words := make([]string, len(rs))
	for i, r := range rs {
		words[i] = string(r)
	}
	return Rights(strings.Join(words, " "))
}

// Has reports whether the set holds r.
func (rs Rights) Has(r Right) bool {
	for _, w := range strings.Fields(string(rs)) {
		if w == string(r) {
			return true
		}
	}
	return false
}

// ForHelper is the set without what no helper touches: money, and who may act.
func (rs Rights) ForHelper() Rights {
	var left []Right
	for _, r := range rs.List() {
		if r == SeeOrders || r == HandleOrders || r == EditProducts {
			left = append(left, r)
		}
	}
	return NewRights(left...)
}

// List is the set in the order of AllRights; unknown words are left out.
func (rs Rights) List() []Right {
	var out []Right
	for _, r := range AllRights {
		if rs.Has(r) {
			out = append(out, r)
		}
	}
	return out
}
