package main

import (
	"context"
	"fmt"
	"time"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/lexicon"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/search"
)

type migrateCommand struct {
	Config  config          `embed:""`
	Through payments.Secret `name:"migrate-database-url" env:"MIGRATE_DATABASE_URL" help:"postgres://… with the right to change the schema; empty: DATABASE_URL."`
}

// Run brings the schema, the list of places and the shipped words of the search to this version.
func (c *migrateCommand) Run(ctx context.Context) error {
	if !c.Through.IsZero() {
		c.Config.Database = c.Through
	}
	if err := c.Config.check(); err != nil {
		return err
	}
	d, err := openDB(ctx, &c.Config, c.Config.logger())
	if err != nil {
		return err
	}
	defer d.Close()
	return migrate(ctx, d, func(what string) { fmt.Println(what) })
}

func migrate(ctx context.Context, d *db.DB, tell func(string)) error {
	err := db.Migrate(ctx, d, func(s db.Step) { tell(fmt.Sprintf("migrated %s in %s", s.Name, s.Took.Round(time.Millisecond))) })
	if err != nil {
		return err
	}
	did, err := division.Install(ctx, d)
	if did {
		tell("the list of places is that of this version")
	}
	if err != nil {
		return err
	}
	did, err = lexicon.Install(ctx, d, search.Synonyms, clock.System())
	if did {
		tell("the shipped words of the search are those of this version")
	}
	return err
}
