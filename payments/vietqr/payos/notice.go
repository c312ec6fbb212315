package payos

import (
	"encoding/json"
	"fmt"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/vietqr"
)

// What payOS sends when an operator tells it the webhook's address: no money moved.
const (
	tryOrder = "123"
	tryText  = "VQRIO123"
)

// prove reads the signed part of a notice. It refuses with payments.ErrMalformed and
// payments.ErrBadSignature. What stands beside that part is not signed, and not read.
func prove(r payments.RawRequest, keys []payments.Secret) (map[string]any, error) {
	if r.TooLarge() {
		return nil, payments.ErrTooLarge
	}
	// By exact name: the decoder of a struct takes "Data" for "data".
	var body map[string]json.RawMessage
	if err := payments.DecodeJSON(r.Body, &body); err != nil {
		return nil, err
	}
	var given string
	var data map[string]any
	if payments.DecodeJSON(body["data"], &data) != nil || len(data) == 0 {
		return nil, payments.ErrMalformed
	}
	if json.Unmarshal(body["signature"], &given) != nil || !genuine(given, signedAll(data), keys) {
		return nil, payments.ErrBadSignature
	}
	return data, nil
}

// heard is the event of a proven notice: a bank credit, or an ignored one for a transfer
// that did not succeed, for payOS's trial call and, where accounts are named, for another
// account.
func heard(data map[string]any, accounts vietqr.Accounts, arrived clock.Instant) ([]payments.Event, error) {
	link, err := textID(data["paymentLinkId"])
	if err != nil {
		return nil, err
	}
	order, whole := data["orderCode"].(json.Number)
	if _, err := order.Int64(); !whole || err != nil {
		return nil, fmt.Errorf("%w: order code", payments.ErrMalformed)
	}
	code, said := data["code"].(string)
	if !said {
		return nil, fmt.Errorf("%w: code", payments.ErrMalformed)
	}
	ev, err := credit(data, link, string(order), accounts, arrived)
	switch {
	case err != nil:
		return nil, err
	case code != "00":
		return []payments.Event{vietqr.Ignore(Code, ev.Bank.SourceID, "code_"+code, ev.At)}, nil
	case string(order) == tryOrder && ev.Bank.Content == tryText:
		return []payments.Event{vietqr.Ignore(Code, ev.Bank.SourceID, vietqr.IgnoredTest, ev.At)}, nil
	case len(accounts) > 0 && !ours(accounts, data):
		return []payments.Event{vietqr.Ignore(Code, ev.Bank.SourceID, vietqr.IgnoredAccount, ev.At)}, nil
	}
	return []payments.Event{ev}, nil
}

// credit is money that came for a link, as a notice or an answer tells of it. One link can
// bring in several transfers: link and bank's reference together name the money.
func credit(data map[string]any, link, order string, accounts vietqr.Accounts, arrived clock.Instant) (payments.Event, error) {
	reference, err := textID(data["reference"])
	if err != nil {
		return payments.Event{}, err
	}
	n, _ := data["amount"].(json.Number)
	amount, err := payments.WireAmount(n)
	if err == nil && !amount.Positive() {
		err = payments.ErrMalformed
	}
	if err != nil {
		return payments.Event{}, err
	}
	told := func(name string) string { s, _ := data[name].(string); return s }
	c := payments.BankCredit{
		Source: Code, SourceID: link + ":" + reference, Account: told("accountNumber"), Content: told("description"), Reference: reference,
		PayerName: told("counterAccountName"), PayerAccount: told("counterAccountNumber"), PayerBIN: told("counterAccountBankId"),
	}
	if a, found := accounts.Find(told("accountNumber"), told("virtualAccountNumber")); found {
		c.Account, c.BIN = a.Number, a.BIN
	}
	if c.Account == "" {
		c.Account = Code // whose account it is, the signature tells
	}
	// A link's number is made of the payment's code: it finds the payment whatever a bank
	// made of the text.
	return vietqr.Credit(c, amount, vietqr.LocalTime(told("transactionDateTime"), arrived), payments.RefNumber.Code(order)), nil
}

func ours(accounts vietqr.Accounts, data map[string]any) bool {
	account, _ := data["accountNumber"].(string)
	virtual, _ := data["virtualAccountNumber"].(string)
	_, found := accounts.Find(account, virtual)
	return found
}

// textID reads an id that is a text.
func textID(v any) (string, error) {
	s, ok := v.(string)
	if !ok {
		return "", fmt.Errorf("%w: id", payments.ErrMalformed)
	}
	raw, err := json.Marshal(s)
	if err != nil {
		return "", payments.ErrMalformed
	}
	return payments.WireID(raw)
}
