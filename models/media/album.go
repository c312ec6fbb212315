package media

import (
	"context"
	"io"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
)

// Album keeps pictures: rows in the database, files in the store.
type Album struct {
	DB    *db.DB
	Store Store
	Keys  *crypt.Keyring // seals the files that are not for everybody
	Now   clock.Clock
}

// Take accepts an upload and keeps it, for callers who need nothing in between.
func (al *Album) Take(ctx context.Context, from io.Reader, p Purpose, o Owner) (Photo, error) {
	r, err := Accept(ctx, from, p)
	if err != nil {
		return Photo{}, err
	}
	return al.Keep(ctx, r, o)
}
