package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/chophien/chophien/models/clock"
)

type reindexCommand struct {
	Config config `embed:""`
}

// Run asks the running market to build its index anew; where none runs, it builds the
// index itself.
func (c *reindexCommand) Run(ctx context.Context) error {
	if err := c.Config.check(); err != nil {
		return err
	}
	begun := time.Now()
	err := askMarket(ctx, c.Config.OpsListen, "POST", "/reindex", nil)
	if errors.Is(err, errNobody) {
		err = c.self(ctx)
	}
	if err != nil {
		return err
	}
	fmt.Printf("the index was built anew in %s\n", time.Since(begun).Round(time.Millisecond))
	return nil
}

func (c *reindexCommand) self(ctx context.Context) error {
	m, err := openParts(ctx, &c.Config, clock.System, c.Config.logger(), false)
	if err != nil {
		return err
	}
	defer m.Close()
	return m.Feed.Rebuild(ctx)
}
