package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/chophien/chophien/handlers"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
)

type serveCommand struct {
	Config config `embed:""`
}

// Run opens the market on a database whose schema fits; it never migrates.
func (s *serveCommand) Run(ctx context.Context) error {
	if err := s.Config.check(); err != nil {
		return err
	}
	log := s.Config.logger()
	slog.SetDefault(log)
	m, err := open(ctx, &s.Config, clock.System, log)
	if err != nil {
		return err
	}
	defer m.Close()
	return m.serve(ctx)
}

// serve answers requests and works until ctx ends; requests in flight are finished.
func (m *market) serve(ctx context.Context) error {
	sparingly()
	release, err := m.alone(ctx)
	if err != nil {
		return err
	}
	defer release()
	listener, err := net.Listen("tcp", m.cfg.Listen)
	if err != nil {
		return err
	}
	app := handlers.App(m.Parts)
	working, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	defer stopWork()
	worked := m.work(working)
	ops, err := m.serveOps()
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	failed := make(chan error, 1)
	go func() { failed <- app.Listener(handlers.Linger(listener)) }()
	if m.Demo != nil && m.Demo.Sandbox != nil {
		m.Demo.Sandbox.Resume() // what the play bank could not tell before the market was killed
	}
	m.Log.Info("the market is open", "address", m.cfg.BaseURL, "listen", listener.Addr().String(), "database", m.DB.Dialect())
	select {
	case err = <-failed:
	case <-ctx.Done():
		m.Log.Info("closing: requests in flight are finished")
		err = app.ShutdownWithTimeout(grace)
	}
	stopWork()
	<-worked
	if ops != nil {
		closing, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Second)
		defer cancel()
		err = errors.Join(err, ops.Shutdown(closing))
	}
	return err
}

// alone makes sure that no second process serves the same PostgreSQL while the search
// index or the photos are this machine's: the other would not see what changes here.
func (m *market) alone(ctx context.Context) (release func(), err error) {
	claim := db.Alone
	if m.cfg.shared() {
		claim = db.Together
	}
	release, won, err := claim(ctx, m.DB, "chophien serve")
	if err == nil && !won {
		err = errors.New("another process serves this database: several need MEILI_URL and S3_ENDPOINT, each of them; with the embedded search index or local photos there can be only one")
	}
	return release, err
}

// serveOps opens metrics, profiles and the operator's own doors on a loopback address.
func (m *market) serveOps() (*http.Server, error) {
	if m.cfg.OpsListen == "" {
		return nil, nil
	}
	listener, err := net.Listen("tcp", m.cfg.OpsListen)
	if err != nil {
		return nil, fmt.Errorf("--ops-listen: %w", err)
	}
	server := &http.Server{Handler: m.opsRoutes(), ReadHeaderTimeout: 5 * time.Second}
	go func() {
		if err := server.Serve(listener); err != nil && !errors.Is(err, http.ErrServerClosed) {
			m.Log.Error("the operator's listener ended", "error", err)
		}
	}()
	return server, nil
}
