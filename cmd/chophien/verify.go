package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/feed"
	"github.com/chophien/chophien/models/report"
	"github.com/chophien/chophien/search"
)

type verifyCommand struct {
	Config config `embed:""`
}

// Run recomputes every promise, holds the search index against the database, and prints
// the rows and products at fault; then it exits non-zero. It only reads, and may run while
// the market is open.
func (c *verifyCommand) Run(ctx context.Context) error {
	if err := c.Config.check(); err != nil {
		return err
	}
	broken, err := c.promises(ctx)
	if err != nil {
		return err
	}
	wrong, err := c.index(ctx)
	switch {
	case errors.Is(err, feed.ErrUnfilled):
		fmt.Println("search: not compared, for its index was never filled; a running market fills it within a minute, reindex at once")
	case err != nil:
		return err
	}
	if broken+wrong > 0 {
		return fmt.Errorf("%d promises are broken, %d products are not found as they are", broken, wrong)
	}
	fmt.Printf("all promises hold (%d rooms proved)\n", len(report.Proofs))
	return nil
}

// promises prints the rows that break one, and says how many.
func (c *verifyCommand) promises(ctx context.Context) (broken int, err error) {
	d, err := openDB(ctx, &c.Config, c.Config.logger())
	if err != nil {
		return 0, err
	}
	defer d.Close()
	if err := db.Check(ctx, d); err != nil {
		return 0, err
	}
	found, err := report.Verify(ctx, d.Read(ctx))
	for _, v := range found {
		fmt.Println(v)
	}
	return len(found), err
}

// index prints the products that search does not know as they are, and says how many. The
// index belongs to the running market, so that is asked; where none runs, it is looked at.
func (c *verifyCommand) index(ctx context.Context) (wrong int, err error) {
	var found []feed.Difference
	err = askMarket(ctx, c.Config.OpsListen, "GET", "/index", &found)
	if errors.Is(err, errNobody) {
		found, err = c.own(ctx)
	}
	for _, d := range found {
		fmt.Println(d)
	}
	return len(found), err
}

func (c *verifyCommand) own(ctx context.Context) ([]feed.Difference, error) {
	engine, err := c.Config.lookAtSearch()
	if errors.Is(err, search.ErrBusy) {
		return nil, fmt.Errorf("a market runs here, but not with --ops-listen %s, where it could be asked: %w", c.Config.OpsListen, err)
	}
	if err != nil {
		return nil, err
	}
	defer engine.Close()
	d, err := openDB(ctx, &c.Config, c.Config.logger())
	if err != nil {
		return nil, err
	}
	defer d.Close()
	places, err := division.New(c.Config.Market.Province)
	if err != nil {
		return nil, err
	}
	f := &feed.Feed{DB: d, Engine: engine, Places: places, Now: clock.System}
	return f.Verify(ctx)
}
