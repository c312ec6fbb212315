package catalog_test

import (
	"testing"

	"github.com/chophien/chophien/models/catalog"
)

func TestHealingClaimsAreFoundAndFairWordsAreNot(t *testing.T) {
	for text, want := range map[string]string{
		"Cao này CHỮA BỆNH dạ dày":              "chữa bệnh",
		"dac tri viem khop, tri dut diem":       "đặc trị",
		"Trà hỗ trợ đặc-trị mất ngủ":            "đặc trị",
		"Miracle cure for everything":           "miracle cure",
		"Thần dược của núi rừng":                "thần dược",
		"phần thân được sấy khô":                "",
		"Thịt chua bên suối":                    "",
		"Trị giá 50.000 đ, bệnh viện không bán": "",
		"Dầu xoa bóp từ quế":                    "",
		"":                                      "",
	} {
		if got := catalog.HealingClaim(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}
