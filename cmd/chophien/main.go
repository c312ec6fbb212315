// Command chophien is the market: one binary that serves, migrates, imports, proves and
// keeps itself running. `chophien demo` opens a market on sample data with nothing but Go.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

// version is set by the release build: -ldflags "-X main.version=…".
var version = "development"

// commands is the whole command line; each field's Run lives in the file of its name.
type commands struct {
	Demo    demoCommand    `cmd:"" help:"Open a market on sample data, with nothing to set up."`
	Serve   serveCommand   `cmd:"" help:"Open the market."`
	Migrate migrateCommand `cmd:"" help:"Bring the database to this version."`
	Import  importCommand  `cmd:"" help:"Import from a file."`
	Reindex reindexCommand `cmd:"" help:"Build the search index anew (asks the running server)."`
	Verify  verifyCommand  `cmd:"" help:"Recompute every promise of stock, orders and money, and hold the search index against the database."`
	Backup  backupCommand  `cmd:"" help:"Copy database, photos and keys while the market runs."`
	Restore restoreCommand `cmd:"" help:"Put a backup back into an empty place."`
	Admin   adminCommand   `cmd:"" help:"Manage the market's desk."`
	Bench   benchCommand   `cmd:"" help:"Load a running server and measure it."`
	Version versionCommand `cmd:"" help:"Print the version."`
}

type versionCommand struct{}

// Run prints the version.
func (versionCommand) Run() error {
	_, err := fmt.Println("chophien", version)
	return err
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	var line commands
	k, err := commandLine(&line,
		kong.Description("Chợ Phiên: the market day of a highland commune, open every day."),
		kong.UsageOnError(),
		kong.BindTo(ctx, (*context.Context)(nil)),
	)
	if err != nil {
		panic(err) // the commands above are wrong themselves
	}
	parsed, err := k.Parse(os.Args[1:])
	k.FatalIfErrorf(err)
	if err := parsed.Run(); err != nil {
		fmt.Fprintln(os.Stderr, "chophien:", err)
		stop()
		os.Exit(1)
	}
}
