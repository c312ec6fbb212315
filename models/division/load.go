package division

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/db"
)

// Install is Load in a transaction of its own, with a minute for slow machines.
func Install(ctx context.Context, d *db.DB) (did bool, err error) {
	err = d.TxWithin(ctx, time.Minute, func(tx *gorm.DB) (err error) {
		did, err = Load(ctx, tx)
		return err
	})
	return did, err
}

// Load brings the tables to the state of the embedded lists, inside the caller's tx, and
// reports whether there was anything to do. Units that are no longer listed stay, because
// addresses point at them; links are those of the lists.
func Load(ctx context.Context, tx *gorm.DB) (bool, error) {
	a, err := open()
	if err != nil {
		return false, err
	}
	tx = tx.WithContext(ctx)
	edition := Edition()
	var same int64
	if err := tx.Table("division_schemes").Where("edition = ?", edition).Count(&same).Error; err != nil {
		return false, fmt.Errorf("division: %w", err)
	}
	if same == 2 {
		return false, nil
	}
	units, links := a.rows()
	for _, step := range []struct {
		sql  string
		rows [][]any
	}{
		{`INSERT INTO division_schemes (scheme, edition)
			SELECT value->>0, value->>1 FROM %s WHERE true
			ON CONFLICT (scheme) DO UPDATE SET edition = excluded.edition`, [][]any{{Legacy, edition}, {Current, edition}}},
		{`INSERT INTO divisions (scheme, code, level, kind, name, bare, parent_code, folded, valid_from, lat, lon)
			SELECT value->>0, value->>1, value->>2, value->>3, value->>4, value->>5, value->>6, value->>7, value->>8,
				CAST(value->>9 AS INTEGER), CAST(value->>10 AS INTEGER) FROM %s WHERE true
			ON CONFLICT (scheme, code) DO UPDATE SET level = excluded.level, kind = excluded.kind, name = excluded.name,
				bare = excluded.bare, parent_code = excluded.parent_code, folded = excluded.folded,
				valid_from = excluded.valid_from, lat = excluded.lat, lon = excluded.lon`, units},
		{`DELETE FROM division_links WHERE (legacy_scheme, current_scheme) IN (SELECT value->>0, value->>1 FROM %s)`,
			[][]any{{Legacy, Current}}},
		{`INSERT INTO division_links (legacy_scheme, legacy_code, current_scheme, current_code, coverage)
			SELECT value->>0, value->>1, value->>2, value->>3, value->>4 FROM %s`, links},
	} {
		for chunk := range slices.Chunk(step.rows, 3000) {
			if err := insert(tx, step.sql, chunk); err != nil {
				return false, fmt.Errorf("division: %w", err)
			}
			if len(chunk) > 1000 {
				if err := recount(tx); err != nil {
					return false, fmt.Errorf("division: %w", err)
				}
			}
		}
	}
	return true, nil
}

// insert runs sql with its rows as one JSON text, in a fifth of the time that rows of
// parameters take.
func insert(tx *gorm.DB, sql string, rows [][]any) error {
	text, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	from := "json_each(?)"
	if tx.Name() == "postgres" {
		from = "json_array_elements(CAST(? AS json)) AS rows(value)"
	}
	return tx.Exec(fmt.Sprintf(sql, from), string(text)).Error
}

// recount tells PostgreSQL that the table has grown. A connection that has seen it nearly
// empty goes on checking foreign keys by reading all of it: seconds instead of milliseconds.
func recount(tx *gorm.DB) error {
	if tx.Name() != "postgres" {
		return nil
	}
	return tx.Exec("ANALYZE divisions").Error
}

// rows are the lists as the tables hold them, parents before children.
func (a *atlas) rows() (units, links [][]any) {
	for _, level := range []Level{Province, District, Ward} {
		for _, u := range slices.Concat(a.legacy, a.current) {
			if u.Level != level {
				continue
			}
			var parent any
			if u.ParentCode != "" {
				parent = u.ParentCode
			}
			units = append(units, []any{u.Scheme, u.Code, u.Level, u.Kind, u.Name, u.Bare, parent, u.Folded, u.ValidFrom, int32(u.Lat), int32(u.Lon)})
		}
	}
	for i, u := range a.legacy {
		for _, l := range a.links[i] {
			coverage := "partial"
			if l.whole {
				coverage = "whole"
			}
			links = append(links, []any{Legacy, u.Code, Current, a.current[l.to].Code, coverage})
		}
	}
	return units, links
}
