package vietqr

import (
	_ "embed"
	"encoding/csv"
	"slices"
	"strings"
	"sync"
)

// Bank is a bank or wallet of the interbank transfer network.
type Bank struct {
	Code    string // its usual short code: "VCB"
	BIN     string // 6 digits; "" for a bank outside the network
	Name    string
	Swift   string
	CanSend bool // its app can scan a transfer QR and pay
	Former  bool // an old name; another row with the same BIN is the present one
}

//go:embed banks.csv
var bankTable string

var banks = sync.OnceValue(func() []Bank {
	rows, err := csv.NewReader(strings.NewReader(bankTable)).ReadAll()
	if err != nil {
		panic(err) // embedded: a broken table is a broken build
	}
	list := make([]Bank, 0, len(rows)-1)
	for _, r := range rows[1:] {
		list = append(list, Bank{Code: r[0], BIN: r[1], Name: r[2], CanSend: r[3] == "yes", Former: r[4] == "yes", Swift: r[5]})
	}
	return list
})

// Banks is the whole table, by name.
func Banks() []Bank { return slices.Clone(banks()) }

// BankOf finds the bank that has bin today.
func BankOf(bin string) (Bank, bool) {
	i := slices.IndexFunc(banks(), func(b Bank) bool { return bin != "" && b.BIN == bin && !b.Former })
	if i < 0 {
		return Bank{}, false
	}
	return banks()[i], true
}
