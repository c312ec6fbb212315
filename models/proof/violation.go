package proof

// Violation is one thing that is not as a room promises. All three are for the operator
// who runs the proof, in English; none holds personal data.
type Violation struct {
	Rule    string // the promise: room and a short name, "ledger.seller_balance"
	Subject string // the row that breaks it: table and key, "seller_balances/0190…"
	Detail  string // what was found, and what was due
}

// String is one line of a report.
func (v Violation) String() string { return v.Rule + " " + v.Subject + ": " + v.Detail }
