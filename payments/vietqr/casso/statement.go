package casso

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/vietqr"
)

// DefaultURL is where Casso keeps its lists.
const DefaultURL = "https://oauth.casso.vn"

// Lister is what an operator sets so that Casso can be asked for its list of transfers.
type Lister struct {
	Key  payments.Secret // of Casso's API
	URL  string          // an origin; "" is DefaultURL
	HTTP *http.Client    // nil is payments.NewClient
}

// Statement is a Source that keeps a list: what a lost notice told of stands there, under
// the same number.
type Statement struct {
	*Source
	api Lister
}

// NewStatement refuses like New, and a lister without a key or with a broken address.
func NewStatement(cfg Config, api Lister) (*Statement, error) {
	s, err := New(cfg)
	if err != nil {
		return nil, err
	}
	if api.URL == "" {
		api.URL = DefaultURL
	}
	if api.HTTP == nil {
		api.HTTP = payments.NewClient()
	}
	if u, err := url.Parse(api.URL); err != nil || u.Scheme+"://"+u.Host != api.URL || api.Key.IsZero() {
		return nil, errors.New("casso: a list needs a key, and an address such as " + DefaultURL)
	}
	return &Statement{Source: s, api: api}, nil
}

// record is a transfer as Casso lists it. Which of the fields holds the account's number
// depends on the bank.
type record struct {
	ID                   json.RawMessage `json:"id"`
	Reference            string          `json:"tid"`
	Description          string          `json:"description"`
	Amount               json.Number     `json:"amount"` // negative: money that left
	When                 string          `json:"when"`
	BankSubAccID         string          `json:"bankSubAccId"`
	SubAccID             string          `json:"subAccId"`
	AccountNumber        string          `json:"accountNumber"`
	VirtualAccount       string          `json:"virtualAccount"`
	CorresponsiveName    string          `json:"corresponsiveName"`
	CorresponsiveAccount string          `json:"corresponsiveAccount"`
	CorresponsiveBankID  string          `json:"corresponsiveBankId"`

	number int64
	at     clock.Instant
}

// pageSize is how many records are asked for at once.
const pageSize = 100

// Credits lists what came after cursor ("number@day"), by Casso's numbers. It reads from the
// day before the last one: what a bank reports late has a new number and an old day.
func (s *Statement) Credits(ctx context.Context, since clock.Instant, cursor string) ([]payments.Event, string, error) {
	last, day, _ := strings.Cut(cursor, "@")
	after, _ := strconv.ParseInt(last, 10, 64)
	from := since.Date()
	if d, err := clock.ParseDate(day); err == nil {
		from = d.AddDays(-1)
	}
	rows, err := s.list(ctx, since, from, after)
	if err != nil {
		return nil, cursor, err
	}
	var credits []payments.Event
	for _, r := range rows {
		amount, err := payments.WireAmount(r.Amount)
		if err != nil {
			return nil, cursor, bad("amount")
		}
		account, ours := s.cfg.Accounts.Find(r.BankSubAccID, r.SubAccID, r.AccountNumber, r.VirtualAccount)
		if amount.Positive() && ours && (after > 0 || r.at >= since || r.at == since.Date().Start()) {
			credits = append(credits, vietqr.Credit(payments.BankCredit{
				Source: Code, SourceID: strconv.FormatInt(r.number, 10), Account: account.Number, BIN: account.BIN, Content: r.Description, Reference: r.Reference,
				PayerName: r.CorresponsiveName, PayerAccount: r.CorresponsiveAccount, PayerBIN: r.CorresponsiveBankID,
			}, amount, r.at))
		}
		cursor = strconv.FormatInt(r.number, 10) + "@" + string(max(from, r.at.Date()))
	}
	return credits, cursor, nil
}

func (s *Statement) list(ctx context.Context, since clock.Instant, from clock.Date, after int64) ([]record, error) {
	var all []record
	for page := 1; page <= 100; page++ {
		q := url.Values{"fromDate": {string(from)}, "sort": {"ASC"}, "page": {strconv.Itoa(page)}, "pageSize": {strconv.Itoa(pageSize)}}
		var answer struct {
			Error json.Number `json:"error"`
			Data  struct {
				TotalPages int      `json:"totalPages"`
				Records    []record `json:"records"`
			} `json:"data"`
		}
		err := payments.GetJSON(ctx, s.api.HTTP, Code, "credits", s.api.URL+"/v2/transactions?"+q.Encode(), "Apikey "+s.api.Key.Reveal(), &answer)
		if err == nil && answer.Error != "" && answer.Error != "0" {
			err = &payments.Error{Gateway: Code, Op: "credits", Code: string(answer.Error), Retryable: true}
		}
		if err != nil {
			return nil, err
		}
		for _, r := range answer.Data.Records {
			id, err := payments.WireID(r.ID)
			if err != nil {
				return nil, bad("id")
			}
			if r.number, err = strconv.ParseInt(id, 10, 64); err != nil {
				return nil, bad("id")
			}
			if r.at = vietqr.LocalTime(r.When, since); r.number > after {
				all = append(all, r)
			}
		}
		if page >= answer.Data.TotalPages {
			break
		}
	}
	slices.SortFunc(all, func(a, b record) int { return cmp.Compare(a.number, b.number) })
	return all, nil
}

func bad(code string) error {
	return &payments.Error{Gateway: Code, Op: "credits", Code: code, Cause: payments.ErrMalformed}
}
