package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/chophien/chophien/models/db"
)

type restoreCommand struct {
	Config config `embed:""`
	From   string `arg:"" type:"existingdir" help:"Folder that backup made."`
}

// Run puts a backup into an empty place: a data folder without a database, or an empty
// PostgreSQL database. The search index is built anew at the next start.
func (c *restoreCommand) Run(ctx context.Context) error {
	if err := c.Config.check(); err != nil {
		return err
	}
	if err := os.MkdirAll(c.Config.Data, 0o700); err != nil {
		return err
	}
	if err := c.database(ctx); err != nil {
		return err
	}
	for _, name := range []string{keysFile} {
		if err := c.place(name, copyFile); err != nil {
			return err
		}
	}
	if err := c.place(photosFolder, copyFolder); err != nil {
		return err
	}
	d, err := openDB(ctx, &c.Config, c.Config.logger())
	if err != nil {
		return err
	}
	defer d.Close()
	if err := db.Check(ctx, d); err != nil {
		return fmt.Errorf("the data is back, and the schema does not fit this version: %w", err)
	}
	fmt.Println("restored from", c.From, "— run verify, then open the market")
	return nil
}

func (c *restoreCommand) database(ctx context.Context) error {
	if c.Config.postgres() {
		return runPostgres(ctx, c.Config.Database, "pg_restore", "--exit-on-error", "--no-owner", filepath.Join(c.From, postgresCopy))
	}
	return c.place(sqliteCopy, copyFile)
}

// place copies one thing to where nothing is yet: a restore overwrites no market.
func (c *restoreCommand) place(name string, copyTo func(from, to string) error) error {
	from, to := filepath.Join(c.From, name), c.Config.file(name)
	if _, err := os.Stat(from); errors.Is(err, fs.ErrNotExist) {
		if name == sqliteCopy {
			return fmt.Errorf("%s holds no %s", c.From, name)
		}
		return nil
	}
	if _, err := os.Stat(to); err == nil {
		return fmt.Errorf("%s is already there: restore into an empty place", to)
	}
	return copyTo(from, to)
}
