package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"regexp"

	"github.com/chophien/chophien/models/feed"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/search"
	"github.com/chophien/chophien/search/bleve"
	"github.com/chophien/chophien/search/meilisearch"
)

type meiliConfig struct {
	URL       string          `env:"MEILI_URL" help:"Address of a Meilisearch server, 1.16 or later: http://search:7700. Empty: the embedded search index."`
	Key       payments.Secret `env:"MEILI_KEY" help:"Key that may write; see the README for what it must be allowed."`
	SearchKey payments.Secret `env:"MEILI_SEARCH_KEY" help:"Key that may only search; buyers' questions use it. Empty: MEILI_KEY asks too."`
	Index     string          `env:"MEILI_INDEX" default:"products" help:"How the names of its indexes begin."`
}

var indexName = regexp.MustCompile(`^[A-Za-z0-9_-]{1,100}$`)

// checkSearch judges the way to the search server.
func (c *config) checkSearch(p *problems) {
	m := c.Meili
	if m.URL == "" {
		if !m.Key.IsZero() || !m.SearchKey.IsZero() {
			p.add("MEILI_URL: a key is set, but not where the server is")
		}
		return
	}
	if u, err := url.Parse(m.URL); err != nil || u.Host == "" || u.User != nil || u.Scheme != "http" && u.Scheme != "https" {
		p.add("MEILI_URL: not an http:// or https:// address without a name and password")
	}
	if !indexName.MatchString(m.Index) {
		p.add("MEILI_INDEX: letters, digits, - and _ only, not %q", m.Index)
	}
	if c.Production && m.Key.IsZero() {
		p.add("MEILI_KEY: in production the search server needs keys")
	}
}

// shared reports whether other processes on the same database see what this one keeps.
func (c *config) shared() bool { return c.Meili.URL != "" && c.S3.Endpoint != "" }

// server says where the search server is; nil without one.
func (c *meiliConfig) server(lexicon *search.Lexicon) *meilisearch.Config {
	if c.URL == "" {
		return nil
	}
	return &meilisearch.Config{URL: c.URL, Key: c.Key.Reveal(), SearchKey: c.SearchKey.Reveal(), Index: c.Index, Lexicon: lexicon}
}

// openSearch opens the engine that the configuration names.
func (m *market) openSearch(ctx context.Context, lexicon *search.Lexicon) error {
	if server := m.cfg.Meili.server(lexicon); server != nil {
		engine, err := meilisearch.Open(ctx, *server)
		if err != nil {
			return err
		}
		m.Search = engine
		m.close = append(m.close, engine.Close)
		return nil
	}
	engine, err := bleve.Open(m.cfg.file("search"), lexicon)
	if err != nil {
		return fmt.Errorf("search index (only one process may own %s): %w", m.cfg.file("search"), err)
	}
	m.Search = engine
	m.close = append(m.close, engine.Close)
	return nil
}

// lookAtSearch opens that engine to be read. It fails with feed.ErrUnfilled where there is
// no index yet.
func (c *config) lookAtSearch() (search.Engine, error) {
	lexicon := &search.Lexicon{} // nothing is searched for
	if server := c.Meili.server(lexicon); server != nil {
		return meilisearch.Look(*server), nil
	}
	engine, err := bleve.Look(c.file("search"), lexicon)
	switch {
	case errors.Is(err, bleve.ErrNone):
		return nil, feed.ErrUnfilled
	case errors.Is(err, bleve.ErrDamaged):
		return nil, fmt.Errorf("%s: %w; reindex, or the market as it opens, builds another", c.file("search"), err)
	case err != nil:
		return nil, err
	}
	return engine, nil
}
