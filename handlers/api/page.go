package api

import (
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/order"
)

const (
	pageUsual = 20
	pageMost  = 100
)

// paging is how every list is read on: Cursor is the "next" of the page before.
type paging struct {
	Cursor string `json:"cursor"`
	Limit  int    `json:"limit"`
}

// at is where the page begins, and how many rows it has at most.
func (p paging) at() (db.Cursor, int, error) {
	limit, err := p.most()
	if err != nil {
		return db.Cursor{}, 0, err
	}
	after, err := db.ParseCursor(p.Cursor)
	return after, limit, err
}

func (p paging) most() (int, error) {
	switch {
	case p.Limit == 0:
		return pageUsual, nil
	case p.Limit < 0 || p.Limit > pageMost:
		return 0, fault.New(fault.Invalid, "page.limit").On("limit").With("most", pageMost)
	}
	return p.Limit, nil
}

// list is a page of a list. Without Next it is the last one.
type list[T any] struct {
	Items []T    `json:"items"`
	Next  string `json:"next,omitempty" doc:"cursor of the next page; absent on the last one"`
}

// paged reads one row more than the page has, to know whether there is a next page, and
// makes an output of each row.
func paged[R, T any](p paging, rows func(after db.Cursor, limit int) ([]R, error), cursor func(R) db.Cursor, show func(R) T) (list[T], error) {
	all, next, err := rowsOf(p, rows, cursor)
	if err != nil {
		return list[T]{}, err
	}
	return list[T]{each(all, show), next}, nil
}

// rowsOf is paged for those who show the rows together.
func rowsOf[R any](p paging, rows func(after db.Cursor, limit int) ([]R, error), cursor func(R) db.Cursor) ([]R, string, error) {
	after, limit, err := p.at()
	if err != nil {
		return nil, "", err
	}
	all, err := rows(after, limit+1)
	if err != nil {
		return nil, "", err
	}
	if len(all) <= limit {
		return all, "", nil
	}
	all = all[:limit]
	return all, cursor(all[limit-1]).String(), nil
}

// each shows every row; no rows are an empty list, never null.
func each[R, T any](rows []R, show func(R) T) []T {
	out := make([]T, len(rows))
	for i, r := range rows {
		out[i] = show(r)
	}
	return out
}

// full is a list that has one page only.
func full[R, T any](rows []R, err error, show func(R) T) (list[T], error) {
	if err != nil {
		return list[T]{}, err
	}
	return list[T]{Items: each(rows, show)}, nil
}

func behind(c db.Cursor) order.After { return order.After{At: c.At, ID: c.ID} }
