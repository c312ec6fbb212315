package sepay

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
)

const token = "sepay-api-token-of-the-test"

// lists is SePay with transfers of its own: newest first, no more than it lists at once.
func lists(t *testing.T, transfers []string) (*Statement, *[]string) {
	t.Helper()
	asked := new([]string)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*asked = append(*asked, r.URL.RawQuery)
		if r.URL.Path != "/userapi/transactions/list" || r.Header.Get("Authorization") != "Bearer "+token {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		after, _ := strconv.Atoi(r.URL.Query().Get("since_id"))
		var rows []string
		for i := len(transfers); i >= 1 && i >= after; i-- {
			rows = append(rows, fmt.Sprintf(`{"id":"%d",%s`, i, transfers[i-1]))
		}
		fmt.Fprintf(w, `{"status":200,"error":null,"messages":{"success":true},"transactions":[%s]}`, strings.Join(rows, ","))
	}))
	t.Cleanup(server.Close)
	s, err := NewStatement(Config{Secrets: []payments.Secret{payments.Hide(secret1)}, Accounts: accounts}, Lister{Token: payments.Hide(token), URL: server.URL, HTTP: server.Client()})
	if err != nil {
		t.Fatal(err)
	}
	return s, asked
}

// transfer is a row of the list without its number.
func transfer(in, out, content, reference string) string {
	return fmt.Sprintf(`"account_number":"0123499999","sub_account":null,"transaction_date":"2026-11-22 09:35:12","amount_in":"%s","amount_out":"%s","transaction_content":"%s","reference_number":"%s","code":null}`, in, out, content, reference)
}

func TestTheListTellsWhatNoticesTell(t *testing.T) {
	s, asked := lists(t, []string{
		transfer("150000.00", "0.00", "x", "R1"), transfer("0.00", "5000.00", "fee", "R2"), strings.Replace(transfer("7.00", "0.00", "y", "R3"), "0123499999", "555", 1),
		transfer("5.00", "0.00", "z", "R4"),
	})
	since := clock.Instant(1795314912_000)
	got, cursor, err := s.Credits(t.Context(), since, "")
	want := append(credit("1", "x", "R1", 150_000, when), credit("4", "z", "R4", 5, when)...)
	if err != nil || cursor != "4" || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, cursor %q, %v", got, cursor, err)
	}
	if again, next, err := s.Credits(t.Context(), since, cursor); err != nil || len(again) > 0 || next != cursor {
		t.Errorf("read again: %+v %q %v", again, next, err)
	}
	if len(*asked) != 2 || !strings.Contains((*asked)[0], "transaction_date_min=2026-11-22+09%3A35%3A12") || !strings.Contains((*asked)[1], "since_id=4") {
		t.Errorf("asked %v", *asked)
	}
	if part, _, err := s.Credits(t.Context(), since, "1"); err != nil || len(part) != 1 || part[0].Amount != money.Of(5) {
		t.Errorf("after the first: %+v %v", part, err)
	}
}

func TestABrokenListMovesNothing(t *testing.T) {
	for name, row := range map[string]string{
		"an amount that is none": transfer("150000.50", "0.00", "x", "R"), "no amount": `"account_number":"0123499999"}`,
	} {
		s, _ := lists(t, []string{row})
		if got, cursor, err := s.Credits(t.Context(), at, ""); err == nil || cursor != "" || got != nil {
			t.Errorf("%s: %+v %q", name, got, cursor)
		}
	}
	s, _ := lists(t, nil)
	s.api.Token = payments.Hide("another")
	_, _, err := s.Credits(t.Context(), at, "7")
	if err == nil || strings.Contains(err.Error(), "another") || payments.IsRetryable(err) {
		t.Errorf("a refused token: %v", err)
	}
	for _, l := range []Lister{{}, {Token: payments.Hide("t"), URL: "my.sepay.vn"}} {
		if _, err := NewStatement(Config{Secrets: []payments.Secret{payments.Hide(secret1)}, Accounts: accounts}, l); err == nil {
			t.Errorf("taken: %+v", l)
		}
	}
}
