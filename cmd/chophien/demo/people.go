package demo

import (
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/division"
)

// PIN is what every person of the demo types for matters of money.
const PIN = "482915"

// Person is somebody who does not exist. What tells in a word what they are there for is
// a message key of the page of demo accounts: "demo.role." and Is.
type Person struct {
	Phone string
	Name  string
	Is    string // admin, province_officer, commune_officer, helper, buyer, head, packer, accountant, household
	Stall string // page address of the stall that they act for, if any

	role account.RoleName
	ward string // where the role holds; empty for the whole province
}

// vanChan is the commune of the demo's commune officer and helper.
const vanChan = "04672"

// People are the accounts of the demo, in the order in which it prints them. The two
// buyers share a phone, as families do.
func People() []Person {
	all := []Person{
		{Phone: "0900000001", Name: "Bàn Trợ Giúp Mẫu", Is: "admin", role: account.Admin},
		{Phone: "0900000002", Name: "Cán Bộ Tỉnh Mẫu", Is: "province_officer", role: account.Officer},
		{Phone: "0900000003", Name: "Cán Bộ Xã Mẫu", Is: "commune_officer", role: account.Officer, ward: vanChan},
		{Phone: "0900000004", Name: "Tổ Công Nghệ Số Mẫu", Is: "helper", role: account.Helper, ward: vanChan},
		{Phone: "0900000005", Name: "Chị Mua Thử", Is: "buyer"},
		{Phone: "0900000005", Name: "Anh Mua Thử", Is: "buyer"},
	}
	for _, s := range stalls {
		for _, m := range s.members {
			all = append(all, Person{Phone: m.phone, Name: m.name, Is: m.is, Stall: s.slug()})
		}
	}
	for _, s := range stages {
		all = append(all, Person{Phone: s.phone, Name: s.owner, Is: s.is, Stall: s.slug()})
	}
	return all
}

func (p Person) enrol() account.Enrol {
	in := account.Enrol{Phone: p.Phone, Name: p.Name, Locale: "vi", PIN: PIN, Role: p.role}
	if p.ward != "" {
		in.Scheme, in.Code = division.Current, p.ward
	}
	return in
}
