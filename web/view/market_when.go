package view

import (
	"strconv"
	"strings"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/web/locale"
)

// MarketWhen says when a market is: its weekdays (0 Monday to 6 Sunday) or its days, and the
// hours where they are known.
func MarketWhen(lang locale.Lang, weekdays []int, days []clock.Date, hours string) string {
	var words []string
	for _, d := range weekdays {
		words = append(words, locale.Sentence(lang, "portal.day."+strconv.Itoa(d), nil))
	}
	for _, d := range days {
		words = append(words, d.Format())
	}
	when := strings.Join(words, ", ")
	if hours != "" {
		when += " · " + hours
	}
	return when
}
