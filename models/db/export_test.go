package db

import "context"

// DownTo takes the schema back, as only tests do.
func DownTo(ctx context.Context, d *DB, number int64) error {
	p, err := d.provider()
	if err != nil {
		return err
	}
	_, err = p.DownTo(ctx, number)
	return err
}
