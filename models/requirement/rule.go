package requirement

import "github.com/chophien/chophien/models/clock"

// Rule is that a kind of seller has to prove something from a day on.
type Rule struct {
	Of     string // kind of seller, as models/seller names it
	Kind   Kind
	Blocks Blocks
	From   clock.Date
	Source string
}

// Sources of the rules. What is marked (to be confirmed) is for the operator's lawyer.
const (
	commerce = "Law on E-commerce 122/2025/QH15: sellers are identified electronically before they trade"
	coops    = "Law on Cooperatives 17/2023/QH15: a cooperative acts once it is registered"
	taxes    = "Decree 117/2025/ND-CP: who is paid through a platform gives exact data for the tax declaration"
	firms    = "Law on Enterprises 59/2020/QH14: a company's registration number is its tax code"
	food     = "Law on Food Safety 55/2010/QH12, Decree 15/2018/ND-CP Art. 11 and 12 (to be confirmed)"
	market   = "The market's own rule: money goes to the seller's name, or elsewhere with consent"
)

// rules is the whole table. A rule that begins later gets a line of its own; stalls are
// asked Ahead of its day.
var rules = []Rule{
	{"household", Identity, Trade, "2026-07-01", commerce},
	{"household", TaxCode, Payout, "2025-07-01", taxes},
	{"household", FoodSafety, Packed, "2018-02-02", food},
	{"household", BankName, Payout, "2025-07-01", market},

	{"cooperative_group", Identity, Trade, "2026-07-01", commerce},
	{"cooperative_group", TaxCode, Payout, "2025-07-01", taxes},
	{"cooperative_group", FoodSafety, Packed, "2018-02-02", food},
	{"cooperative_group", BankName, Payout, "2025-07-01", market},

	{"cooperative", Identity, Trade, "2026-07-01", commerce},
	{"cooperative", Licence, Trade, "2024-07-01", coops},
	{"cooperative", TaxCode, Payout, "2025-07-01", taxes},
	{"cooperative", FoodSafety, Packed, "2018-02-02", food},
	{"cooperative", BankName, Payout, "2025-07-01", market},

	{"company", Identity, Trade, "2026-07-01", commerce},
	{"company", TaxCode, Trade, "2021-01-01", firms},
	{"company", FoodSafety, Packed, "2018-02-02", food},
	{"company", BankName, Payout, "2025-07-01", market},
}

// Ahead is how many days before a rule begins stalls are asked, so that they have time.
const Ahead = 30

// Rules are those that a kind of seller is asked to keep on a day, those that begin within
// Ahead days too.
func Rules(of string, day clock.Date) []Rule {
	var out []Rule
	for _, r := range rules {
		if r.Of == of && r.From <= day.AddDays(Ahead) {
			out = append(out, r)
		}
	}
	return out
}
