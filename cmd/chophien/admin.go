package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/web/locale"
)

type adminCommand struct {
	Create adminCreateCommand `cmd:"" help:"Make an administrator: the first, or one more."`
}

type adminCreateCommand struct {
	Config config          `embed:""`
	Phone  string          `required:"" help:"Mobile phone of the administrator."`
	Name   string          `required:"" help:"Name of the administrator."`
	PIN    payments.Secret `env:"CHOPHIEN_ADMIN_PIN" help:"PIN; without it the command asks."`
}

// Run makes an administrator, who then signs in with the phone, a code and the PIN.
func (c *adminCreateCommand) Run(ctx context.Context) error {
	if err := c.Config.check(); err != nil {
		return err
	}
	pin := c.PIN.Reveal()
	if pin == "" {
		fmt.Fprintf(os.Stderr, "PIN (%d digits): ", account.PINDigits)
		line, err := bufio.NewReader(os.Stdin).ReadString('\n')
		if err != nil && line == "" {
			return errors.New("no PIN was given")
		}
		pin = strings.TrimSpace(line)
	}
	log := c.Config.logger()
	d, err := openDB(ctx, &c.Config, log)
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
	accounts := &account.Accounts{DB: d, Keys: keys, Now: clock.System, Log: log}
	if _, err := accounts.CreateAdmin(ctx, c.Phone, c.Name, pin); err != nil {
		return sentences(locale.En, err)
	}
	fmt.Println("the administrator can sign in now")
	return nil
}
