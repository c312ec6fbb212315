package main

import (
	"context"
	"fmt"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/report"
)

type verifyCommand struct {
	Config config `embed:""`
}

// Run recomputes every promise and prints the rows that break one; then it exits non-zero.
// It only reads, and may run while the market is open.
func (c *verifyCommand) Run(ctx context.Context) error {
	if err := c.Config.check(); err != nil {
		return err
	}
	d, err := openDB(ctx, &c.Config, c.Config.logger())
	if err != nil {
		return err
	}
	defer d.Close()
	if err := db.Check(ctx, d); err != nil {
		return err
	}
	found, err := report.Verify(ctx, d.Read(ctx))
	if err != nil {
		return err
	}
	for _, v := range found {
		fmt.Println(v)
	}
	if len(found) > 0 {
		return fmt.Errorf("%d promises are broken", len(found))
	}
	fmt.Printf("all promises hold (%d rooms proved)\n", len(report.Proofs))
	return nil
}
