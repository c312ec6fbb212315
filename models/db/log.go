package db

import (
	"context"
	"log/slog"
	"time"

	"gorm.io/gorm/logger"
)

const slowAfter = 200 * time.Millisecond

// quiet is GORM's logger: errors go back to the caller and are told once there; only
// slow statements are logged. The dialects explain a statement without its values, which
// may be personal: a logger's ParamsFilter is not asked by Scan.
type quiet struct{ log *slog.Logger }

// LogMode implements logger.Interface; the mode is fixed.
func (q quiet) LogMode(logger.LogLevel) logger.Interface { return q }

// Info implements logger.Interface.
func (quiet) Info(context.Context, string, ...any) {}

// Warn implements logger.Interface.
func (quiet) Warn(context.Context, string, ...any) {}

// Error implements logger.Interface.
func (quiet) Error(context.Context, string, ...any) {}

// Trace implements logger.Interface.
func (q quiet) Trace(ctx context.Context, begin time.Time, fc func() (string, int64), _ error) {
	took := time.Since(begin)
	if took < slowAfter {
		return
	}
	text, rows := fc()
	q.log.WarnContext(ctx, "slow statement", "ms", took.Milliseconds(), "rows", rows, "sql", text)
}
