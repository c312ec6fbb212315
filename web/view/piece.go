package view

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/money"
)

// Photo is one picture at three widths, or a drawing when Small is empty.
type Photo struct {
	Small, Middle, Large string // 320, 640 and 1280 pixels wide
	Width, Height        int    // of the largest; 0 when unknown
	Alt                  string // what is to be seen, in the reader's language
}

// Card is a product in a grid.
type Card struct {
	Slug     string
	Name     string
	Photo    Photo
	Kind     string    // names the drawing that stands in for a photo
	Price    money.VND // of the cheapest variant
	From     bool      // several variants: "from"
	Unit     string    // what the price buys, "hộp 200 g", "kg"
	PerKg    money.VND // zero: not shown
	Place    string    // commune of origin, new name
	Far      string    // about how far it is from the buyer, where that was asked for
	Seller   string
	Stars    int  // of a certificate valid today; else 0
	OCOP     bool // recognised, rank not shown
	InSeason bool
	SoldOut  bool
	Rests    string // "Ngủ đến tháng 9": seen, and not to be bought; empty when it can be
	Ahead    bool   // ordered ahead of its harvest
	Contact  bool   // a service: no price, contact only
	Adult    bool   // alcohol
	Sample   bool   // sample goods of the demo
	Rank     int    // its place among the results of a search, from 1; 0 elsewhere
}

// RankField is the place among results in the address of a product that was come to from
// there; the page is the same with it and without.
const RankField = "rank"

func (c Card) url() string {
	if c.Rank == 0 {
		return ProductPath(c.Slug)
	}
	return ProductPath(c.Slug) + "?" + RankField + "=" + strconv.Itoa(c.Rank)
}

// Tel is the address by which a phone calls a number, however it is written.
func Tel(number string) templ.SafeURL {
	return templ.URL("tel:" + strings.Map(func(r rune) rune {
		if r == '+' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, number))
}

// Pager leads through a list; addresses keep the filters. Total 0 hides the range.
type Pager struct {
	Prev, Next      string
	From, To, Total int
}

// StepState says where a step stands.
type StepState string

// The states of a step.
const (
	Done   StepState = "done"
	Now    StepState = "now"
	Next   StepState = "next"
	Failed StepState = "bad"
)

// Step is one stage of an order or a complaint.
type Step struct {
	Name  string
	Note  string
	At    clock.Instant
	State StepState
}

// Deadline is a moment that something must happen by.
type Deadline struct{ At clock.Instant }

// SellerCard is who sells: every product shows it.
type SellerCard struct {
	Slug       string
	Name       string
	Kind       string // "household", "cooperative", "cooperative_group", "company"
	Photo      string // address of a small picture; empty: a drawing
	Place      string // commune and province, new names
	OldPlace   string // the names before July 2025
	Since      clock.Date
	Products   int
	Registered string // business or tax number where there is one
	Checked    bool   // identity checked before selling
	Sample     bool   // a sample stall of the demo
}

// Sum is one line of a bill.
type Sum struct {
	Name   string
	Amount money.VND
	Minor  bool // an explanation, not part of the addition
	Total  bool
}

// Link is a word that leads somewhere.
type Link struct{ Label, URL string }
