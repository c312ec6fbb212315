package division

import (
	"strings"

	"github.com/chophien/chophien/models/vntext"
)

// Address is a postal address: province and ward of Current, and free text for the
// hamlet, house and road. OldText is what the person typed to find the ward ("Suối Giàng,
// Văn Chấn"), kept because couriers know it. The pin, plus code and Vpostcode are optional.
// It is personal data: who stores it seals it.
type Address struct {
	Scheme        string  `json:"scheme,omitempty" form:"scheme"`
	ProvinceCode  string  `json:"province_code" form:"province_code"`
	WardCode      string  `json:"ward_code" form:"ward_code"`
	Street        string  `json:"street" form:"street"`
	OldText       string  `json:"old_text,omitempty" form:"old_text"`
	Note          string  `json:"note,omitempty" form:"note"`
	Lat           Degrees `json:"lat,omitempty" form:"lat"`
	Lon           Degrees `json:"lon,omitempty" form:"lon"`
	PlusCode      string  `json:"plus_code,omitempty" form:"plus_code"`
	Vpostcode     string  `json:"vpostcode,omitempty" form:"vpostcode"`
	VpostcodeText string  `json:"vpostcode_text,omitempty" form:"vpostcode_text"` // as the citizen showed it
}

// Pinned reports whether the address has a point on the map.
func (a Address) Pinned() bool { return a.Lat != 0 || a.Lon != 0 }

// Check returns the address in its plain form, or a fault.List that names every field that
// is wrong, each below at ("address" gives "address.ward_code"; empty gives "ward_code"):
// "address.ward" for a ward that is not in the current list, "address.ward_province" for
// one of another province, "address.street" when nothing says where in the ward,
// "address.pin" for a point outside the country, "address.plus_code", "address.vpostcode",
// and the keys of vntext.Input for texts. A missing province is taken from the ward; a
// plus code without a pin gives the pin, and a pin gives the plus code.
func (d *Directory) Check(a Address, at string) (Address, error) {
	c := checker{at: at}
	ward, known := d.Lookup(Current, strings.TrimSpace(a.WardCode))
	a.ProvinceCode = strings.TrimSpace(a.ProvinceCode)
	switch {
	case a.Scheme != "" && a.Scheme != Current, !known, ward.Level != Ward:
		known = false
		c.refuse("ward_code", "address.ward")
	case a.ProvinceCode != "" && a.ProvinceCode != ward.ParentCode:
		c.refuse("ward_code", "address.ward_province")
	default:
		a.Scheme, a.WardCode, a.ProvinceCode = Current, ward.Code, ward.ParentCode
	}
	if a.Street = c.text("street", a.Street, 200, false); vntext.Fold(a.Street) == "" {
		c.refuse("street", "address.street")
	}
	a.OldText = c.text("old_text", a.OldText, 200, false)
	a.Note = c.text("note", a.Note, 300, true)
	c.place(&a, ward, known)
	c.vpostcode(&a)
	if err := c.faults.Err(); err != nil {
		return Address{}, err
	}
	return a, nil
}
