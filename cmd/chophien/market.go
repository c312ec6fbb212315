package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"time"

	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/admission"
	"github.com/chophien/chophien/models/aftersale"
	"github.com/chophien/chophien/models/checkout"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/conversation"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/declaration"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/feed"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/harvest"
	"github.com/chophien/chophien/models/insight"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/models/lexicon"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/media/disk"
	"github.com/chophien/chophien/models/media/s3"
	"github.com/chophien/chophien/models/moderation"
	"github.com/chophien/chophien/models/news"
	"github.com/chophien/chophien/models/onboarding"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/privacy"
	"github.com/chophien/chophien/models/remittance"
	"github.com/chophien/chophien/models/season"
	"github.com/chophien/chophien/models/settlement"
	"github.com/chophien/chophien/models/shipping"
	"github.com/chophien/chophien/models/shipping/counter"
	"github.com/chophien/chophien/models/shipping/flat"
	"github.com/chophien/chophien/models/shipping/pickup"
	"github.com/chophien/chophien/search"
	"github.com/chophien/chophien/web/view"
)

// market is the running house: the parts that the edges use, and what must be closed.
type market struct {
	parts.Parts
	News  *news.News
	ctx   context.Context // of the whole run, for figures that are asked for between requests
	cfg   *config
	close []func() error
}

// Close ends what open started, last first.
func (m *market) Close() error {
	var all error
	for i := len(m.close) - 1; i >= 0; i-- {
		all = errors.Join(all, m.close[i]())
	}
	m.close = nil
	return all
}

// openDB opens the database of the configuration without judging its schema.
func openDB(ctx context.Context, cfg *config, log *slog.Logger) (*db.DB, error) {
	if !cfg.postgres() {
		if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
			return nil, err
		}
	}
	return db.Open(ctx, db.Config{URL: cfg.Database.Reveal(), Path: cfg.file("chophien.db"), MaxConns: cfg.MaxConns, Log: log})
}

// openKeys reads the keys of personal data; outside production they may live in a file.
func openKeys(cfg *config) (*crypt.Keyring, error) {
	if !cfg.Keys.IsZero() {
		return crypt.ParseKeyring(cfg.Keys.Reveal(), cfg.Blind.Reveal())
	}
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return nil, err
	}
	return crypt.LoadOrGenerate(cfg.file("keys"))
}

// open builds the market over a database whose schema fits.
func open(ctx context.Context, cfg *config, now clock.Clock, log *slog.Logger) (*market, error) {
	return openParts(ctx, cfg, now, log, true)
}

