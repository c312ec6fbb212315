package storefront

import (
	"embed"
	"slices"
	"strings"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/web/locale"
	"github.com/chophien/chophien/web/view"
)

//go:embed text
var texts embed.FS

// TextNames are the texts that come with the market.
var TextNames = []string{"terms", "privacy", "about", "help"}

// TermsVersions are the versions of the terms of sale, newest first. An old version stays,
// because orders were placed under it.
var TermsVersions = []string{"2026-11-01"}

// BundledText is the text called name, of TextNames; the newest one for terms. A name
// that is not there panics.
func BundledText(name string, lang locale.Lang) TextPage {
	if name == "terms" {
		p, _ := Terms(TermsVersions[0], lang)
		return p
	}
	return read(name, lang)
}

// Terms is one version of the terms of sale; false for one that never was.
func Terms(version string, lang locale.Lang) (TextPage, bool) {
	if !slices.Contains(TermsVersions, version) {
		return TextPage{}, false
	}
	p := read("terms-"+version, lang)
	p.Version = version
	for _, v := range TermsVersions {
		if v != version {
			p.Versions = append(p.Versions, view.Link{Label: v, URL: view.TermsPath(v)})
		}
	}
	return p, true
}

// ConsentText is one version of what a person agrees to: its lead is the sentence that is
// agreed to, its last section what follows when it is taken back. False for one that never
// was. Old versions stay, because people agreed to them.
func ConsentText(purpose, version string, lang locale.Lang) (TextPage, bool) {
	name := "consent-" + purpose + "-" + version
	if _, err := texts.ReadFile("text/" + name + "." + string(lang) + ".txt"); err != nil {
		return TextPage{}, false
	}
	p := read(name, lang)
	p.Version = version
	return p, true
}

// read understands four signs at the start of a line: the first line is the title,
// "from " the day a text came into force, "> " the lead, "# " a section; any other line
// is a paragraph.
func read(name string, lang locale.Lang) TextPage {
	b, err := texts.ReadFile("text/" + name + "." + string(lang) + ".txt")
	if err != nil {
		panic(err)
	}
	p := TextPage{Desk: name == "about" || name == "help"}
	for i, l := range strings.Split(string(b), "\n") {
		l = strings.TrimSpace(l)
		if i == 0 {
			p.Title = l
			continue
		}
		if day, ok := strings.CutPrefix(l, "from "); ok && p.From == "" {
			p.From = clock.Date(day)
		} else if lead, ok := strings.CutPrefix(l, "> "); ok {
			p.Lead = lead
		} else if title, ok := strings.CutPrefix(l, "# "); ok {
			p.Sections = append(p.Sections, Section{Title: title})
		} else if l != "" && len(p.Sections) > 0 {
			s := &p.Sections[len(p.Sections)-1]
			s.Paragraphs = append(s.Paragraphs, l)
		}
	}
	return p
}
