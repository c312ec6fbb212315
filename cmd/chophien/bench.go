package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/chophien/chophien/cmd/chophien/bench"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/division"
)

type benchCommand struct {
	Prepare benchPrepareCommand `cmd:"" help:"Make 1,000 sample products and buyers with tokens, in the database of the configuration."`
	Run     benchRunCommand     `cmd:"" default:"withargs" help:"Load a running market: list, product, search, purchase or lastten."`
}

type benchPrepareCommand struct {
	Config   config `embed:""`
	Accounts int    `default:"100" help:"Buyers to make."`
}

// Run makes the ground of a bench: never in production, where it would stand on the shelf.
func (c *benchPrepareCommand) Run(ctx context.Context) error {
	err := c.Config.check()
	if c.Config.Production {
		err = errors.Join(err, errors.New("--production: sample goods and buyers do not belong on a real market"))
	}
	if c.Accounts < 1 || c.Accounts > 10_000 {
		err = errors.Join(err, errors.New("--accounts: from 1 to 10000"))
	}
	if err != nil {
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
	keys, err := openKeys(&c.Config)
	if err != nil {
		return err
	}
	places, err := division.New(c.Config.Market.Province)
	if err != nil {
		return err
	}
	p := bench.Preparation{DB: d, Keys: keys, Places: places, Now: clock.System, Terms: c.Config.Market.Terms}
	g, err := p.Make(ctx, c.Accounts, func(what string) { fmt.Println(what) })
	if err != nil {
		return err
	}
	path := c.Config.file(bench.File)
	if err := g.Write(path); err != nil {
		return err
	}
	fmt.Println("written to", path, "— it holds tokens; build the index with `chophien reindex`")
	return nil
}

type benchRunCommand struct {
	Scenario    string        `arg:"" enum:"list,product,search,purchase,lastten" help:"list, product, search, purchase or lastten."`
	URL         string        `env:"CHOPHIEN_BASE_URL" default:"http://127.0.0.1:8080" help:"Origin of the market."`
	Data        string        `env:"CHOPHIEN_DATA" default:"data" help:"Data folder of the market: the prepared ground and the play bank's secret."`
	Concurrency int           `short:"c" default:"8" help:"How many at once."`
	Duration    time.Duration `short:"d" default:"15s" help:"How long."`
	Accounts    int           `help:"Use only so many of the buyers; 0 uses all."`
	JSON        bool          `help:"Print the figures as JSON."`
}

// Run loads a market and prints what it did; errors make it fail.
func (c *benchRunCommand) Run(ctx context.Context) error {
	if c.Concurrency < 1 || c.Concurrency > 1000 || c.Duration <= 0 {
		return errors.New("--concurrency is 1 to 1000, and --duration takes time")
	}
	g, err := bench.Read(filepath.Join(c.Data, bench.File))
	if err != nil {
		return err
	}
	if c.Accounts > 0 {
		g.Tokens = g.Tokens[:min(c.Accounts, len(g.Tokens))]
	}
	if secret, err := os.ReadFile(filepath.Join(c.Data, sandboxSecret)); err == nil {
		g.Bank = strings.TrimSpace(string(secret))
	}
	if os.Getenv("GOMAXPROCS") == "" { // beside the market, which needs the others
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(max(1, runtime.NumCPU()/4)))
	}
	r, err := bench.Run(ctx, c.Scenario, bench.Options{URL: strings.TrimRight(c.URL, "/"), Concurrency: c.Concurrency, Duration: c.Duration}, g)
	if err != nil {
		return err
	}
	if c.JSON {
		err = json.NewEncoder(os.Stdout).Encode(r)
	} else {
		_, err = fmt.Println(r)
	}
	if err == nil && r.Errors > 0 {
		err = fmt.Errorf("%d requests went wrong", r.Errors)
	}
	return err
}
