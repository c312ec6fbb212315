package account

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/measure"
)

// EndAssist ends the help that is going on, and texts the person who helped, from when to
// when, and how many stalls, goods, prices and orders were changed. None is fault.NotFound "assist.none".
func (a *Accounts) EndAssist(ctx context.Context, by actor.Helper) error {
	n, err := a.endAssists(ctx, by, "helper_id = ? AND ends_at > ?", by.PersonID, a.Now())
	if err == nil && n == 0 {
		err = fault.New(fault.NotFound, "assist.none")
	}
	return err
}

// EndAssistsOf ends whatever help a person has just now: they no longer agree to it.
func (a *Accounts) EndAssistsOf(ctx context.Context, by actor.Buyer) error {
	_, err := a.endAssists(ctx, by, "person_id = ?", by.PersonID)
	return err
}

// EndOverdueAssists closes help that has run out and texts those who were helped; it is for
// a schedule. Nobody can act by it any more, whether it is closed or not.
func (a *Accounts) EndOverdueAssists(ctx context.Context) error {
	_, err := a.endAssists(ctx, actor.System{Job: "assists.end", Channel: actor.Worker}, "ends_at <= ?", a.Now())
	return err
}

func (a *Accounts) endAssists(ctx context.Context, by actor.Actor, where string, args ...any) (int, error) {
	var ended []Assist
	err := a.DB.Tx(ctx, func(tx *gorm.DB) error {
		tx, ended = tx.WithContext(ctx), nil
		var open []Assist
		if err := tx.Where("ended_at = 0").Where(where, args...).Order("started_at, id").Limit(100).Find(&open).Error; err != nil {
			return fmt.Errorf("account: assists: %w", err)
		}
		for _, one := range open {
			one.EndedAt = min(a.Now(), one.EndsAt)
			res := tx.Table("assists").Where("id = ? AND ended_at = 0", one.ID).Update("ended_at", one.EndedAt)
			if res.Error != nil {
				return fmt.Errorf("account: end assist: %w", res.Error)
			}
			if res.RowsAffected == 0 {
				continue
			}
			if err := a.noteAssist(ctx, tx, by, one, "assist.ended"); err != nil {
				return err
			}
			ended = append(ended, one)
		}
		return nil
	})
	a.cache.clear()
	if err != nil {
		return 0, err
	}
	for _, one := range ended {
		a.tellAssist(ctx, one)
	}
	return len(ended), nil
}

// tellAssist texts who was helped, by whom and what was changed; that it cannot be sent
// undoes nothing.
func (a *Accounts) tellAssist(ctx context.Context, one Assist) {
	q := a.DB.Read(ctx)
	row, err := takePerson(ctx, q, one.PersonID)
	var names map[string]string
	if err == nil {
		names, err = Names(ctx, q, []string{one.HelperID})
	}
	number := ""
	if err == nil {
		number, err = a.PhoneNumber(ctx, q, row.PhoneID)
	}
	var done []measure.Count
	if err == nil {
		done, err = deeds(ctx, q, one)
	}
	if err != nil {
		a.log().ErrorContext(ctx, "nobody was told of an assist", "assist", one.ID, "error", err)
		return
	}
	a.tell(ctx, number, row, "assist.ended", map[string]any{"name": row.Name, "helper": names[one.HelperID], "from": one.StartedAt, "until": one.EndedAt, "deeds": done})
}
