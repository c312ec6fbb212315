//go:build unix

package dbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"syscall"
)

// sweep drops the databases of test binaries that were killed, and old templates.
func (cl *cluster) sweep() error {
	u, err := url.Parse(cl.url())
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), startLimit)
	defer cancel()
	return asOwner(ctx, u, func(c *sql.Conn) error {
		rows, err := c.QueryContext(ctx, `SELECT datname FROM pg_database WHERE datname LIKE 't\_%' OR datname LIKE 'tpl\_%'
			AND (pg_stat_file('base/' || oid || '/PG_VERSION', true)).modification < now() - interval '2 hours'`)
		if err != nil {
			return err
		}
		defer rows.Close()
		var old []string
		for rows.Next() {
			var name string
			var pid int
			if err := rows.Scan(&name); err != nil {
				return err
			}
			if _, err := fmt.Sscanf(name, "t_%d_", &pid); err == nil && syscall.Kill(pid, 0) != syscall.ESRCH {
				continue
			}
			old = append(old, name)
		}
		if err := errors.Join(rows.Err(), rows.Close()); err != nil {
			return err
		}
		for _, name := range old {
			// Without FORCE: what somebody still uses stays.
			_, _ = c.ExecContext(ctx, "DROP DATABASE IF EXISTS "+name)
		}
		return nil
	})
}

// sweepFolders removes the database files of test binaries that were killed.
func sweepFolders(at string) {
	old, _ := filepath.Glob(filepath.Join(at, folders+"*"))
	for _, dir := range old {
		var pid int
		if _, err := fmt.Sscanf(filepath.Base(dir), folders+"%d-", &pid); err == nil && syscall.Kill(pid, 0) == syscall.ESRCH {
			_ = os.RemoveAll(dir) // somebody else's stays
		}
	}
}
