package account

import (
	"context"
	"fmt"
	"math"
	"net/netip"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
)

// Limits bounds how many codes are sent; each is a number of messages, unless it says a
// time. With five tries a code, Day 5 leaves a stranger 25 guesses of a million a day, and
// KnownWrong bounds who holds a device of the family. Together with PINDay even two windows
// that touch leave less than one chance in 10,000 for an account.
type Limits struct {
	Resend      time.Duration // from one code to the next for one phone, or one known device
	Day         int64         // a day for one phone, asked from unknown devices
	DeviceDay   int64         // a day for one phone from one device that is known for it
	KnownDay    int64         // a day for one phone from all its known devices
	KnownWrong  int64         // wrong tries a day for one phone on all its known devices, whatever the code
	AddressHour int64         // an hour from one client address, unknown devices
	AddressDay  int64         // a day from one client address, unknown devices
	BlockHour   int64         // an hour for 1,000 adjacent numbers: who pumps messages walks along
	AllDay      int64         // a day in all for unknown devices: what the market is ready to spend
	AllKnownDay int64         // a day in all for known devices, a purse of its own
}

// DefaultLimits suits a market of one province. Many phones share one address of a mobile
// network, hence the wide AddressHour.
var DefaultLimits = Limits{
	Resend: time.Minute, Day: 5, DeviceDay: 5, KnownDay: 20, KnownWrong: 8,
	AddressHour: 30, AddressDay: 150, BlockHour: 60, AllDay: 5000, AllKnownDay: 5000,
}

// or fills the zero fields from d.
func (l Limits) or(d Limits) Limits {
	if l.Resend == 0 {
		l.Resend = d.Resend
	}
	for _, f := range []struct{ own, other *int64 }{
		{&l.Day, &d.Day}, {&l.DeviceDay, &d.DeviceDay}, {&l.KnownDay, &d.KnownDay}, {&l.KnownWrong, &d.KnownWrong},
		{&l.AddressHour, &d.AddressHour}, {&l.AddressDay, &d.AddressDay},
		{&l.BlockHour, &d.BlockHour}, {&l.AllDay, &d.AllDay}, {&l.AllKnownDay, &d.AllKnownDay},
	} {
		if *f.own == 0 {
			*f.own = *f.other
		}
	}
	return l
}

// ceiling is one counter and how far it may go in a window.
type ceiling struct {
	name   string
	most   int64
	window time.Duration
	key    string // of the fault
	own    bool   // the asker's own: given back when the message could not be sent
}

const day = 24 * time.Hour

// ceilings lists the counters of one request, always in this order of kinds: two
// transactions that raise the same rows meet them in the same order and cannot lock each
// other out, and the rows that everybody shares come last and are held shortest.
func (a *Accounts) ceilings(number, deviceHash, address string, known, supervised bool) []ceiling {
	l := a.Limits.or(DefaultLimits)
	blind := func(kind, value string) string { return kind + ":" + a.Keys.Blind("signin_counters", kind+":"+value) }
	if known {
		return []ceiling{
			{blind("gate", number+deviceHash), 1, l.Resend, "account.code.wait", true},
			{blind("device", number+deviceHash), l.DeviceDay, day, "account.code.day", true},
			{blind("known", number), l.KnownDay, day, "account.code.day", true},
			{"all-known", l.AllKnownDay, day, "account.code.busy", false},
		}
	}
	own := []ceiling{
		{blind("gate", number), 1, l.Resend, "account.code.wait", true},
		{blind("phone", number), l.Day, day, "account.code.day", true},
	}
	if supervised { // the purse of the day bounds the address and the numbers that come to it
		return append(own, ceiling{"all", l.AllDay, day, "account.code.busy", false})
	}
	block := number[:len(number)-3]
	from := Network(address)
	return append(own, []ceiling{
		{blind("hour", from), l.AddressHour, time.Hour, "account.code.address", false},
		{blind("day", from), l.AddressDay, day, "account.code.address", false},
		{blind("block", block), l.BlockHour, time.Hour, "account.code.busy", false},
		{"all", l.AllDay, day, "account.code.busy", false},
	}...)
}

// wrongTries counts the tries of codes on known devices of a phone; the right one is given
// back. On other devices the number of codes is bound enough.
func (a *Accounts) wrongTries(phoneBlind string) ceiling {
	most := a.Limits.or(DefaultLimits).KnownWrong
	return ceiling{"wrong:" + a.Keys.Blind("signin_counters", "wrong:"+phoneBlind), most, day, "account.code.guessed", true}
}

// Network is what one client can be taken for: an IPv4 address, or the /64 of an IPv6
// one, within which a client changes its address at will.
func Network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return "?"
	}
	if ip = ip.Unmap().WithZone(""); ip.Is6() {
		p, _ := ip.Prefix(64)
		return p.String()
	}
	return ip.String()
}

// take raises every counter by one or, when one is at its ceiling, refuses with
// fault.Limited and how many "seconds" or "minutes" are left to wait; the caller rolls back.
func take(ctx context.Context, tx *gorm.DB, cs []ceiling, now clock.Instant) error {
	tx = tx.WithContext(ctx)
	for _, c := range cs {
		// One statement reads, judges and raises, so that of two processes one waits for
		// the other and sees its count.
		res := tx.Exec(`INSERT INTO signin_counters (name, used, until) VALUES (?, 1, ?)
			ON CONFLICT (name) DO UPDATE SET
				used  = CASE WHEN signin_counters.until <= ? THEN 1 ELSE signin_counters.used + 1 END,
				until = CASE WHEN signin_counters.until <= ? THEN excluded.until ELSE signin_counters.until END
			WHERE signin_counters.until <= ? OR signin_counters.used < ?`,
			c.name, now.Add(c.window), now, now, now, c.most)
		if res.Error != nil {
			return fmt.Errorf("account: counter: %w", res.Error)
		}
		if res.RowsAffected == 1 {
			continue
		}
		var until clock.Instant
		if err := tx.Raw("SELECT until FROM signin_counters WHERE name = ?", c.name).Scan(&until).Error; err != nil {
			return fmt.Errorf("account: counter: %w", err)
		}
		left := until.Sub(now)
		return fault.New(fault.Limited, c.key).
			With("seconds", int64(math.Ceil(left.Seconds()))).With("minutes", int64(math.Ceil(left.Minutes())))
	}
	return nil
}

// giveBack lowers the asker's own counters after a message that was not sent; what
// everybody shares stays used, or a broken channel could be asked without end.
func giveBack(ctx context.Context, tx *gorm.DB, cs []ceiling) error {
	for _, c := range cs {
		if !c.own {
			continue
		}
		err := tx.WithContext(ctx).Exec(`UPDATE signin_counters SET used = used - 1 WHERE name = ? AND used > 0`, c.name).Error
		if err != nil {
			return fmt.Errorf("account: counter: %w", err)
		}
	}
	return nil
}
