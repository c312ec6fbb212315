package sepay

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
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/vietqr"
)

// DefaultURL is where SePay keeps its lists.
const DefaultURL = "https://my.sepay.vn"

// pageLimit is the most that SePay lists at once.
const pageLimit = 5000

// Lister is what an operator sets so that SePay can be asked for its list of transfers.
type Lister struct {
	Token payments.Secret // of SePay's API
	URL   string          // an origin; "" is DefaultURL
	HTTP  *http.Client    // nil is payments.NewClient
}

// Statement is a Source that keeps a list: what a lost notice told of stands there, under
// the same number.
type Statement struct {
	*Source
	api Lister
}

// NewStatement refuses like New, and a lister without a token or with a broken address.
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
	if u, err := url.Parse(api.URL); err != nil || u.Scheme+"://"+u.Host != api.URL || api.Token.IsZero() {
		return nil, errors.New("sepay: a list needs a token, and an address such as " + DefaultURL)
	}
	return &Statement{Source: s, api: api}, nil
}

// listed is a transfer as SePay lists it.
type listed struct {
	ID         json.RawMessage `json:"id"`
	Account    string          `json:"account_number"`
	SubAccount string          `json:"sub_account"`
	Code       string          `json:"code"`
	Date       string          `json:"transaction_date"`
	In         json.Number     `json:"amount_in"`
	Content    string          `json:"transaction_content"`
	Reference  string          `json:"reference_number"`

	number int64
}

// Credits lists what came after the number cursor, by SePay's numbers.
func (s *Statement) Credits(ctx context.Context, since clock.Instant, cursor string) ([]payments.Event, string, error) {
	rows, err := s.list(ctx, since, cursor)
	if err != nil {
		return nil, cursor, err
	}
	var credits []payments.Event
	for _, r := range rows {
		amount, err := payments.WireAmount(r.In)
		if err != nil {
			return nil, cursor, bad("amount")
		}
		account, ours := s.cfg.Accounts.Find(r.Account, r.SubAccount)
		if amount.Positive() && ours {
			id := strconv.FormatInt(r.number, 10)
			credits = append(credits, vietqr.Credit(payments.BankCredit{
				Source: Code, SourceID: id, Account: account.Number, BIN: account.BIN, Content: r.Content, Reference: r.Reference,
			}, amount, vietqr.LocalTime(r.Date, since), r.Code))
		}
		cursor = strconv.FormatInt(r.number, 10)
	}
	return credits, cursor, nil
}

// list reads all pages: SePay gives the newest first, so that a full page is followed by
// what is older.
func (s *Statement) list(ctx context.Context, since clock.Instant, cursor string) ([]listed, error) {
	after, _ := strconv.ParseInt(cursor, 10, 64)
	q := url.Values{"limit": {strconv.Itoa(pageLimit)}, "transaction_date_min": {since.Local().Format(time.DateTime)}}
	if after > 0 {
		q.Set("since_id", strconv.FormatInt(after, 10))
		q.Del("transaction_date_min")
	}
	var all []listed
	seen := map[int64]bool{}
	for range 20 {
		page, err := s.page(ctx, q)
		if err != nil {
			return nil, err
		}
		fresh := 0
		for _, r := range page {
			id, err := payments.WireID(r.ID)
			if err != nil {
				return nil, bad("id")
			}
			if r.number, err = strconv.ParseInt(id, 10, 64); err != nil {
				return nil, bad("id")
			}
			if r.number > after && !seen[r.number] {
				seen[r.number], all, fresh = true, append(all, r), fresh+1
			}
		}
		if len(page) < pageLimit || fresh == 0 {
			break
		}
		q.Set("transaction_date_max", slices.MinFunc(page, func(a, b listed) int { return strings.Compare(a.Date, b.Date) }).Date)
	}
	slices.SortFunc(all, func(a, b listed) int { return cmp.Compare(a.number, b.number) })
	return all, nil
}

func (s *Statement) page(ctx context.Context, q url.Values) ([]listed, error) {
	var answer struct {
		Status       int      `json:"status"`
		Transactions []listed `json:"transactions"`
	}
	err := payments.GetJSON(ctx, s.api.HTTP, Code, "credits", s.api.URL+"/userapi/transactions/list?"+q.Encode(), "Bearer "+s.api.Token.Reveal(), &answer)
	if err == nil && answer.Status != http.StatusOK {
		err = &payments.Error{Gateway: Code, Op: "credits", Code: strconv.Itoa(answer.Status), Retryable: true}
	}
	return answer.Transactions, err
}

func bad(code string) error {
	return &payments.Error{Gateway: Code, Op: "credits", Code: code, Cause: payments.ErrMalformed}
}
