package api

import (
	"github.com/chophien/chophien/models/division"
)

// place is a unit of a list of divisions, named beside its key.
type place struct {
	Scheme string `json:"scheme"`
	Code   string `json:"code"`
	Name   string `json:"name" doc:"with its kind and all units above"`
}

// placeOf is nil for an empty or unknown key.
func (a *api) placeOf(scheme, code string) *place {
	name := a.Places.FullName(scheme, code)
	if name == "" {
		return nil
	}
	return &place{scheme, code, name}
}

// picture is a photo in its three sizes.
type picture struct {
	ID       string `json:"id"`
	Small    string `json:"small" doc:"320 pixels wide"`
	Medium   string `json:"medium" doc:"640 pixels wide"`
	Large    string `json:"large" doc:"1280 pixels wide"`
	Width    int    `json:"width,omitempty"`
	Height   int    `json:"height,omitempty"`
	Blurhash string `json:"blurhash,omitempty"`
}

// unit is a word for one piece.
type unit struct {
	VI string `json:"vi"`
	EN string `json:"en"`
}

func current(code string) string {
	if code == "" {
		return ""
	}
	return division.Current
}
