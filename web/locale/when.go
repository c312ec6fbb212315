package locale

import (
	"strconv"
	"time"

	"github.com/chophien/chophien/models/clock"
)

// When says a moment as a neighbour does, seen from now, in Vietnam: "9 giờ 30 sáng mai",
// "hết hôm nay" where a day ends, "3 giờ chiều thứ ba 24/11"; in English "09:30 tomorrow".
func When(lang Lang, at, now clock.Instant) string {
	if at.IsZero() {
		return ""
	}
	t := at.Local()
	if t.Hour() == 0 && t.Minute() == 0 {
		return dayOf(lang, "when.end", at.Add(-time.Minute), now, "")
	}
	if lang == En {
		return dayOf(lang, "when.at", at, now, t.Format("15:04"))
	}
	return dayOf(lang, "when.at", at, now, hourOf(t))
}

// dayOf puts the day behind a time: today, tomorrow, yesterday, or a weekday with its date.
func dayOf(lang Lang, key string, at, now clock.Instant, hour string) string {
	args := map[string]any{"time": hour}
	switch today := now.Date(); at.Date() {
	case today:
		key += ".today"
	case today.AddDays(1):
		key += ".tomorrow"
	case today.AddDays(-1):
		key += ".yesterday"
	default:
		key += ".day"
		t := at.Local()
		args["day"] = Raw(lang, "when.weekday."+strconv.Itoa(int(t.Weekday()))) + noBreak + t.Format("02/01")
	}
	return Sentence(lang, key, args)
}

// hourOf is the time on a clock of twelve hours, with the part of the day: "9 giờ sáng".
func hourOf(t time.Time) string {
	h, part := t.Hour(), "night"
	switch {
	case h >= 4 && h < 11:
		part = "morning"
	case h >= 11 && h < 13:
		part = "noon"
	case h >= 13 && h < 18:
		part = "afternoon"
	case h >= 18 && h < 22:
		part = "evening"
	}
	if h > 12 {
		h -= 12
	}
	s := strconv.Itoa(h) + noBreak + "giờ"
	if m := t.Minute(); m > 0 {
		s += noBreak + strconv.Itoa(m)
	}
	return s + " " + Raw(Vi, "when.part."+part)
}
