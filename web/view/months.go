package view

import (
	"strconv"
	"strings"

	"github.com/chophien/chophien/web/locale"
)

// Months says which months of a year are in a set, as people do: "tháng 9 đến tháng 11".
// It is empty for none.
func Months(lang locale.Lang, has func(month int) bool) string {
	name := func(i int) string { return locale.Sentence(lang, "month."+strconv.Itoa(i%12+1), nil) }
	var runs []string
	for i := range 12 {
		if !has(i+1) || has((i+11)%12+1) {
			continue
		}
		end := i
		for has((end+1)%12+1) && end-i < 11 {
			end++
		}
		run := name(i)
		if end > i {
			run = locale.Sentence(lang, "season.run", map[string]any{"from": run, "to": name(end)})
		}
		runs = append(runs, run)
	}
	return strings.Join(runs, ", ")
}
