package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"syscall"
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
	err := askReindex(ctx, c.Config.OpsListen)
	if errors.Is(err, errNobody) {
		err = c.self(ctx)
	}
	if err != nil {
		return err
	}
	fmt.Printf("the index was built anew in %s\n", time.Since(begun).Round(time.Millisecond))
	return nil
}

var errNobody = errors.New("no market runs here")

func askReindex(ctx context.Context, ops string) error {
	if ops == "" {
		return errNobody
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+ops+"/reindex", nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if errors.Is(err, syscall.ECONNREFUSED) {
		return errNobody
	}
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusNoContent {
		body, _ := io.ReadAll(io.LimitReader(res.Body, 1000))
		return fmt.Errorf("the market answered %d: %s", res.StatusCode, strings.TrimSpace(string(body)))
	}
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

// reindexNow is the running market's side.
func (m *market) reindexNow(w http.ResponseWriter, r *http.Request) {
	if err := m.Feed.Rebuild(r.Context()); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}
