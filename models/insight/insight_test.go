package insight

import (
	"context"
	"fmt"
	"log/slog"
	"reflect"
	"strings"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/code"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
)

var ctx = context.Background()

const start clock.Instant = 1_790_000_000_000

// counted is a counter whose clock the test sets.
func counted(d *db.DB) (*Counter, *clock.Instant) {
	at := start
	return &Counter{DB: d, Now: func() clock.Instant { return at }, Log: slog.New(slog.DiscardHandler)}, &at
}

func (c *Counter) asks(n int, text string, how Outcome) {
	for range n {
		c.Asked(text, how)
	}
}

func flushed(t *testing.T, c *Counter) {
	t.Helper()
	if err := c.Flush(ctx); err != nil {
		t.Fatal(err)
	}
}

func report(t *testing.T, d *db.DB, from clock.Date) Report {
	t.Helper()
	r, err := Read(ctx, d.Read(ctx), actor.Admin{}, from, Shown)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// Two processes count, and the sums are of both; what few have asked is not shown.
func TestSearchesAreSummedByDayAndText(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		a, at := counted(d)
		b, _ := counted(d)
		a.asks(2, "Mật ong  rừng", Nothing)
		b.asks(1, "mat ong rung!", Nothing)
		a.asks(5, "chè", Found)
		a.asks(1, "che", Nearest)
		a.asks(2, "quế chi", Nothing)
		a.asks(3, "chị Lan 0912 345 678", Nothing)
		a.asks(3, "lan@example.org", Nearest)
		a.asks(3, strings.Repeat("dài ", 16), Found)
		a.asks(3, "…", Nothing)
		for rank, n := range map[int]int{1: 4, 5: 1, 6: 2, 24: 1, 25: 1, 10_000: 1, 0: 9, -1: 9} {
			for range n {
				a.Clicked(rank)
			}
		}
		flushed(t, a)
		flushed(t, b)
		flushed(t, a)
		*at = at.Add(24 * time.Hour)
		a.asks(4, "chè", Nearest)
		flushed(t, a)
		r := report(t, d, start.Date())
		if r.Asked != 24 || r.Nothing.Total != 8 || fmt.Sprint(r.Nothing.Texts) != "[{mat ong rung 3}]" || r.Nothing.Others != 5 {
			t.Errorf("%+v", r)
		}
		if r.Nearest.Total != 8 || fmt.Sprint(r.Nearest.Texts) != "[{che 5}]" || r.Nearest.Others != 3 {
			t.Errorf("%+v", r.Nearest)
		}
		if r.Clicks[0] != 4 || r.Clicks[4] != 1 || r.Clicks[23] != 1 || r.Clicks[24] != 2 || r.Pressed() != 10 || r.FirstFive() != 20 {
			t.Errorf("%v, %d of 100", r.Clicks, r.FirstFive())
		}
		if r := report(t, d, at.Date()); r.Asked != 4 || r.Pressed() != 0 || len(r.Nothing.Texts) != 0 {
			t.Errorf("the second day alone: %+v", r)
		}
		var all []string
		if err := d.Read(ctx).Table("search_texts").Pluck("words", &all).Error; err != nil {
			t.Fatal(err)
		}
		for _, words := range all {
			if strings.Contains(words, "lan") || strings.Contains(words, "dai") {
				t.Errorf("%q is kept", words)
			}
		}
	})
}

// What may be somebody's is counted and not kept; what is sold, and where, is.
func TestWhatMayBeSomebodysIsNotKept(t *testing.T) {
	c := code.New()
	for _, text := range []string{
		"0912 345 678", "đơn " + c, strings.ToLower(c), c[:5] + "-" + c[5:], c[:5] + " " + c[5:], "lan@example.org", "lan＠example", "facebook.com/lan", "lan.nguyen",
		"Nguyễn Văn An", "mật ong chị Lương Thị Hoan", "giang a pao", "Lò Thị Mai 0912",
	} {
		if words, asked := kept(text); words != "" || !asked {
			t.Errorf("%q is kept as %q (asked: %v)", text, words, asked)
		}
	}
	for _, text := range []string{"quế vỏ Văn Yên", "cam Văn Chấn", "nước 1.5 lít", "mật ong rừng", "chè shan 500g", "gạo nếp 87", "cá hồ thác bà"} {
		if words, _ := kept(text); words == "" {
			t.Errorf("%q is not kept", text)
		}
	}
}

