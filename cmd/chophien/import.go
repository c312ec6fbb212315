package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/schollz/progressbar/v3"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/onboarding"
	"github.com/chophien/chophien/models/table"
	"github.com/chophien/chophien/web/locale"
)

type importCommand struct {
	Products importProductsCommand `cmd:"" help:"Products from a CSV or XLSX file."`
}

type importProductsCommand struct {
	Config  config `embed:""`
	File    string `arg:"" type:"existingfile" help:"FILE.csv or FILE.xlsx with a header row."`
	DryRun  bool   `help:"Judge every row, write nothing."`
	Partial bool   `help:"Take the good rows although others are refused."`
	Publish bool   `help:"Publish products whose seller is named; they must state everything."`
	Lang    string `default:"vi" enum:"vi,en" help:"Language of the report."`
}

// Run takes a file of products in and prints a line for every row that was refused.
func (c *importProductsCommand) Run(ctx context.Context) error {
	if err := c.Config.check(); err != nil {
		return err
	}
	sheet, err := readSheet(c.File)
	if err != nil {
		return sayFault(c.Lang, err)
	}
	o, closing, err := openOnboarding(ctx, &c.Config)
	if err != nil {
		return err
	}
	defer closing()
	bar := progressbar.NewOptions(len(sheet.Rows), progressbar.OptionSetWriter(os.Stderr), progressbar.OptionSetDescription("rows"), progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())
	report, err := o.Import(ctx, sheet, onboarding.ImportOptions{
		DryRun: c.DryRun, Partial: c.Partial, Publish: c.Publish,
		Progress: func(done, total int) { bar.ChangeMax(total); _ = bar.Set(done) },
	}, actor.System{Job: "import", Channel: actor.CLI})
	_ = bar.Finish()
	if err != nil {
		return sayFault(c.Lang, err)
	}
	c.print(report)
	if !report.Whole() {
		return fmt.Errorf("%d of %d rows were refused", report.Refused, report.Rows)
	}
	return nil
}

func (c *importProductsCommand) print(r onboarding.Report) {
	for _, refusal := range r.Refusals {
		for _, f := range refusal.Faults {
			fmt.Printf("row %d, %s: %s\n", refusal.Row, f.Field, locale.Fault(locale.Parse(c.Lang), f))
		}
	}
	verb := "imported"
	if r.DryRun {
		verb = "would be imported"
	}
	fmt.Printf("%d rows: %d %s, %d unchanged, %d refused; products: %d new (%d published, %d drafts), %d changed\n",
		r.Rows, r.Imported, verb, r.Unchanged, r.Refused, r.Created, r.Published, r.Drafts, r.Renewed)
}

func readSheet(path string) (table.Sheet, error) {
	f, err := os.Open(path)
	if err != nil {
		return table.Sheet{}, err
	}
	defer f.Close()
	return table.Read(f)
}

// openOnboarding opens what an import works with: no index and no gateway, so that it may
// run beside the market, whose worker hears of what changed.
func openOnboarding(ctx context.Context, cfg *config) (*onboarding.Onboarding, func() error, error) {
	d, err := openDB(ctx, cfg, cfg.logger())
	if err != nil {
		return nil, nil, err
	}
	o := &onboarding.Onboarding{DB: d, Now: clock.System}
	if err = db.Check(ctx, d); err == nil {
		o.Keys, err = openKeys(cfg)
	}
	if err == nil {
		o.Places, err = division.New(cfg.Market.Province)
	}
	if err != nil {
		return nil, nil, errors.Join(err, d.Close())
	}
	return o, d.Close, nil
}

// sayFault words our faults; other errors stay as they are.
func sayFault(lang string, err error) error {
	return sentences(locale.Parse(lang), err)
}
