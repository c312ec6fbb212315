package session

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/web/locale"
)

// Sessions turns requests into actors. Make one with New.
type Sessions struct {
	accounts *account.Accounts
	secure   bool     // the market is reached by https
	prefix   string   // of cookie names
	origins  []string // from where unsafe requests with cookies may come
}

// New takes the address under which people reach the market ("https://cho.example.vn"):
// it decides whether cookies are Secure and which origin is our own. A market on this
// machine is also reached under its other local names.
func New(accounts *account.Accounts, baseURL string) (*Sessions, error) {
	u, err := url.Parse(baseURL)
	if err != nil || (u.Scheme != "https" && u.Scheme != "http") || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.User != nil {
		return nil, errors.New("session: the base URL must be http(s)://host without a path")
	}
	s := &Sessions{accounts: accounts, secure: u.Scheme == "https", prefix: "chophien-"}
	if s.secure {
		// Browsers take a __Host- cookie only from this very host, over https, for all paths:
		// a neighbour under the same domain cannot plant one.
		s.prefix = "__Host-" + s.prefix
	}
	hosts := []string{u.Host}
	local := []string{"localhost", "127.0.0.1", "[::1]"}
	if bare := strings.TrimSuffix(u.Host, ":"+u.Port()); slices.Contains(local, bare) {
		for _, h := range local {
			hosts = append(hosts, h+strings.TrimPrefix(u.Host, bare))
		}
	}
	for _, h := range hosts {
		s.origins = append(s.origins, strings.ToLower(u.Scheme+"://"+h))
	}
	return s, nil
}

// state is what is known of one request.
type state struct {
	of      *Sessions
	channel actor.Channel
	who     account.Identity
	token   string // of the session; empty for nobody
	header  bool   // the session came in the Authorization header
	over    bool   // the browser still held a session that has ended
	visitor string // the cart token, empty until needed
	device  string // likewise
}

type stateKey struct{}

// at is the state that Load left; without Load nobody is signed in.
func at(c *fiber.Ctx) *state {
	if st, ok := c.Locals(stateKey{}).(*state); ok {
		return st
	}
	return &state{of: &Sessions{}, channel: actor.Page}
}

// Load finds out who sends the request, for the routes of one channel (actor.Page or
// actor.API). Nobody is no fault; these are:
//   - a bearer token that is unknown or over, or a header that is none:
//     fault.Unauthenticated "session.token";
//   - an unsafe request that carries our cookies, or comes to a page at all, from
//     elsewhere than a page of ours: fault.Forbidden "session.origin";
//   - a compressed body: fault.Unsupported "input.encoding";
//   - a request that says for whom it was made (PersonHeader), while somebody else or nobody
//     is signed in: fault.Unauthenticated "session.other".
//
// A cookie that is over is taken from the browser, which goes on as nobody.
func (s *Sessions) Load(channel actor.Channel) fiber.Handler {
	return func(c *fiber.Ctx) error {
		st := &state{of: s, channel: channel}
		c.Locals(stateKey{}, st)
		// Whatever depends on who asks belongs into no shared cache.
		c.Vary(fiber.HeaderCookie, fiber.HeaderAuthorization)
		if unsafe(c) && c.Get(fiber.HeaderContentEncoding) != "" {
			return fault.New(fault.Unsupported, "input.encoding") // a small body could unpack to a huge one
		}
		if auth := c.Get(fiber.HeaderAuthorization); auth != "" {
			return s.bearer(c, st, auth)
		}
		token := strings.Clone(c.Cookies(s.prefix + "session"))
		visitor := c.Cookies(s.prefix + "visitor")
		if unsafe(c) && (channel != actor.API || token != "" || visitor != "") && !s.own(c) {
			return fault.New(fault.Forbidden, "session.origin")
		}
		if looksLikeToken(visitor) {
			st.visitor = strings.Clone(visitor)
		}
		if token == "" {
			return st.forWhom(c)
		}
		who, err := s.accounts.Session(c.UserContext(), token)
		switch {
		case fault.Is(err, fault.Unauthenticated) || err == nil && who.Kind == account.Bearer:
			s.drop(c, "session")
			st.over = true
		case err != nil:
			return err // an unreadable session is not nobody's: fail closed
		default:
			st.who, st.token = who, token
			c.Set(fiber.HeaderCacheControl, "no-store") // the back button after signing out
		}
		return st.forWhom(c)
	}
}

