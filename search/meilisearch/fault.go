package meilisearch

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"github.com/chophien/chophien/search"
	meili "github.com/meilisearch/meilisearch-go"
)

// ErrKey is returned by Open, and told with search.ErrAway later, when the server refuses a
// key. Its text never holds one.
var ErrKey = errors.New("the server refuses the key")

// errStrange is told when an answer has a shape that this program does not know.
var errStrange = fmt.Errorf("%w: what answers there is not a Meilisearch server that this program knows", search.ErrAway)

// fault says what err means to callers of the port. Its text names no key, no address and
// no word of a question.
func (e *Engine) fault(ctx context.Context, err error) error {
	var m *meili.Error
	switch {
	case err == nil:
		return nil
	case errors.Is(ctx.Err(), context.Canceled):
		return ctx.Err()
	case ctx.Err() != nil:
		return fmt.Errorf("%w: %w", search.ErrAway, ctx.Err())
	case !errors.As(err, &m):
		return fmt.Errorf("%w: %w", search.ErrAway, bare(err))
	}
	switch {
	case m.ErrCode == meili.MeilisearchCommunicationError, m.ErrCode == meili.MeilisearchTimeoutError:
		return fmt.Errorf("%w: %w", search.ErrAway, bare(m.OriginError))
	case unreadable(err):
		return errStrange
	case m.StatusCode == http.StatusUnauthorized, m.StatusCode == http.StatusForbidden:
		return fmt.Errorf("%w: %w for %s", search.ErrAway, ErrKey, m.Function)
	case m.MeilisearchApiError.Code == "index_not_found":
		e.prepared.Store(false) // it was deleted; the next call makes an empty one
		return fmt.Errorf("%w: its index is gone", search.ErrAway)
	case m.StatusCode >= 500, m.StatusCode == http.StatusTooManyRequests, m.MeilisearchApiError.Code == "":
		return fmt.Errorf("%w: the server answers %d %s", search.ErrAway, m.StatusCode, m.MeilisearchApiError.Code)
	}
	return fmt.Errorf("search: Meilisearch refuses %s: %d %s", m.Function, m.StatusCode, m.MeilisearchApiError.Code)
}

// unreadable reports whether the server answered in a shape that the client does not know.
func unreadable(err error) bool {
	var m *meili.Error
	return errors.As(err, &m) && m.ErrCode == meili.ErrCodeResponseUnmarshalBody
}

func missing(err error) bool {
	var m *meili.Error
	return errors.As(err, &m) && m.StatusCode == http.StatusNotFound
}

// bare is err without the address that the request went to.
func bare(err error) error {
	var u *url.Error
	if errors.As(err, &u) {
		return u.Err
	}
	return err
}
