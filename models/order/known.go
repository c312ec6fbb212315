package order

// AddressKnown reports whether the seller of an order at this status reads who ordered and
// where it goes: from the word that it will be sent until the order has ended.
func (s Status) AddressKnown() bool {
	switch s {
	case Confirmed, Packed, Shipped, Delivered:
		return true
	}
	return false
}

// PhoneKnown reports whether the seller reads the recipient's whole number too: while
// somebody may have to ring at the door. Once the goods are there, and before the seller's
// word, it is masked (personal data law of 2025: no longer than it is needed).
func (s Status) PhoneKnown() bool { return s.AddressKnown() && s != Delivered }