func (s *Sessions) bearer(c *fiber.Ctx, st *state, auth string) error {
	refused := fault.New(fault.Unauthenticated, "session.token")
	scheme, token, _ := strings.Cut(auth, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return refused
	}
	token = strings.Clone(strings.TrimSpace(token))
	who, err := s.accounts.Session(c.UserContext(), token)
	switch {
	case fault.Is(err, fault.Unauthenticated) || err == nil && who.Kind == account.Cookie:
		return refused.From(err)
	case err != nil:
		return err
	}
	st.who, st.token, st.header = who, token, true
	c.Set(fiber.HeaderCacheControl, "no-store")
	return st.forWhom(c)
}

// PersonHeader names the person for whom a request was made, by id. Work of one person that
// waited on a phone is so never done by the next one who signs in there.
const PersonHeader = "For-Person"

func (st *state) forWhom(c *fiber.Ctx) error {
	if id := c.Get(PersonHeader); id != "" && id != st.who.PersonID {
		return fault.New(fault.Unauthenticated, "session.other")
	}
	return c.Next()
}

// Who is the holder of the session; the zero Identity for nobody.
func Who(c *fiber.Ctx) account.Identity { return at(c).who }

// Looked reports whether the session of the request was looked at at all: an answer to what
// was refused before tells nothing of who is signed in.
func Looked(c *fiber.Ctx) bool {
	_, ok := c.Locals(stateKey{}).(*state)
	return ok
}

// Channel is the door through which the request came.
func Channel(c *fiber.Ctx) actor.Channel { return at(c).channel }

// Language is that of the answer: what the address asks for (?lang=en), what was chosen
// before, what the person wants, what the browser prefers; Vietnamese where nobody says.
func Language(c *fiber.Ctx) locale.Lang {
	st := at(c)
	for _, tag := range []string{c.Query("lang"), c.Cookies(st.of.prefix + "lang"), st.who.Locale} {
		if tag == string(locale.Vi) || tag == string(locale.En) {
			return locale.Parse(tag)
		}
	}
	return preferred(c.Get(fiber.HeaderAcceptLanguage))
}

// preferred is the first of our languages with the highest weight.
func preferred(accept string) locale.Lang {
	best, weight := locale.Vi, 0
	for i, part := range strings.Split(accept, ",") {
		if i == 20 {
			break
		}
		tag, rest, _ := strings.Cut(part, ";")
		tag = strings.ToLower(strings.TrimSpace(tag))
		ours := tag == "vi" || tag == "en" || strings.HasPrefix(tag, "vi-") || strings.HasPrefix(tag, "en-")
		if w := quality(rest); ours && w > weight {
			best, weight = locale.Parse(tag), w
		}
	}
	return best
}

// quality reads "q=0.8" as 800; what is not there is 1000, what is no number 0.
func quality(s string) int {
	s = strings.TrimSpace(s)
	if s == "" {
		return 1000
	}
	digits, ok := strings.CutPrefix(strings.ReplaceAll(s, " ", ""), "q=")
	if !ok || len(digits) == 0 || len(digits) > 5 {
		return 0
	}
	whole, part, _ := strings.Cut(digits, ".")
	part = (part + "000")[:3]
	n := 0
	for _, r := range whole + part {
		if r < '0' || r > '9' {
			return 0
		}
		n = n*10 + int(r-'0')
	}
	return min(n, 1000)
}
