package locale

import (
	"strings"
	"testing"
	"time"

	"github.com/chophien/chophien/models/clock"
)

const (
	minute = time.Minute
	hour   = time.Hour
)

func TestMomentsAreSaidAsNeighboursDo(t *testing.T) {
	now := clock.Date("2026-11-21").Start().Add(9*hour + 30*minute) // a Saturday
	for _, c := range []struct {
		at     clock.Instant
		vi, en string
	}{
		{now.Add(-hour), "8 giờ 30 sáng nay", "08:30 today"},
		{now.Add(150 * minute), "12 giờ trưa nay", "12:00 today"},
		{now.Add(12 * hour), "9 giờ 30 tối nay", "21:30 today"},
		{now.Add(23*hour + 30*minute), "9 giờ sáng mai", "09:00 tomorrow"},
		{now.Add(-24 * hour), "9 giờ 30 sáng qua", "09:30 yesterday"},
		{clock.Date("2026-11-22").Start(), "hết hôm nay", "the end of today"},
		{clock.Date("2026-11-23").Start(), "hết ngày mai", "the end of tomorrow"},
		{clock.Date("2026-11-25").Start(), "hết thứ ba 24/11", "the end of Tuesday 24/11"},
		{clock.Date("2026-11-24").Start().Add(15 * hour), "3 giờ chiều thứ ba 24/11", "15:00 Tuesday 24/11"},
		{clock.Date("2026-11-22").Start().Add(30 * minute), "0 giờ 30 đêm mai", "00:30 tomorrow"},
		{0, "", ""},
	} {
		for lang, want := range map[Lang]string{Vi: c.vi, En: c.en} {
			if got := strings.ReplaceAll(When(lang, c.at, now), noBreak, " "); got != want {
				t.Errorf("%s: %q, want %q", lang, got, want)
			}
		}
	}
}
