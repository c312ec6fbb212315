package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"github.com/chophien/chophien/cmd/chophien/demo"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/search/meilisearch/meilitest"
)

// several is what processes that serve one market together share.
func several(t *testing.T, server *meilitest.Server) (env []string) {
	t.Helper()
	backend := s3mem.New()
	if err := backend.CreateBucket("pictures"); err != nil {
		t.Fatal(err)
	}
	pictures := httptest.NewServer(gofakes3.New(backend, gofakes3.WithLogger(gofakes3.DiscardLog())).Server())
	t.Cleanup(pictures.Close)
	return []string{
		"DATABASE_URL=" + dbtest.Empty(t, "postgres").URL, "MEILI_URL=" + server.URL, "MEILI_KEY=" + server.Key, "MEILI_INDEX=" + meilitest.Prefix(),
		"S3_ENDPOINT=" + strings.TrimPrefix(pictures.URL, "http://"), "S3_INSECURE=true", "S3_BUCKET=pictures", "S3_REGION=us-east-1",
		"CHOPHIEN_RATE_LIMIT=0", "S3_ACCESS_KEY=sample-access", "S3_SECRET_KEY=sample-secret-key",
	}
}

// With a search server and object storage two processes serve one market: what changes
// through one is found through the other. The index may be deleted whole: it is restored by
// the command, asked of a running market or done by itself.
func TestTwoMarketsServeOneDatabase(t *testing.T) {
	server := meilitest.For(t)
	env, data := several(t, server), t.TempDir()
	m := openMarket(t, env, "demo", "--data", data)
	token := m.token("0900000006", "Chủ Nhiệm Mẫu")
	m.stop()

	one, other := openMarket(t, env, "serve", "--sandbox", "--data", data), openMarket(t, env, "serve", "--sandbox", "--data", data)
	var good struct{ ID, Slug string }
	one.api(token, "GET", "/products/"+one.onSale(oneStall), nil, &good)
	finds := func(m *running) bool {
		return strings.Contains(m.get("/search?q="+url.QueryEscape(strings.ReplaceAll(good.Slug, "-", " "))), "/p/"+good.Slug)
	}
	both := func(what string, holds bool) {
		t.Helper()
		for _, m := range []*running{one, other} {
			m.eventually(what, func() bool { return finds(m) == holds })
		}
	}
	both("it is found", true)
	var stall struct{ ID string }
	one.api(token, "GET", "/sellers/"+oneStall, nil, &stall)
	ware := "/stalls/" + stall.ID + "/products/" + good.ID
	one.api(token, "POST", ware+"/hide", nil, nil)
	both("it is hidden", false)
	other.api(token, "POST", ware+"/publish", nil, nil)
	both("it is back", true)

	lose := func() {
		t.Helper()
		uid := strings.TrimPrefix(env[3], "MEILI_INDEX=")
		res, err := server.Do(http.MethodDelete, "/indexes/"+index(t, server, uid))
		if err != nil || res.StatusCode != http.StatusAccepted {
			t.Fatalf("%v, %v", res, err)
		}
		res.Body.Close()
		other.eventually("the index is gone", func() bool { return index(t, server, uid) == "" })
	}
	lose()
	mustRun(t, env, "reindex", "--data", data, "--ops-listen", strings.TrimPrefix(one.ops, "http://"))
	both("it is found in the index that was restored", true)
	one.stop()
	other.stop()
	lose()
	mustRun(t, env, "reindex", "--data", data, "--ops-listen", "")
	if out := mustRun(t, env, "verify", "--data", data, "--ops-listen", ""); !strings.Contains(out, "all promises hold") || strings.Contains(out, "search") {
		t.Error(out)
	}
}

// index is the name of the one that begins so, or nothing.
func index(t *testing.T, server *meilitest.Server, prefix string) string {
	t.Helper()
	res, err := server.Do(http.MethodGet, "/indexes?limit=1000")
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var all struct{ Results []struct{ UID string } }
	if err := json.NewDecoder(res.Body).Decode(&all); err != nil {
		t.Fatal(err)
	}
	for _, i := range all.Results {
		if strings.HasPrefix(i.UID, prefix) {
			return i.UID
		}
	}
	return ""
}

// token signs a person of the demo in through the API.
func (m *running) token(phone, name string) string {
	m.t.Helper()
	var sent struct {
		RequestID   string `json:"request_id"`
		DeviceToken string `json:"device_token"`
	}
	m.api("", "POST", "/auth/codes", map[string]string{"phone": phone}, &sent)
	var proved struct {
		Token  string
		People []struct{ ID, Name string }
	}
	m.api("", "POST", "/auth/phone", map[string]string{"request_id": sent.RequestID, "device_token": sent.DeviceToken, "code": m.code(phone)}, &proved)
	for _, p := range proved.People {
		if p.Name == name {
			var in struct{ Token string }
			m.api(proved.Token, "POST", "/auth/person", map[string]string{"person_id": p.ID, "pin": demo.PIN}, &in)
			return in.Token
		}
	}
	m.t.Fatalf("nobody is called %s: %v", name, proved.People)
	return ""
}

// api calls the market and reads what it answers.
func (m *running) api(token, method, path string, body, into any) {
	m.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		m.t.Fatal(err)
	}
	req, err := http.NewRequestWithContext(m.t.Context(), method, m.base+"/api/v1"+path, bytes.NewReader(raw))
	if err != nil {
		m.t.Fatal(err)
	}
	if body == nil {
		req.Body, req.ContentLength = http.NoBody, 0
	} else {
		req.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
		req.Header.Set("Idempotency-Key", db.NewID())
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		m.t.Fatal(err)
	}
	defer res.Body.Close()
	answer, _ := io.ReadAll(res.Body)
	if res.StatusCode >= http.StatusBadRequest {
		m.t.Fatalf("%s %s: %d %s", method, path, res.StatusCode, answer)
	}
	if into != nil && json.Unmarshal(answer, into) != nil {
		m.t.Fatalf("%s %s: %s", method, path, answer)
	}
}
