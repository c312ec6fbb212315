package catalog

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/chophien/chophien/models/vntext"
)

// healing are words that promise a cure. Food, drink and herbs may not be sold with them.
var healing = [][]string{
	split("chữa bệnh"), split("chữa khỏi"), split("chữa dứt điểm"), split("chữa trị"), split("chữa lành"), split("chữa ung thư"),
	split("điều trị"), split("đặc trị"), split("trị bệnh"), split("trị dứt điểm"), split("trị khỏi"), split("trị tận gốc"),
	split("khỏi bệnh"), split("khỏi hẳn"), split("dứt điểm"), split("phòng bệnh"), split("ngừa ung thư"), split("chống ung thư"),
	split("thần dược"), split("thuốc chữa"), split("thuốc tiên"), split("thay thế thuốc"), split("thay thuốc"),
	split("hạ huyết áp"), split("chữa tiểu đường"), split("trị tiểu đường"), split("giải độc gan"), split("tiêu u"),
	split("cam kết khỏi"), split("hiệu quả 100"), split("bác sĩ khuyên"), split("cures"), split("cure for"), split("heals"),
	split("miracle cure"), split("treats"), split("anti cancer"),
}

// HealingClaim returns the first promise of a cure in text, in the words of our list, or
// "". Text typed without marks is recognised too, but marks that differ are believed:
// "thân được sấy" is not "thần dược".
func HealingClaim(text string) string {
	ws := split(text)
	for i := range ws {
		for _, phrase := range healing {
			if i+len(phrase) <= len(ws) && says(ws[i:i+len(phrase)], phrase) {
				return strings.Join(phrase, " ")
			}
		}
	}
	return ""
}

func says(ws, phrase []string) bool {
	for i, p := range phrase {
		if ws[i] != p && ws[i] != vntext.Fold(p) {
			return false
		}
	}
	return true
}

func split(s string) []string {
	return strings.FieldsFunc(strings.ToLower(norm.NFC.String(s)), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}
