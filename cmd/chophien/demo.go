package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"github.com/chophien/chophien/cmd/chophien/demo"
	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/web/locale"
)

type demoCommand struct {
	Config config `embed:""`
	Clock  string `env:"CHOPHIEN_CLOCK" placeholder:"2026-12-28T09:00" help:"The market's time in Vietnam when it opens; it runs on from there."`
}

// Run opens a market on sample data: it makes and migrates what is missing and loads the
// demo once. A later start finds it all there.
func (d *demoCommand) Run(ctx context.Context) error {
	now, err := d.prepare()
	if err != nil {
		return err
	}
	log := d.Config.logger()
	slog.SetDefault(log)
	if err := d.migrate(ctx, log); err != nil {
		return err
	}
	m, err := open(ctx, &d.Config, now, log)
	if err != nil {
		return err
	}
	defer m.Close()
	m.Accounts.Limits = demoLimits
	if err := d.load(ctx, m); err != nil {
		return err
	}
	for _, p := range demo.People() {
		m.Demo.People = append(m.Demo.People, parts.Player{Role: p.Is, Name: p.Name, Phone: p.Phone, Note: "PIN " + demo.PIN})
	}
	d.greet(os.Stdout)
	return m.serve(ctx)
}

// demoLimits are wide: the demo's numbers stand side by side, and one machine asks for all
// of them.
var demoLimits = account.Limits{
	Resend: time.Second, Day: 10_000, DeviceDay: 10_000, KnownDay: 10_000,
	AddressHour: 100_000, AddressDay: 100_000, BlockHour: 100_000, AllDay: 100_000, AllKnownDay: 100_000,
}

// prepare judges the configuration and adds what makes a market a demo: the play bank,
// a bank account that is none, and a desk that nobody answers.
func (d *demoCommand) prepare() (clock.Clock, error) {
	c := &d.Config
	err := c.check()
	if c.Production {
		err = errors.Join(err, errors.New("--production: a demo is for trying out; serve opens a real market"))
	}
	if c.SMS.URL != "" {
		err = errors.Join(err, errors.New("--sms-url: a demo shows its codes on a page and sends no message"))
	}
	if c.direct() {
		err = errors.Join(err, errors.New("COLLECTION=direct: the stalls of a demo are samples without real accounts, and cannot be paid; serve opens a real market"))
	}
	now, wrong := drivenClock(d.Clock, time.Now)
	if err = errors.Join(err, wrong); err != nil {
		return nil, err
	}
	c.Sandbox, c.COD.On, c.BankSilence = true, true, 0 // nobody has to pay at the play bank
	if c.VietQR.Account == "" {
		c.VietQR = vietqrConfig{BIN: "970400", Account: "0000000000", Holder: "CHO PHIEN MAU"}
	}
	if c.Market.DeskPhone == "" {
		c.Market.DeskPhone, c.Market.DeskEmail = "0900000000", "ban-tro-giup@cho-phien.example"
	}
	return now, nil
}

// drivenClock reads the market's own time; empty is the machine's.
func drivenClock(from string, machine func() time.Time) (clock.Clock, error) {
	if from == "" {
		return clock.System, nil
	}
	for _, layout := range []string{"2006-01-02T15:04", "2006-01-02T15:04:05", "2006-01-02"} {
		if at, err := time.ParseInLocation(layout, from, clock.Zone); err == nil {
			begun := machine()
			return func() clock.Instant { return clock.At(at.Add(machine().Sub(begun))) }, nil
		}
	}
	return nil, errors.New("--clock: write the time as 2026-12-28T09:00")
}

func (d *demoCommand) migrate(ctx context.Context, log *slog.Logger) error {
	handle, err := openDB(ctx, &d.Config, log)
	if err != nil {
		return err
	}
	defer handle.Close()
	return migrate(ctx, handle, func(what string) { log.Debug(what) })
}

// load brings the demo's people and goods in, and the index to the day: a clock that was
// moved changes badges without changing a row.
func (d *demoCommand) load(ctx context.Context, m *market) error {
	bar := progressbar.NewOptions(1, progressbar.OptionSetWriter(os.Stderr), progressbar.OptionSetDescription("sample products"),
		progressbar.OptionShowCount(), progressbar.OptionClearOnFinish(), progressbar.OptionSetVisibility(terminal(os.Stderr)))
	loaded := false
	err := demo.Load(ctx, demo.Market{DB: m.DB, Accounts: m.Accounts, Onboarding: m.Onboarding, Admission: m.Admission, Album: m.Album, Now: m.Now}, func(done, total int) {
		loaded = true
		bar.ChangeMax(total)
		_ = bar.Set(done)
	})
	_ = bar.Finish()
	if err != nil || !loaded && d.Clock == "" {
		return sentences(locale.En, err)
	}
	return m.Feed.Rebuild(ctx)
}

func terminal(f *os.File) bool {
	s, err := f.Stat()
	return err == nil && s.Mode()&os.ModeCharDevice != 0
}

// greet says where the market is and who may sign in, in the words of both languages.
func (d *demoCommand) greet(w io.Writer) {
	c := &d.Config
	fmt.Fprintf(w, "\n  Chợ Phiên  %s\n\n  Tài khoản thử / demo accounts:\n", c.BaseURL)
	for _, p := range demo.People() {
		role := "demo.role." + p.Is
		fmt.Fprintf(w, "    %s  %-26s %s / %s\n", p.Phone, p.Name, locale.Raw(locale.Vi, role), locale.Raw(locale.En, role))
	}
	fmt.Fprintf(w, `
  Mã PIN của mọi người / everybody's PIN: %s
  Mã đăng nhập hiện ở / sign-in codes appear at: %s/sandbox/codes
  và trong nhật ký này / and in this log.
`, demo.PIN, c.BaseURL)
	if d.Clock != "" {
		fmt.Fprintf(w, "  Giờ của chợ bắt đầu từ / the market's clock starts at: %s\n", strings.Replace(d.Clock, "T", " ", 1))
	}
	fmt.Fprintln(w)
}
