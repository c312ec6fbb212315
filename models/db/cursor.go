package db

import (
	"encoding/base64"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
)

// Cursor is the last row of a page: the next page starts behind it. The zero cursor is
// the start of the list.
type Cursor struct {
	At clock.Instant
	ID string
}

// String is the cursor as a client sends it back, empty for the start.
func (c Cursor) String() string {
	if c == (Cursor{}) {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(int64(c.At), 36) + "." + c.ID))
}

// ParseCursor reads what String wrote; anything else is fault "page.cursor".
func ParseCursor(s string) (Cursor, error) {
	if s == "" {
		return Cursor{}, nil
	}
	refused := fault.New(fault.Invalid, "page.cursor").On("cursor")
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil || len(b) > 100 {
		return Cursor{}, refused
	}
	at, id, ok := strings.Cut(string(b), ".")
	n, err := strconv.ParseInt(at, 36, 64)
	if err != nil || !ok || !idLike.MatchString(id) {
		return Cursor{}, refused
	}
	return Cursor{clock.Instant(n), id}, nil
}

// Newest narrows q to the page of at most limit rows behind after, newest first. at and
// id are column names ("created_at", "o.id"), never anything from outside.
func Newest(q *gorm.DB, at, id string, after Cursor, limit int) *gorm.DB {
	if after != (Cursor{}) {
		q = q.Where("("+at+", "+id+") < (?, ?)", after.At, after.ID)
	}
	return q.Order(at + " DESC, " + id + " DESC").Limit(limit)
}

// Oldest is Newest in the other direction.
func Oldest(q *gorm.DB, at, id string, after Cursor, limit int) *gorm.DB {
	if after != (Cursor{}) {
		q = q.Where("("+at+", "+id+") > (?, ?)", after.At, after.ID)
	}
	return q.Order(at + ", " + id).Limit(limit)
}