// Whatever is typed, and however much, a day has an end; nothing of the sum is lost.
func TestADayHoldsSoManyTextsAndCountsTheRest(t *testing.T) {
	d := dbtest.SQLite(t)
	c, _ := counted(d)
	word := func(i int) string { return strings.Map(func(r rune) rune { return r - '0' + 'a' }, fmt.Sprint(i)) }
	for i := range mostHeld + 500 {
		c.Asked(word(i), Found)
	}
	if len(c.days[start.Date()].texts) > mostHeld+1 {
		t.Errorf("%d texts in memory", len(c.days[start.Date()].texts))
	}
	flushed(t, c)
	for round := range mostOfADay / mostHeld {
		c.Asked(word(7), Found)
		for i := range mostHeld {
			c.Asked(word(10_000*(round+1)+i), Found)
		}
		flushed(t, c)
	}
	var rows, known int64
	q := d.Read(ctx).Table("search_texts")
	if err := q.Count(&rows).Error; err != nil {
		t.Fatal(err)
	}
	if err := d.Read(ctx).Table("search_texts").Select("asked").Where("words = ?", word(7)).Scan(&known).Error; err != nil {
		t.Fatal(err)
	}
	want := int64(mostHeld + 500 + mostOfADay/mostHeld*(mostHeld+1))
	if r := report(t, d, start.Date()); rows > mostOfADay+1 || r.Asked != want {
		t.Errorf("%d rows, %d searches of %d", rows, r.Asked, want)
	}
	if known != 1+mostOfADay/mostHeld {
		t.Errorf("a text that is known was counted %d times", known)
	}
}

func TestWhatCouldNotBeWrittenIsWrittenLater(t *testing.T) {
	d := dbtest.SQLite(t)
	c, _ := counted(d)
	c.asks(3, "chè", Nothing)
	c.Clicked(2)
	gone, stop := context.WithCancel(ctx)
	stop()
	if err := c.Flush(gone); err == nil {
		t.Fatal("a flush without a database went well")
	}
	c.asks(1, "chè", Nothing)
	flushed(t, c)
	if r := report(t, d, start.Date()); r.Asked != 4 || r.Nothing.Total != 4 || r.Clicks[1] != 1 {
		t.Errorf("%+v", r)
	}
}

func TestTheLastSearchesAreWrittenAtTheEnd(t *testing.T) {
	d := dbtest.SQLite(t)
	c, _ := counted(d)
	ending, stop := context.WithCancel(ctx)
	c.asks(3, "chè", Found)
	stop()
	c.Run(ending)
	if r := report(t, d, start.Date()); r.Asked != 3 {
		t.Errorf("%+v", r)
	}
}

func TestOldDaysAreForgotten(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c, at := counted(d)
		for _, days := range []int{0, 1, keepDays} {
			*at = start.Add(time.Duration(days) * 24 * time.Hour)
			c.asks(3, "chè", Found)
			c.asks(3, "quế", Found)
			c.Clicked(1)
			flushed(t, c)
		}
		*at = start.Add((keepDays + 1) * 24 * time.Hour)
		for _, want := range []int64{1, 1, 0} {
			var n int64
			err := d.Tx(ctx, func(tx *gorm.DB) (err error) { n, err = Prune(ctx, tx, *at, 1); return err })
			if err != nil || n != want {
				t.Errorf("%d texts are forgotten, want %d, %v", n, want, err)
			}
		}
		if r := report(t, d, start.Date()); r.Asked != 12 || r.Clicks[0] != 2 {
			t.Errorf("%+v", r)
		}
	})
}

// What is asked seldom is never shown, so after a month its words go; its sums stay.
func TestWordsThatAreAskedSeldomGoSooner(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c, at := counted(d)
		c.asks(2, "chị lan", Nothing)
		c.asks(1, "bánh chưng", Nearest)
		c.asks(1, "măng le", Nothing)
		flushed(t, c)
		*at = start.Add(seldomDays * 24 * time.Hour)
		c.asks(2, "măng le", Nothing) // which makes three
		c.asks(1, "hạt dổi", Nothing)
		flushed(t, c)
		left := func() string {
			var words []string
			if err := d.Read(ctx).Raw("SELECT words FROM search_texts ORDER BY day, words").Scan(&words).Error; err != nil {
				t.Fatal(err)
			}
			return strings.Join(words, ", ")
		}
		pruned := func(want ...int64) {
			t.Helper()
			for _, want := range want {
				var n int64
				err := d.Tx(ctx, func(tx *gorm.DB) (err error) { n, err = Prune(ctx, tx, *at, 1); return err })
				if err != nil || n != want {
					t.Errorf("%d texts are forgotten, want %d, %v", n, want, err)
				}
			}
		}
		pruned(0)
		before := report(t, d, start.Date())
		*at = start.Add((seldomDays + 1) * 24 * time.Hour)
		pruned(1, 1, 0)
		if got := left(); got != ", mang le, hat doi, mang le" {
			t.Errorf("%q is left", got)
		}
		if after := report(t, d, start.Date()); !reflect.DeepEqual(after, before) || after.Asked != 7 || after.Nothing.Others != 3 {
			t.Errorf("%+v, before %+v", after, before)
		}
	})
}

func TestTheFileHoldsNoFormula(t *testing.T) {
	var out strings.Builder
	r := Report{Asked: 3, Nothing: List{Total: 3, Texts: []Text{{"=1+1", 3}}}}
	if err := r.WriteCSV(&out); err != nil || !strings.Contains(out.String(), "\r\nnothing,'=1+1,,3\r\n") {
		t.Errorf("%v: %q", err, out.String())
	}
}
