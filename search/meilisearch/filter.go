package meilisearch

import (
	"strconv"
	"strings"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/search"
)

// Filters are built by these alone: fields are constants of ours, texts become tokens.

func is(field, text string) string { return field + ` = "` + token(text) + `"` }

func among(field string, texts []string) string {
	return field + ` IN ["` + strings.Join(tokens(texts), `", "`) + `"]`
}

func begins(field, text string) string { return field + ` STARTS WITH "` + token(text) + `"` }

func number(field, sign string, n int64) string {
	return field + " " + sign + " " + strconv.FormatInt(n, 10)
}

func exists(field string) string { return field + " EXISTS" }

func not(filter string) string { return "NOT (" + filter + ")" }

// every and either join filters; empty ones are left out.
func every(filters ...string) string  { return join(" AND ", filters) }
func either(filters ...string) string { return join(" OR ", filters) }

func join(by string, filters []string) string {
	var parts []string
	for _, f := range filters {
		if f != "" {
			parts = append(parts, f)
		}
	}
	if len(parts) < 2 {
		return strings.Join(parts, "")
	}
	return "(" + strings.Join(parts, ")"+by+"(") + ")"
}

// gate lets through what may be shown to who asks; it also keeps out the mark of the index.
func gate(grown bool) string {
	if grown {
		return exists(fieldAlcohol)
	}
	return fieldAlcohol + " = false"
}

// conditions are the filters of q, leaving out those of one facet.
func conditions(q search.Query, but search.Facet) string {
	filters := []string{gate(q.IncludeAlcohol)}
	for _, c := range []struct {
		facet  search.Facet
		wanted []string
	}{{search.ByKind, q.Kinds}, {search.ByGroup, q.Groups}, {search.ByDivision, q.Divisions}, {search.BySeller, q.Sellers}} {
		if len(c.wanted) > 0 && c.facet != but {
			filters = append(filters, among(facetFields[c.facet], c.wanted))
		}
	}
	if q.StarsMin > 0 && but != search.ByStars {
		filters = append(filters, number(fieldStars, ">=", int64(q.StarsMin)), ranked(q.On))
	}
	if low := q.PriceMin.Dong(); low > 0 && but != search.ByPrice {
		filters = append(filters, number(fieldPrice, ">=", low))
	}
	if high := q.PriceMax.Dong(); high > 0 && but != search.ByPrice {
		filters = append(filters, number(fieldPrice, "<=", high))
	}
	if q.Month > 0 && but != search.BySeason {
		filters = append(filters, is(fieldMonths, strconv.Itoa(q.Month)))
	}
	return every(filters...)
}

// filtered reports whether q narrows by facet f.
func filtered(q search.Query, f search.Facet) bool { return conditions(q, f) != conditions(q, "") }

// ranked lets through what may show its stars on a day; any day when it is empty.
func ranked(on clock.Date) string {
	if on == "" {
		return ""
	}
	return number(fieldUntil, ">=", day(on))
}

// day is a date as a number that orders like it: 20261231; 0 for none.
func day(d clock.Date) int64 {
	n, err := strconv.ParseInt(strings.ReplaceAll(string(d), "-", ""), 10, 64)
	if err != nil {
		return 0
	}
	return n
}
