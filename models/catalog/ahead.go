package catalog

import "github.com/chophien/chophien/models/clock"

// Ahead is the harvest to come of which a form is ordered ahead. While orders are taken, the
// form is sold of that harvest alone; the zero value is a form that is sold off the shelf.
type Ahead struct {
	HarvestID string
	From, To  clock.Date // when it is expected
	Until     clock.Date // the last day on which orders are taken
	Most      int64      // that may be ordered, in the form's basis
	Held      int64      // that is
}

// Taking reports whether the form is ordered ahead.
func (a Ahead) Taking() bool { return a.HarvestID != "" }

// Free is what can still be ordered.
func (a Ahead) Free() int64 { return max(0, a.Most-a.Held) }

// aheadColumns are what a form's coming harvest is, in the order of Ahead.into.
const aheadColumns = `COALESCE(ha.id, ''), COALESCE(ha.starts_on, ''), COALESCE(ha.ends_on, ''), COALESCE(ha.orders_until, ''),
	COALESCE(hc.most, 0), COALESCE(hc.held, 0)`

// aheadJoins is where they come from, beside the form. The first condition names the index.
const aheadJoins = ` LEFT JOIN harvests ha ON ha.variant_id = v.id AND ha.state IN ('open', 'closed') AND ha.state = 'open'
	LEFT JOIN capacities hc ON hc.harvest_id = ha.id`

func (a *Ahead) into() []any { return []any{&a.HarvestID, &a.From, &a.To, &a.Until, &a.Most, &a.Held} }
