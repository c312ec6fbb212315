// Package parts keeps the one list of what the edges work with: every use case once, so
// that a page and the API call the same verb.
package parts

import (
	"log/slog"
	"slices"

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
	"github.com/chophien/chophien/models/identity/eauth/stage"
	"github.com/chophien/chophien/models/insight"
	"github.com/chophien/chophien/models/invoice"
	"github.com/chophien/chophien/models/lexicon"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/moderation"
	"github.com/chophien/chophien/models/notify/journal"
	"github.com/chophien/chophien/models/onboarding"
	"github.com/chophien/chophien/models/privacy"
	"github.com/chophien/chophien/models/remittance"
	"github.com/chophien/chophien/models/season"
	"github.com/chophien/chophien/models/settlement"
	"github.com/chophien/chophien/models/shipping"
	"github.com/chophien/chophien/payments"
	"github.com/chophien/chophien/payments/sandbox"
	"github.com/chophien/chophien/payments/vietqr/demobank"
	"github.com/chophien/chophien/search"
	"github.com/chophien/chophien/web/view"
)

// Parts are the use cases, the ports that reads need, and what a page says of the market.
type Parts struct {
	DB          *db.DB
	Now         clock.Clock
	Keys        *crypt.Keyring
	Places      *division.Directory
	Sessions    *session.Sessions
	Accounts    *account.Accounts
	Album       *media.Album
	Onboarding  *onboarding.Onboarding
	Admission   *admission.Admission
	Season      *season.Season
	Harvests    *harvest.Harvests
	Checkout    *checkout.Checkout
	Fulfillment *fulfillment.Fulfillment
	Aftersale   *aftersale.Aftersale
	Talks       *conversation.Talks
	Remittance  *remittance.Desk
	Invoices    *invoice.Book
	Cashier     *settlement.Cashier
	Declaration *declaration.Office
	Moderation  *moderation.Moderation
	Privacy     *privacy.Privacy
	Feed        *feed.Feed
	Lexicon     *lexicon.Book
	Insight     *insight.Counter
	Gateways    *payments.Registry
	Carriers    *shipping.Carriers
	Search      search.Engine
	Finder      *Finder
	Banks       []Bank // that transfers reach, by name
	Market      Market
	Demo        *Demo // nil unless the market is a demo
	Log         *slog.Logger
}

// Bank is a bank or wallet to which a refund or payout can be transferred.
type Bank struct{ BIN, Name string }

// KnowsBank reports whether transfers reach the bank of a BIN.
func (p Parts) KnowsBank(bin string) bool {
	return slices.ContainsFunc(p.Banks, func(b Bank) bool { return bin != "" && b.BIN == bin })
}

// Market is how the market presents itself.
type Market struct {
	Name    string
	Place   string
	BaseURL string // without a slash at the end
	Desk    view.Desk
	Terms   string // version of the terms of sale

	Production     bool
	TrustedProxies []string
	CORSOrigins    []string
	RateLimit      int // requests a minute from one address; 0 sets no limit
}

// Demo is what only a demo has: the play bank and the codes that would be sent to phones.
type Demo struct {
	Sandbox *sandbox.Gateway
	Bank    *demobank.Bank
	Codes   *journal.Journal
	Stage   *stage.Stage // the played provider of identity
	People  []Player     // who there is to sign in as
}

// Player is somebody whom a demo invented. Role is the last part of the message key
// "demo.role.…", Note what else to know.
type Player struct{ Role, Name, Phone, Note string }
