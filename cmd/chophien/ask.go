package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"syscall"

	"github.com/chophien/chophien/models/feed"
)

var errNobody = errors.New("no market runs here")

// askMarket asks the running market at its operator's address and reads the answer into
// into, unless that is nil. Where nobody listens it is errNobody.
func askMarket(ctx context.Context, ops, method, path string, into any) error {
	if ops == "" {
		return errNobody
	}
	req, err := http.NewRequestWithContext(ctx, method, "http://"+ops+path, nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if errors.Is(err, syscall.ECONNREFUSED) {
		return errNobody
	}
	if err != nil {
		return err
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode == http.StatusConflict:
		return feed.ErrUnfilled
	case res.StatusCode >= http.StatusBadRequest:
		body, _ := io.ReadAll(io.LimitReader(res.Body, 1000))
		return fmt.Errorf("the market answered %d: %s", res.StatusCode, strings.TrimSpace(string(body)))
	case into == nil:
		return nil
	}
	return json.NewDecoder(res.Body).Decode(into)
}

// reindexNow builds the index of the running market anew.
func (m *market) reindexNow(w http.ResponseWriter, r *http.Request) {
	if err := m.Feed.Rebuild(r.Context()); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

// verifyIndex lists on which products the index of the running market is wrong; one that
// is not filled is 409.
func (m *market) verifyIndex(w http.ResponseWriter, r *http.Request) {
	found, err := m.Feed.Verify(r.Context())
	switch {
	case errors.Is(err, feed.ErrUnfilled):
		http.Error(w, err.Error(), http.StatusConflict)
	case err != nil:
		http.Error(w, err.Error(), http.StatusInternalServerError)
	default:
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(found)
	}
}
