package portal

import (
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/fault"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// askable are the facts that can be asked one by one.
var askable = []string{"season", "tax_class", "origin_text", "producer_name", "producer_address", "ingredients_vi", "usage_vi", "storage_vi",
	"warnings_vi", "declaration_no", "description_vi", "name_vi"}

// alongside are facts that one question asks together: a number says nothing without its kind.
var alongside = map[string][]string{"declaration_no": {"declaration_type", "declaration_no"}, "origin_text": {"ward_code", "origin_text"}}

// asked are the facts that a question is about.
func (g good) asked(field string) []string {
	if field == "declaration_no" && g.Class != catalog.Packed {
		return []string{field} // a registration is the only paper of its kind
	}
	if together, ok := alongside[field]; ok {
		return together
	}
	return []string{field}
}

// answered is what was typed into one question, and what stood there when it was asked:
// Seen is the digest of those facts.
type answered struct {
	facts
	harvested
	Seen string `form:"seen"`
}

// askPage asks one fact.
func (w *portal) askPage(c *fiber.Ctx, s stall) error {
	g, err := w.goodOf(c, s)
	if err != nil {
		return err
	}
	if !slices.Contains(askable, c.Params("field")) {
		return fault.New(fault.NotFound, "product.unknown")
	}
	in := answered{facts: typedFacts(g.Product)}
	in.harvested = runOf(in.Season)
	w.propose(s, g, &in.facts)
	return w.askOne(c, s, g, in, nil, nil)
}

// propose fills in what the household most likely answers; it is kept when it is sent.
func (w *portal) propose(s stall, g good, in *facts) {
	if in.ProducerName == "" {
		in.ProducerName = s.Name
	}
	if in.ProducerAddress == "" {
		in.ProducerAddress = w.Places.FullName(s.Scheme, s.WardCode)
	}
}

func (w *portal) askOne(c *fiber.Ctx, s stall, g good, in answered, clash *pages.Clash, ps view.Problems) error {
	field := c.Params("field")
	sh := back(w.shell(c, s, "portal.ask."+field, "products"), g.at(s), "portal.back_product")
	if field == "usage_vi" && g.Class == catalog.Living {
		sh.Title = sh.T("portal.ask.care")
	}
	p := pages.AskPage{
		Step: g.step(field), Action: g.at(s, "ask", field) + mark(c), Title: sh.Title, Name: g.Name(string(sh.Lang)), Seen: g.seen(field), Clash: clash, Problems: ps,
	}
	if field == "declaration_no" && mark(c) != "" {
		p.Later = g.at(s) + "?done=later" // the paper may be weeks away; the draft stays as it is
	}
	if field == "season" {
		season, err := w.askedSeason(c, sh, g, in)
		if err != nil {
			return err
		}
		p.Season = season
		return show(c, pages.Ask(sh, p))
	}
	in.Class = g.Class // a question knows its product
	for _, f := range w.factFields(sh, s, in.facts) {
		if slices.Contains(g.asked(field), f.Name) {
			if field == "tax_class" {
				p.Choices = f.Options
				continue
			}
			p.Fields = append(p.Fields, f)
		}
	}
	return show(c, pages.Ask(sh, p))
}

// seen is what stands in the facts of a question, for the form to bring along.
func (g good) seen(field string) string {
	return strings.Join(g.texts(typedFacts(g.Product), field), "\n")
}

// texts are the facts of a question as text.
func (g good) texts(in facts, field string) []string {
	if field == "season" {
		months := make([]string, len(in.Season))
		for i, m := range in.Season {
			months[i] = number(m)
		}
		return []string{strings.Join(months, ", ")}
	}
	var out []string
	for _, name := range g.asked(field) {
		out = append(out, *in.text(name))
	}
	return out
}

// text is the typed text of a fact by its name.
func (in *facts) text(name string) *string {
	return map[string]*string{
		"tax_class": &in.TaxClass, "origin_text": &in.OriginText, "ward_code": &in.WardCode, "producer_name": &in.ProducerName, "producer_address": &in.ProducerAddress,
		"ingredients_vi": &in.IngredientsVI, "usage_vi": &in.UsageVI, "storage_vi": &in.StorageVI, "warnings_vi": &in.WarningsVI,
		"declaration_no": &in.DeclarationNo, "declaration_type": &in.DeclarationType, "description_vi": &in.DescriptionVI, "name_vi": &in.NameVI, "name_en": &in.NameEN, "description_en": &in.DescriptionEN,
	}[name]
}

// answerOne keeps one fact. Only what the question is about is written; where another phone
// answered it meanwhile, both answers are shown and the seller chooses.
func (w *portal) answerOne(c *fiber.Ctx, s stall) error {
	g, err := w.goodOf(c, s)
	if err != nil {
		return err
	}
	field := c.Params("field")
	if !slices.Contains(askable, field) {
		return fault.New(fault.NotFound, "product.unknown")
	}
	in, err := session.Bind[answered](c)
	if err == nil && field == "season" {
		in.Season, err = in.months(in.Season)
	}
	typed, now := in.facts, typedFacts(g.Product)
	if err == nil && clean(in.Seen) != clean(g.seen(field)) && !slices.Equal(g.texts(typed, field), g.texts(now, field)) {
		err = fault.New(fault.Conflict, "product.moved")
		ps, _ := mendable(c, session.Language(c), err)
		return w.askOne(c, s, g, in, w.factClash(c, s, g, g.asked(field), now, typed, w.next(s, g, false)), ps)
	}
	if err == nil {
		all := now
		all.Season = typed.Season
		if field != "season" {
			all.Season = now.Season
			for _, name := range g.asked(field) {
				*all.text(name) = *typed.text(name)
			}
		}
		f, wrong := all.facts(g.Facts())
		if err = wrong; err == nil {
			err = w.answerable(c, g, field, f)
		}
		if err == nil {
			err = w.Onboarding.Edit(c.UserContext(), g.Product.ID, g.Version, f, s.by)
		}
	}
	if err == nil {
		if g, err = w.goodOf(c, s); err != nil {
			return err
		}
		return done(c, w.next(s, g, false), "")
	}
	if ps, ok := mendable(c, session.Language(c), err); ok {
		return w.askOne(c, s, g, in, nil, ps)
	}
	return err
}

// clean brings line ends, which a form rewrites, into one shape.
func clean(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

// answerable refuses an answer after which the same question would still be open.
func (w *portal) answerable(c *fiber.Ctx, g good, field string, f catalog.Facts) error {
	p := g.Product
	p.TaxClass, p.WardCode, p.OriginText, p.ProducerName, p.ProducerAddress = f.TaxClass, f.WardCode, f.OriginText, f.ProducerName, f.ProducerAddress
	p.IngredientsVI, p.UsageVI, p.StorageVI, p.WarningsVI = strings.TrimSpace(f.IngredientsVI), strings.TrimSpace(f.UsageVI), strings.TrimSpace(f.StorageVI), strings.TrimSpace(f.WarningsVI)
	p.DeclarationNo, p.DeclarationType, p.DescriptionVI, p.NameVI = f.DeclarationNo, f.DeclarationType, strings.TrimSpace(f.DescriptionVI), f.NameVI
	for _, one := range catalog.Missing(p, g.forms) {
		if one.Field == field {
			return one
		}
	}
	return nil
}

// factClash puts what the market holds beside what was typed on an older page.
func (w *portal) factClash(c *fiber.Ctx, s stall, g good, names []string, now, typed facts, keep string) *pages.Clash {
	sh := w.frame(c, "portal.facts")
	clash := &pages.Clash{Keep: keep}
	labels := map[string]string{}
	for _, f := range w.factFields(sh, s, now) {
		labels[f.Name] = f.Label
	}
	for _, name := range names {
		label, was, mine := labels[name], "", ""
		if name == "season" {
			label, was, mine = sh.T("portal.facts.season"), g.texts(now, name)[0], g.texts(typed, name)[0]
		} else {
			was, mine = *now.text(name), *typed.text(name)
		}
		if clean(was) != clean(mine) {
			clash.Rows = append(clash.Rows, pages.ClashRow{Label: label, Now: was, Yours: mine})
		}
	}
	return clash
}

func monthsOf(sh *pages.Shell, season []int) []pages.Month {
	var out []pages.Month
	for m := 1; m <= 12; m++ {
		out = append(out, pages.Month{Value: number(m), Label: sh.T("month." + number(m)), On: slices.Contains(season, m)})
	}
	return out
}
