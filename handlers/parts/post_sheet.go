package parts

import (
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/settlement"
	"github.com/chophien/chophien/web/locale"
	"github.com/chophien/chophien/web/pdf"
)

// PostSheet is a batch's list for the post as it is printed: each line is signed by who
// fetches the money.
func PostSheet(lang locale.Lang, market string, l settlement.PostList, day clock.Date) pdf.Sheet {
	t := func(key string, args map[string]any) string { return locale.Sentence(lang, key, args) }
	s := pdf.Sheet{
		Title: t("pdf.post", nil), Day: day, Lines: []string{t("pdf.post.head", map[string]any{"market": market, "code": l.Code, "day": day.Format()})},
		Columns: []pdf.Column{{Head: t("pdf.post.code", nil), Width: 28}, {Head: t("pdf.post.holder", nil), Width: 44}, {Head: t("pdf.post.point", nil), Width: 46},
			{Head: t("pdf.post.amount", nil), Width: 26, Right: true}, {Head: t("pdf.sign", nil), Width: 30}},
		Total: []string{t("pdf.total", nil), "", "", locale.Money(lang, l.Total), ""},
	}
	for _, r := range l.Rows {
		s.Rows = append(s.Rows, []string{r.Code, r.Holder, r.PostPoint + ", " + r.Ward, locale.Money(lang, r.Amount), ""})
	}
	return s
}
