package portal

import (
	"context"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/onboarding"
	"github.com/chophien/chophien/models/requirement"
	pages "github.com/chophien/chophien/web/portal"
)

// endingPapers are the stall's papers and certificates that end soon, with their last day.
func (w *portal) endingPapers(ctx context.Context, sh *pages.Shell, s stall) ([]pages.Way, error) {
	q, today := w.DB.Read(ctx), w.Now().Date()
	papers, err := requirement.EndingOf(ctx, q, s.ID, today, today.AddDays(onboarding.WarnDays))
	if err != nil {
		return nil, err
	}
	var out []pages.Way
	for _, r := range papers {
		out = append(out, pages.Way{URL: s.path("papers", string(r.Kind)), Icon: "shield", Label: sh.T("portal.req." + string(r.Kind)), Hint: sh.T("portal.ends", "day", r.ValidUntil)})
	}
	if !s.may(actor.EditProducts) {
		return out, nil
	}
	certificates, err := catalog.EndingOf(ctx, q, s.ID, today, today.AddDays(onboarding.WarnDays), 3)
	for _, c := range certificates {
		name := c.NameVI
		if sh.Lang == "en" && c.NameEN != "" {
			name = c.NameEN
		}
		out = append(out, pages.Way{URL: s.path("products", c.Slug), Icon: "star", Label: name, Hint: sh.T("portal.ends.certificate", "day", c.LastDay)})
	}
	return out, err
}