// openParts builds the market; a command that sells nothing needs no gateway.
func openParts(ctx context.Context, cfg *config, now clock.Clock, log *slog.Logger, selling bool) (m *market, err error) {
	m = &market{cfg: cfg, ctx: context.WithoutCancel(ctx)}
	defer func() {
		if err != nil {
			err = errors.Join(err, m.Close())
		}
	}()
	p := &m.Parts
	p.Now, p.Log = now, log
	if p.DB, err = openDB(ctx, cfg, log); err != nil {
		return m, err
	}
	m.close = append(m.close, p.DB.Close)
	if err = db.Check(ctx, p.DB); err != nil {
		return m, err
	}
	if p.Keys, err = openKeys(cfg); err != nil {
		return m, err
	}
	if p.Places, err = division.New(cfg.Market.Province); err != nil {
		return m, err
	}
	if err = m.openStores(ctx); err != nil {
		return m, err
	}
	if err = m.openMoney(selling); err != nil {
		return m, err
	}
	if p.Carriers, err = shipping.NewCarriers(
		flat.Carrier{Places: p.Places, Door: cfg.doorTaker(shipping.Standard, order.SellerTakes)},
		counter.Carrier{Places: p.Places, Door: cfg.doorTaker(counter.Code, order.NoTaker)}, pickup.Carrier{},
	); err != nil {
		return m, err
	}
	sender, err := m.sender()
	if err != nil {
		return m, err
	}
	p.Accounts = &account.Accounts{DB: p.DB, Keys: p.Keys, Now: now, Send: sender, Log: log}
	if p.Sessions, err = session.New(p.Accounts, cfg.BaseURL); err != nil {
		return m, err
	}
	p.Onboarding = &onboarding.Onboarding{DB: p.DB, Keys: p.Keys, Now: now, Places: p.Places}
	p.Admission = &admission.Admission{DB: p.DB, Keys: p.Keys, Now: now, Album: p.Album, Market: cfg.Market.Name, BaseURL: cfg.BaseURL, CallLimit: 10 * time.Second, Log: log}
	if p.Admission.Providers, err = m.openIdentity(); err != nil {
		return m, err
	}
	p.Season = &season.Season{DB: p.DB, Now: now}
	p.Harvests = &harvest.Harvests{DB: p.DB, Now: now, Gateways: p.Gateways, Direct: cfg.direct(), Log: log}
	p.Checkout = &checkout.Checkout{
		DB: p.DB, Now: now, Keys: p.Keys, Places: p.Places, Gateways: p.Gateways, Carriers: p.Carriers, BaseURL: cfg.BaseURL,
		Terms: cfg.Market.Terms, CallLimit: 10 * time.Second, Direct: cfg.direct(), Account: cfg.VietQR.Account, DoorLimit: cfg.COD.Limit, Log: log,
	}
	if p.Checkout.BankHours, err = checkout.ParseBankHours(cfg.BankHours); err != nil {
		return m, err
	}
	p.Checkout.BankHours.Silence = cfg.BankSilence
	p.Fulfillment = &fulfillment.Fulfillment{DB: p.DB, Now: now, Gateways: p.Gateways, Carriers: p.Carriers, Log: log}
	p.Remittance = &remittance.Desk{DB: p.DB, Now: now, Checkout: p.Checkout, Carriers: p.Carriers}
	p.Invoices = &invoice.Book{DB: p.DB, Now: now, Keys: p.Keys}
	p.Aftersale = &aftersale.Aftersale{DB: p.DB, Now: now, Gateways: p.Gateways, Log: log}
	p.Moderation = &moderation.Moderation{DB: p.DB, Now: now, Keys: p.Keys}
	p.Talks = &conversation.Talks{DB: p.DB, Now: now, Keys: p.Keys}
	p.Privacy = &privacy.Privacy{DB: p.DB, Now: now, Accounts: p.Accounts, Checkout: p.Checkout, Moderation: p.Moderation}
	p.Cashier = &settlement.Cashier{DB: p.DB, Now: now, Keys: p.Keys}
	m.News = &news.News{DB: p.DB, Now: now, Accounts: p.Accounts, Send: sender, BaseURL: cfg.BaseURL}
	p.Declaration = &declaration.Office{DB: p.DB, Now: now, Keys: p.Keys}
	p.Finder = parts.NewFinder(p.Search, p.Lexicon.Words, p.DB, p.Places, now, log)
	p.Feed = &feed.Feed{DB: p.DB, Engine: p.Search, Places: p.Places, Now: now}
	p.Market = parts.Market{
		Name: cfg.Market.Name, Place: cfg.Market.Place, BaseURL: cfg.BaseURL, Terms: cfg.Market.Terms, Production: cfg.Production,
		TrustedProxies: cfg.TrustedProxies, CORSOrigins: cfg.CORSOrigins, RateLimit: cfg.RateLimit,
		Desk: view.Desk{Phone: cfg.Market.DeskPhone, Email: cfg.Market.DeskEmail, Hours: cfg.Market.DeskHours, Address: cfg.Market.DeskAddress,
			Registration: cfg.Market.Registration, RegistrationURL: cfg.Market.RegistrationURL},
	}
	return m, nil
}

// openStores opens the photos and the search index.
func (m *market) openStores(ctx context.Context) error {
	var store media.Store
	var err error
	if s := m.cfg.S3; s.Endpoint != "" {
		store, err = s3.Open(ctx, s3.Config{Endpoint: s.Endpoint, Region: s.Region, Bucket: s.Bucket,
			AccessKey: s.AccessKey.Reveal(), SecretKey: s.SecretKey.Reveal(), Secure: !s.Insecure})
	} else {
		store, err = disk.Open(m.cfg.file("photos"), m.Now)
	}
	if err != nil {
		return fmt.Errorf("photos: %w", err)
	}
	m.Album = &media.Album{DB: m.DB, Store: store, Keys: m.Keys, Now: m.Now}
	m.Insight = &insight.Counter{DB: m.DB, Now: m.Now, Log: m.Log}
	m.Lexicon = &lexicon.Book{DB: m.DB, Now: m.Now, Words: &search.Lexicon{}, Log: m.Log}
	if err := m.Lexicon.Load(ctx); err != nil {
		return fmt.Errorf("the words of the search: %w", err)
	}
	return m.openSearch(ctx, m.Lexicon.Words)
}
