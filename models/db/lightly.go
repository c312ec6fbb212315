package db

import (
	"context"

	"gorm.io/gorm"
)

// Lightly lets the commit of tx be answered before it has reached the disk, where the
// database can: should the database or its machine end without warning within the second,
// the whole of tx may be gone, as if it had never been asked. What was answered so is for clicks that cost their
// author a second click, never for money, stock, or a word that somebody gave.
func Lightly(ctx context.Context, tx *gorm.DB) error {
	t, ok := tx.Statement.ConnPool.(*txPool)
	if !ok || t.of.dialect != Postgres {
		return nil
	}
	return Later(ctx, tx, nil).Exec("SET LOCAL synchronous_commit = off").Error
}
