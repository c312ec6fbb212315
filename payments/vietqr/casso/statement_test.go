package casso

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/payments"
)

const apiKey = "casso-api-key-of-the-test"

// lists is Casso with records of its own, by number, some pages long.
func lists(t *testing.T, days []string, amounts []int64) (*Statement, *[]string) {
	t.Helper()
	asked := new([]string)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*asked = append(*asked, r.URL.RawQuery)
		q := r.URL.Query()
		page, _ := strconv.Atoi(q.Get("page"))
		size, _ := strconv.Atoi(q.Get("pageSize"))
		if r.URL.Path != "/v2/transactions" || r.Header.Get("Authorization") != "Apikey "+apiKey || q.Get("sort") != "ASC" {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		var rows []string
		for i, day := range days {
			if day[:10] >= q.Get("fromDate") {
				rows = append(rows, fmt.Sprintf(`{"id":%d,"tid":"FT%d","description":"x","amount":%d,"when":"%s","bankSubAccId":"123456789","corresponsiveName":"A","corresponsiveAccount":"9","corresponsiveBankId":null}`, i+1, i+1, amounts[i], day))
			}
		}
		pages := (len(rows) + size - 1) / size
		from, to := min(len(rows), (page-1)*size), min(len(rows), page*size)
		fmt.Fprintf(w, `{"error":0,"message":"success","data":{"page":%d,"totalPages":%d,"records":[%s]}}`, page, pages, strings.Join(rows[from:to], ","))
	}))
	t.Cleanup(server.Close)
	s, err := NewStatement(Config{Secrets: []payments.Secret{payments.Hide(secret1)}, Accounts: accounts}, Lister{Key: payments.Hide(apiKey), URL: server.URL, HTTP: server.Client()})
	if err != nil {
		t.Fatal(err)
	}
	return s, asked
}

func TestTheListTellsWhatNoticesTell(t *testing.T) {
	s, asked := lists(t, []string{"2026-11-21 10:00:00", "2026-11-22 09:35:12", "2026-11-22 10:00:00", "2026-11-22 11:00:00", "2026-11-22 08:00:00"}, []int64{1, 150_000, -7, 5, 9})
	since := clock.Date("2026-11-22").Start().Add(9 * 3600e9)
	got, cursor, err := s.Credits(t.Context(), since, "")
	if err != nil || cursor != "5@2026-11-22" || len(got) != 2 || got[0].Key != "casso:2" || got[1].Amount != money.Of(5) {
		t.Fatalf("%+v, cursor %q, %v", got, cursor, err)
	}
	if b := got[0].Bank; b.Reference != "FT2" || b.Account != "123456789" || b.PayerName != "A" || got[0].At != clock.Instant(1795314912_000) {
		t.Errorf("%+v %+v", got[0], b)
	}
	if again, next, err := s.Credits(t.Context(), since, cursor); err != nil || len(again) > 0 || next != cursor {
		t.Errorf("read again: %+v %q %v", again, next, err)
	}
	if !strings.Contains((*asked)[0], "fromDate=2026-11-22") || !strings.Contains((*asked)[1], "fromDate=2026-11-21") {
		t.Errorf("asked %v", *asked)
	}
}

func TestManyPages(t *testing.T) {
	days, amounts := make([]string, 250), make([]int64, 250)
	for i := range days {
		days[i], amounts[i] = "2026-11-22 10:00:00", int64(i+1)
	}
	s, asked := lists(t, days, amounts)
	got, cursor, err := s.Credits(t.Context(), clock.Date("2026-11-22").Start(), "")
	if err != nil || len(got) != 250 || cursor != "250@2026-11-22" || len(*asked) != 3 {
		t.Errorf("%d credits, cursor %q, %d calls, %v", len(got), cursor, len(*asked), err)
	}
	s.api.Key = payments.Hide("another")
	if _, next, err := s.Credits(t.Context(), at, cursor); err == nil || next != cursor || strings.Contains(err.Error(), "another") {
		t.Errorf("a refused key: %q %v", next, err)
	}
}
