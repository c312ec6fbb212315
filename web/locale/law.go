package locale

import "strings"

// laws are how rules name their sources, and how a Vietnamese reader finds them.
var laws = strings.NewReplacer("Amended PIT Law of 10 December 2025", "Luật thuế thu nhập cá nhân sửa đổi 10/12/2025", "Decree ", "Nghị định ", "/ND-CP", "/NĐ-CP")

// Law names the source of a rule, as the row of the rule has it in English, to a reader.
func Law(lang Lang, source string) string {
	if lang == Vi {
		return laws.Replace(source)
	}
	return source
}
