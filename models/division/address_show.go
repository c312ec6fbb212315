package division

// Line is the address in one line for a label or a list: "Bản Giàng A, Xã Văn Chấn, Tỉnh
// Lào Cai". An unknown ward leaves the street.
func (d *Directory) Line(a Address) string {
	if place := d.FullName(a.Scheme, a.WardCode); place != "" {
		return a.Street + ", " + place
	}
	return a.Street
}

// Spot is the pin as said by phone: "HJJ8+9V, Xã Văn Chấn"; empty without a plus code.
func (d *Directory) Spot(a Address) string {
	if a.PlusCode == "" {
		return ""
	}
	ward, ok := d.Lookup(a.Scheme, a.WardCode)
	if !ok {
		return a.PlusCode
	}
	return PlusShort(a.PlusCode) + ", " + ward.Name
}
