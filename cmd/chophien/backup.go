package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/payments"
)

type backupCommand struct {
	Config config `embed:""`
	To     string `arg:"" help:"Folder to make; it must not exist."`
}

// What a backup holds: the database in its own format, the photos, and the keys without
// which personal data cannot be read (when they live in the data folder).
const (
	sqliteCopy   = "chophien.db"
	postgresCopy = "chophien.dump"
	photosFolder = "photos"
	keysFile     = "keys"
)

// Run writes a consistent copy while the market runs: the database first, so that every
// photo that it names is in the copy.
func (c *backupCommand) Run(ctx context.Context) error {
	if err := c.Config.check(); err != nil {
		return err
	}
	if err := os.Mkdir(c.To, 0o700); err != nil {
		return err
	}
	if err := c.database(ctx); err != nil {
		return err
	}
	if c.Config.S3.Endpoint == "" {
		if err := copyFolder(c.Config.file(photosFolder), filepath.Join(c.To, photosFolder)); err != nil {
			return err
		}
	}
	if c.Config.Keys.IsZero() {
		if err := copyFile(c.Config.file(keysFile), filepath.Join(c.To, keysFile)); err != nil {
			return err
		}
		fmt.Println("the copy holds the keys of personal data: keep it as safe as the market itself")
	}
	fmt.Println("copied to", c.To)
	return nil
}

func (c *backupCommand) database(ctx context.Context) error {
	if c.Config.postgres() {
		return runPostgres(ctx, c.Config.Database, "pg_dump", "--format=custom", "--no-owner", "--file="+filepath.Join(c.To, postgresCopy))
	}
	d, err := openDB(ctx, &c.Config, c.Config.logger())
	if err != nil {
		return err
	}
	defer d.Close()
	if err := db.Check(ctx, d); err != nil {
		return err
	}
	return d.BackupSQLite(ctx, filepath.Join(c.To, sqliteCopy))
}

// runPostgres starts one of PostgreSQL's own tools. The password goes by the environment:
// everybody on the machine can read the arguments of a process.
func runPostgres(ctx context.Context, address payments.Secret, tool string, args ...string) error {
	u, err := url.Parse(address.Reveal())
	if err != nil {
		return errors.New("DATABASE_URL: not a postgres:// address")
	}
	password, _ := u.User.Password()
	if u.User != nil {
		u.User = url.User(u.User.Username())
	}
	path, err := exec.LookPath(tool)
	if err != nil {
		return fmt.Errorf("%s is needed and not installed (package postgresql-client)", tool)
	}
	cmd := exec.CommandContext(ctx, path, append(args, "--dbname="+u.String())...)
	if password != "" {
		cmd.Env = append(os.Environ(), "PGPASSWORD="+password)
	}
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s: %w", tool, err)
	}
	return nil
}

func copyFile(from, to string) error {
	b, err := os.ReadFile(from)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return os.WriteFile(to, b, 0o600)
}

func copyFolder(from, to string) error {
	if _, err := os.Stat(from); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return os.CopyFS(to, os.DirFS(from))
}
