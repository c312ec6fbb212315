package db_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chophien/chophien/models/db/dbtest"
)

// On PostgreSQL the columns of every sale have a type in the place of a reference to a list
// of words. The lists are the same, or a sale could stand where the other dialect refuses it.
func TestTypesKnowTheWordsOfTheirLists(t *testing.T) {
	lists := map[string]string{
		"order_status": "SELECT status FROM order_statuses", "payment_status": "SELECT status FROM payment_statuses",
		"account_kind": "SELECT kind FROM account_kinds",
	}
	d := dbtest.Postgres(t)
	var types []struct{ Name, Says string }
	err := d.Read(t.Context()).Raw(`SELECT t.typname AS name, pg_get_constraintdef(c.oid) AS says FROM pg_type t
		JOIN pg_constraint c ON c.contypid = t.oid WHERE t.typnamespace = 'public'::regnamespace`).Scan(&types).Error
	if err != nil {
		t.Fatal(err)
	}
	word := regexp.MustCompile(`'([a-z_]+)'::text`)
	for _, typ := range types {
		list, ok := lists[typ.Name]
		if !ok {
			continue
		}
		delete(lists, typ.Name)
		var want, got []string
		if err := d.Read(t.Context()).Raw(list).Scan(&want).Error; err != nil {
			t.Error(typ.Name, err)
		}
		for _, m := range word.FindAllStringSubmatch(typ.Says, -1) {
			got = append(got, m[1])
		}
		slices.Sort(want)
		slices.Sort(got)
		if len(want) == 0 || !slices.Equal(got, want) {
			t.Errorf("%s knows %v, its list %v", typ.Name, got, want)
		}
	}
	if len(lists) > 0 {
		t.Errorf("no types for %v", lists)
	}
}

// What a column's type refuses on PostgreSQL, a CHECK of the column refuses on SQLite.
func TestTypesSayWhatTheChecksOfTheOtherDialectSay(t *testing.T) {
	says := map[string]string{
		"vnd": "(>= 0|BETWEEN 0 AND)", "vnd_due": "> 0", "vnd_posted": "BETWEEN 1 AND 1000000000000", "basis_points": "BETWEEN 0 AND 10000",
		"instant": "> 0", "quantity": "> 0", "quantity_wished": "> 0 AND quantity <= 10000000", "quantity_packed": ">= -1",
		"quantity_held": ">= 0", "grams": ">= 0", "note_version": "> 0", "tally": ">= 0", "word": "<> ''",
	}
	d, lite := dbtest.Postgres(t), dbtest.SQLite(t)
	var columns []struct{ Table, Column, Type, Says string }
	err := d.Read(t.Context()).Raw(`SELECT c.table_name AS "table", c.column_name AS "column", c.domain_name AS type, pg_get_constraintdef(k.oid) AS says
		FROM information_schema.columns c JOIN pg_type t ON t.typname = c.domain_name AND t.typnamespace = 'public'::regnamespace
		JOIN pg_constraint k ON k.contypid = t.oid WHERE c.table_schema = 'public' ORDER BY 1, 2`).Scan(&columns).Error
	if err != nil || len(columns) == 0 {
		t.Fatal(columns, err)
	}
	listed := []string{"order_status", "payment_status", "account_kind"} // references there; see above
	for _, c := range columns {
		if slices.Contains(listed, c.Type) {
			continue
		}
		var table string
		if err := lite.Read(t.Context()).Raw("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = ?", c.Table).Scan(&table).Error; err != nil {
			t.Fatal(err)
		}
		table = regexp.MustCompile(`\s+`).ReplaceAllString(table, " ")
		want := c.Column + " " + says[c.Type]
		if c.Type == "tax_month" {
			want = regexp.QuoteMeta("length(" + c.Column + ") = 7")
		} else if words := regexp.MustCompile(`'([a-z_]*)'::text`).FindAllStringSubmatch(c.Says, -1); c.Type != "word" && len(words) > 0 {
			quoted := make([]string, len(words))
			for i, w := range words {
				quoted[i] = "'" + w[1] + "'"
			}
			want = regexp.QuoteMeta(c.Column + " IN (" + strings.Join(quoted, ", ") + ")")
		}
		if want == c.Column+" " || !regexp.MustCompile(`\b`+want).MatchString(table) {
			t.Errorf("%s.%s is %s (%s); SQLite says no %q:\n%s", c.Table, c.Column, c.Type, c.Says, want, table)
		}
	}
}
