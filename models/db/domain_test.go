package db_test

import (
	"regexp"
	"slices"
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
	if err != nil || len(types) != len(lists) {
		t.Fatalf("%v, %v", types, err)
	}
	word := regexp.MustCompile(`'([a-z_]+)'::text`)
	for _, typ := range types {
		var want, got []string
		if err := d.Read(t.Context()).Raw(lists[typ.Name]).Scan(&want).Error; err != nil {
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
}
