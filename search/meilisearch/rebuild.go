package meilisearch

import (
	"context"
	"errors"
	"iter"
	"strings"
	"time"

	"github.com/chophien/chophien/search"
	meili "github.com/meilisearch/meilisearch-go"
)

// ahead is how many tasks of a rebuild may wait at the server.
const ahead = 4

// tidying is how long a rebuild that failed may take to leave nothing behind.
const tidying = 10 * time.Second

// Rebuild fills a new index beside the old one and swaps; see search.Engine. One runs at a
// time on one server, whichever process began it. What other processes change meanwhile is
// for the nightly comparison to mend.
func (e *Engine) Rebuild(ctx context.Context, docs iter.Seq2[search.Document, error]) error {
	if !e.rebuild.TryLock() {
		return search.ErrBusy
	}
	defer e.rebuild.Unlock()
	if err := e.usable(ctx); err != nil {
		return err
	}
	if err := e.sweep(ctx); err != nil {
		return err
	}
	if err := e.hold(ctx, e.writing); err != nil {
		return err
	}
	e.journal = journal{}
	<-e.writing

	next := e.nextPrefix() + e.random()
	versions, err := e.build(ctx, next, docs)

	e.writing <- struct{}{} // whoever holds it has a context of its own
	defer func() { <-e.writing }()
	meanwhile := e.journal
	e.journal = nil
	if err == nil {
		err = e.swap(ctx, next, versions, meanwhile)
	}
	// After a swap this is the old index; else what was begun.
	tidy, cancel := context.WithTimeout(context.WithoutCancel(ctx), tidying)
	defer cancel()
	left := e.remove(tidy, next)
	if err == nil {
		// What could not be removed costs space; the next rebuild sweeps again.
		return nil
	}
	return errors.Join(err, left)
}

func (e *Engine) nextPrefix() string { return e.index + "_next_" }

// build writes docs into a new index and returns the version of each.
func (e *Engine) build(ctx context.Context, uid string, docs iter.Seq2[search.Document, error]) (map[string]int64, error) {
	if err := e.create(ctx, uid); err != nil {
		return nil, err
	}
	if err := e.suit(ctx, uid); err != nil {
		return nil, err
	}
	versions, part := map[string]int64{}, map[string]search.Document{}
	var begun []int64
	flush := func(most int) error {
		if len(part) > 0 {
			task, err := e.send(ctx, uid, inOrder(part))
			if err != nil {
				return e.fault(ctx, err)
			}
			begun = append(begun, task.TaskUID)
			clear(part)
		}
		for len(begun) > most {
			if err := e.await(ctx, begun[0]); err != nil {
				return err
			}
			begun = begun[1:]
		}
		return nil
	}
	for d, err := range docs {
		if err == nil {
			err = errors.Join(ctx.Err(), check(d))
		}
		if err != nil {
			return nil, err
		}
		if version, again := versions[d.ID]; again && version > d.Version {
			continue
		}
		versions[d.ID], part[d.ID] = d.Version, d
		if len(part) == atOnce {
			if err := flush(ahead); err != nil {
				return nil, err
			}
		}
	}
	return versions, flush(0)
}

// swap brings the new index up to date, marks it as filled and makes it the one that
// answers. The caller holds writing.
func (e *Engine) swap(ctx context.Context, next string, versions map[string]int64, meanwhile journal) error {
	put, removed := meanwhile.split()
	late := map[string]search.Document{}
	for _, d := range put {
		if d.Version >= versions[d.ID] {
			late[d.ID] = d
		}
	}
	if err := e.add(ctx, next, late); err != nil {
		return err
	}
	if err := e.drop(ctx, next, removed); err != nil {
		return err
	}
	mark := []map[string]string{{fieldID: markID, fieldMark: e.random()}}
	if err := e.done(ctx)(e.write.Index(next).AddDocumentsWithContext(ctx, mark, nil)); err != nil {
		return err
	}
	return e.exchange(ctx, next)
}

// exchange makes next the index that answers. Who deleted that one meanwhile wants it back:
// there is a place for it again.
func (e *Engine) exchange(ctx context.Context, next string) error {
	swap := []*meili.SwapIndexesParams{{Indexes: []string{e.index, next}}}
	err := e.done(ctx)(e.write.SwapIndexesWithContext(ctx, swap))
	var failed TaskError
	if errors.As(err, &failed) && failed.Code == "index_not_found" {
		if err := e.create(ctx, e.index); err != nil {
			return err
		}
		err = e.done(ctx)(e.write.SwapIndexesWithContext(ctx, swap))
	}
	return err
}

func (e *Engine) remove(ctx context.Context, uid string) error {
	err := e.done(ctx)(e.write.DeleteIndexWithContext(ctx, uid))
	var failed TaskError
	if errors.As(err, &failed) && failed.Code == "index_not_found" {
		return nil
	}
	return err
}

// sweep removes what rebuilds left behind that nobody finished, and refuses with ErrBusy
// while another process is at one.
func (e *Engine) sweep(ctx context.Context) error {
	var left []string
	for offset := int64(0); ; {
		page, err := e.write.ListIndexesWithContext(ctx, &meili.IndexesQuery{Limit: 100, Offset: offset})
		if err != nil {
			return e.fault(ctx, err)
		}
		for _, i := range page.Results {
			switch {
			case !strings.HasPrefix(i.UID, e.nextPrefix()):
			case time.Since(i.UpdatedAt) < e.quiet:
				return search.ErrBusy
			default:
				left = append(left, i.UID)
			}
		}
		offset += int64(len(page.Results))
		if len(page.Results) == 0 || offset >= page.Total {
			break
		}
	}
	for _, uid := range left {
		if err := e.remove(ctx, uid); err != nil {
			return err
		}
	}
	return nil
}
