package division

import "github.com/chophien/chophien/models/clock"

// The two schemes. Legacy is the last list with districts: it holds the mergers of 2023 to
// 2024 and the city of Huế, which began on 1 January 2025. Current is the list without
// districts; the change of 30 April 2026 in Đồng Nai is in it, under the same scheme,
// because no code changed its extent.
const (
	Current = "2025-07-01"
	Legacy  = "2025-01-01"
)

// Level is the height of a unit in its scheme.
type Level string

// The levels; only Legacy has districts.
const (
	Province Level = "province"
	District Level = "district"
	Ward     Level = "ward"
)

// Division is one administrative unit. Name is the full one, "Xã Văn Chấn"; Bare is without
// its kind, "Văn Chấn"; Folded is Bare as searched. Lat and Lon are the middle of a current
// ward and zero elsewhere. ParentCode is in the same scheme and empty for a province.
type Division struct {
	Scheme     string `gorm:"primaryKey"`
	Code       string `gorm:"primaryKey"`
	Level      Level
	Kind       string
	Name       string
	Bare       string
	ParentCode string `gorm:"default:null"`
	Folded     string
	ValidFrom  clock.Date
	Lat        Degrees
	Lon        Degrees
}

// IsZero reports that the value is no unit at all.
func (u Division) IsZero() bool { return u.Code == "" }

// Link says that the legacy unit's people are now in Division: all of them when Whole,
// else some, and then a person must choose.
type Link struct {
	Division
	Whole bool
}
