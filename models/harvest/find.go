package harvest

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/stock"
)

// Find returns a harvest of a seller with what is ordered of it, or fault "harvest.unknown".
func Find(ctx context.Context, q *gorm.DB, sellerID, id string) (View, error) {
	all, err := views(ctx, q, q.WithContext(ctx).Where("seller_id = ? AND id = ?", sellerID, id).Limit(1))
	if err == nil && len(all) == 0 {
		return View{}, fault.New(fault.NotFound, "harvest.unknown")
	}
	if err != nil {
		return View{}, err
	}
	return all[0], nil
}

// List is a page of a seller's harvests, the latest first.
func List(ctx context.Context, q *gorm.DB, sellerID string, after db.Cursor, limit int) ([]View, error) {
	return views(ctx, q, db.Newest(q.WithContext(ctx).Where("seller_id = ?", sellerID), "created_at", "id", after, limit))
}

// DueOf are the harvests of a seller whose first day has come and of which nobody said yet
// whether they are here, those that end first first: at most limit.
func DueOf(ctx context.Context, q *gorm.DB, sellerID string, today clock.Date, limit int) ([]View, error) {
	return views(ctx, q, q.WithContext(ctx).Where("seller_id = ? AND state IN ('open', 'closed') AND starts_on <= ?", sellerID, today).Order("ends_on, id").Limit(limit))
}

// ByID returns a harvest whosever it is, or fault "harvest.unknown". Who may see it is for
// the caller to ask.
func ByID(ctx context.Context, q *gorm.DB, id string) (h Harvest, err error) {
	res := q.WithContext(ctx).Where("id = ?", id).Limit(1).Find(&h)
	if res.Error == nil && res.RowsAffected == 0 {
		return h, fault.New(fault.NotFound, "harvest.unknown")
	}
	return h, res.Error
}

// ByIDs returns harvests by id.
func ByIDs(ctx context.Context, q *gorm.DB, ids []string) (map[string]Harvest, error) {
	out := map[string]Harvest{}
	if len(ids) == 0 {
		return out, nil
	}
	var all []Harvest
	err := q.WithContext(ctx).Where("id IN ?", ids).Find(&all).Error
	for _, h := range all {
		out[h.ID] = h
	}
	return out, err
}

func views(ctx context.Context, q, found *gorm.DB) ([]View, error) {
	var all []Harvest
	if err := found.Find(&all).Error; err != nil || len(all) == 0 {
		return nil, err
	}
	ids, at := make([]string, len(all)), map[string]int{}
	out := make([]View, len(all))
	for i, h := range all {
		ids[i], at[h.ID], out[i].Harvest = h.ID, i, h
	}
	capacities, err := stock.Capacities(ctx, q, ids)
	if err != nil {
		return nil, err
	}
	for _, c := range capacities {
		out[at[c.HarvestID]].Capacity = c
	}
	var rows []struct {
		HarvestID string
		N         int
	}
	err = q.WithContext(ctx).Raw(`SELECT harvest_id, COUNT(*) AS n FROM orders
		WHERE harvest_id IN ? AND status = 'placed' AND harvested_at = 0 GROUP BY harvest_id`, ids).Scan(&rows).Error
	for _, r := range rows {
		out[at[r.HarvestID]].Waiting = r.N
	}
	return out, err
}
