package meilisearch

import (
	"context"
	"errors"
	"fmt"

	meili "github.com/meilisearch/meilisearch-go"
)

// oldest is the first version whose API this driver speaks.
var oldest = [2]int{1, 16}

// VersionError says that a server is too old.
type VersionError struct{ Version string }

func (e VersionError) Error() string {
	return fmt.Sprintf("search: the Meilisearch server is version %s; %d.%d or later is needed", e.Version, oldest[0], oldest[1])
}

// prepare looks at the server's version and keys, makes the index when it is missing and
// gives it our settings when it has others. Everybody who needs the index waits for one.
func (e *Engine) prepare(ctx context.Context) error {
	if err := e.hold(ctx, e.preparing); err != nil {
		return err
	}
	defer func() { <-e.preparing }()
	if e.prepared.Load() {
		return nil
	}
	v, err := e.write.VersionWithContext(ctx)
	if err != nil {
		return e.fault(ctx, err)
	}
	if !recent(v.PkgVersion) {
		return VersionError{v.PkgVersion}
	}
	if _, err := e.write.GetIndexWithContext(ctx, e.index); missing(err) {
		err = e.create(ctx, e.index)
		if err != nil {
			return err
		}
	} else if err != nil {
		return e.fault(ctx, err)
	}
	if err := e.suit(ctx, e.index); err != nil {
		return err
	}
	if e.read != e.write {
		var b batch
		b.count(gate(true))
		if _, err := e.ask(ctx, &b, false); err != nil {
			return err
		}
	}
	e.prepared.Store(true)
	return nil
}

// create makes an empty index; another process may have been faster.
func (e *Engine) create(ctx context.Context, uid string) error {
	err := e.done(ctx)(e.write.CreateIndexWithContext(ctx, &meili.IndexConfig{Uid: uid, PrimaryKey: fieldID}))
	var failed TaskError
	if errors.As(err, &failed) && failed.Code == "index_already_exists" {
		return nil
	}
	return err
}

func recent(version string) bool {
	var major, minor int
	if _, err := fmt.Sscanf(version, "%d.%d", &major, &minor); err != nil {
		return false
	}
	return major > oldest[0] || major == oldest[0] && minor >= oldest[1]
}
