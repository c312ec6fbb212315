package payos

import (
	"context"
	"errors"
	"fmt"

	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/vietqr"
)

// Code is the code of the gateway and of the source: a market uses one of them.
const Code = "payos"

// SourceConfig is what an operator sets to hear of bank transfers only.
type SourceConfig struct {
	Secrets  []payments.Secret // checksum keys; two while one is being replaced
	Accounts vietqr.Accounts   // the accounts that payOS watches for the market
}

// Source hears payOS.
type Source struct{ cfg SourceConfig }

// NewSource refuses a configuration without a key or an account.
func NewSource(cfg SourceConfig) (*Source, error) {
	if cfg.Secrets = payments.Active(cfg.Secrets); len(cfg.Secrets) == 0 {
		return nil, errors.New("payos: the checksum key is needed")
	}
	if err := cfg.Accounts.Check(); err != nil {
		return nil, fmt.Errorf("payos: %w", err)
	}
	return &Source{cfg: cfg}, nil
}

// Code is "payos".
func (s *Source) Code() string { return Code }

// Ack is payOS's: 2xx once the notice is kept, whatever the market makes of it. Its trial
// call, for an order that nobody made, must be answered so too.
func (s *Source) Ack(o payments.Outcome, _ *payments.Event) payments.Answer { return vietqr.Answer(o) }

// Verify reads one notice: a bank credit, or an ignored event for accounts that are not the
// market's and for payOS's trial call.
func (s *Source) Verify(_ context.Context, r payments.RawRequest) ([]payments.Event, error) {
	data, err := prove(r, s.cfg.Secrets)
	if err != nil {
		return nil, err
	}
	return heard(data, s.cfg.Accounts, r.At)
}
