package api

import (
	"reflect"
	"strings"
	"testing"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
)

// filled is a route's path with the seller's id, and ids of nothing elsewhere.
func filled(r *route, sellerID string) string {
	parts := strings.Split(prefix+r.path, "/")
	for i, p := range parts {
		switch {
		case p == "{seller}":
			parts[i] = sellerID
		case strings.HasPrefix(p, "{"):
			parts[i] = "0"
		}
	}
	return strings.Join(parts, "/")
}

// Every route of the table, called by everybody who may not: who they are is judged before
// what they send.
func TestEveryRouteRefusesWhoMayNotCallIt(t *testing.T) {
	s := openStreet(t, dbtest.Open(t, db.SQLite))
	sellerID, owner := s.Seller(t)
	buyer := s.somebody("0900000001", "Lan")
	guest := s.proved("0900000002")
	stranger := s.with(owner) // a member, without any right
	_, other := s.Seller(t)
	neighbour := s.with(other, actor.AllRights...)
	_, officer := s.person(account.Officer, "", "")
	_, admin := s.person(account.Admin, "", "")
	for _, r := range (&api{Parts: s.parts, hot: newCache(s.Now)}).routes() {
		if r.public() || r.actor == reflect.TypeFor[actor.Shopper]() {
			continue
		}
		path := filled(r, sellerID)
		refused := map[string]int{"": 401, "unknown-token": 401}
		switch r.actor {
		case reflect.TypeFor[actor.Buyer]():
			refused[guest] = 401
		case reflect.TypeFor[actor.Member]():
			refused[guest], refused[buyer], refused[neighbour], refused[officer], refused[admin] = 401, 404, 404, 404, 404
		case reflect.TypeFor[staff](), reflect.TypeFor[actor.Actor]():
			refused[guest], refused[buyer], refused[stranger] = 401, 403, 403
		case reflect.TypeFor[actor.Admin](), reflect.TypeFor[actor.Helper]():
			refused[guest], refused[buyer], refused[stranger], refused[officer] = 401, 403, 403, 403
		}
		for token, status := range refused {
			headers := []string{session.KeyHeader, db.NewID(), "Authorization", ""}
			if token != "" {
				headers[3] = "Bearer " + token
			}
			for _, body := range []string{"", `{"hax":1}`} {
				if body != "" && !r.hasBody() {
					continue
				}
				a := s.ask(r.method, path, body, headers...)
				if a.status != status {
					t.Errorf("%s %s by %.8q: %d, want %d: %s", r.method, r.path, token, a.status, status, a.raw)
				}
			}
		}
	}
}

// Fields that a route does not have are refused, whoever sends them, and nothing is written.
func TestEveryRouteRefusesFieldsThatItDoesNotHave(t *testing.T) {
	s := openStreet(t, dbtest.Open(t, db.SQLite))
	sellerID, owner := s.Seller(t)
	tokens := map[reflect.Type]string{
		reflect.TypeFor[actor.Buyer]():  s.somebody("0900000001", "Lan"),
		reflect.TypeFor[actor.Member](): s.with(owner, actor.AllRights...),
		reflect.TypeFor[holder]():       s.proved("0900000003"),
	}
	_, tokens[reflect.TypeFor[actor.Admin]()] = s.person(account.Admin, "", "")
	tokens[reflect.TypeFor[orderer]()] = tokens[reflect.TypeFor[actor.Buyer]()]
	tokens[reflect.TypeFor[actor.Actor]()] = tokens[reflect.TypeFor[actor.Admin]()]
	_, tokens[reflect.TypeFor[actor.Helper]()] = s.person(account.Helper, "", "")
	tokens[reflect.TypeFor[staff]()] = tokens[reflect.TypeFor[actor.Admin]()]
	for _, r := range (&api{Parts: s.parts, hot: newCache(s.Now)}).routes() {
		headers := []string{session.KeyHeader, db.NewID()}
		if token := tokens[r.actor]; token != "" {
			headers = append(headers, bearer(token)...)
		}
		for _, field := range []string{"id", "state", "status", "seller_id", "person_id", "role", "balance", "verified", "stars", "owner_id", "sample", "total", "is_admin"} {
			if has := hasField(r.in, field); has {
				continue
			}
			a := reply{}
			switch {
			case r.upload:
				continue // a form; photo_test has it
			case r.hasBody():
				a = s.ask(r.method, filled(r, sellerID), `{"`+field+`":"1"}`, headers...)
			default:
				a = s.ask(r.method, filled(r, sellerID)+"?"+field+"=1", "", headers...)
			}
			want := field + "=input.unknown"
			if a.status != 422 || len(a.keys()) == 0 || a.keys()[0] != want && !strings.Contains(strings.Join(a.keys(), " "), want) {
				t.Errorf("%s %s took %s: %d %s", r.method, r.path, field, a.status, a.raw)
			}
		}
	}
}

func hasField(t reflect.Type, name string) bool {
	for i := range t.NumField() {
		f := t.Field(i)
		tag, tagged := f.Tag.Lookup("json")
		if word, _, _ := strings.Cut(tag, ","); word == name || !tagged && f.Anonymous && hasField(f.Type, name) {
			return true
		}
	}
	return false
}

// What makes money move or an order come about is not done without a key.
func TestRoutesThatNeedAKeyRefuseWithout(t *testing.T) {
	s := openStreet(t, dbtest.Open(t, db.SQLite))
	sellerID, owner := s.Seller(t)
	token := s.with(owner, actor.AllRights...)
	_, admin := s.person(account.Admin, "", "")
	keyed := 0
	for _, r := range (&api{Parts: s.parts, hot: newCache(s.Now)}).routes() {
		if !r.keyed {
			continue
		}
		keyed++
		who := token
		if r.actor == reflect.TypeFor[actor.Admin]() {
			who = admin
		}
		for _, bad := range []string{"", "a b", strings.Repeat("k", 201)} {
			a := s.ask(r.method, filled(r, sellerID), `{}`, append(bearer(who), session.KeyHeader, bad)...)
			if a.status != 422 || a.text("errors.0.field") != "idempotency_key" {
				t.Errorf("%s %s with the key %.5q: %d %s", r.method, r.path, bad, a.status, a.raw)
			}
		}
	}
	if keyed < 8 {
		t.Errorf("%d routes need a key", keyed)
	}
}

// A cookie counts only on requests from a page of ours; a program without cookies may come
// from anywhere.
func TestCookiesFromElsewhereAreRefused(t *testing.T) {
	s := openStreet(t, dbtest.Open(t, db.SQLite))
	for _, c := range []struct {
		cookie, origin string
		status         int
	}{
		{"chophien-session=x", "https://evil.example", 403},
		{"chophien-session=x", "null", 403},
		{"chophien-session=x", "", 403},
		{"chophien-visitor=x", "https://evil.example", 403},
		{"", "https://evil.example", 401},
		{"chophien-session=x", "http://market.test", 401},
	} {
		if a := s.ask("PATCH", prefix+"/me", `{"name":"Lan"}`, "Cookie", c.cookie, "Origin", c.origin); a.status != c.status {
			t.Errorf("%+v: %d %s", c, a.status, a.raw)
		}
	}
}
