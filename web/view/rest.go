package view

import (
	"strconv"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/web/locale"
)

// Rests says in a few words that something rests until a day, "" where nobody has said:
// "Ngủ đến tháng 9", "Nghỉ đến 07/12/2026".
func Rests(lang locale.Lang, until clock.Date) string {
	if until == "" {
		return locale.Sentence(lang, "rest.asleep", nil)
	}
	if until[8:] == "01" {
		month := locale.Sentence(lang, "month."+strconv.Itoa(until.Month()), nil)
		return locale.Sentence(lang, "rest.until_month", map[string]any{"month": month})
	}
	return locale.Sentence(lang, "rest.until_day", map[string]any{"day": until.Format()})
}
