package crypt_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/fault"
)

func ring(t *testing.T, ids ...string) (*crypt.Keyring, []string, string) {
	t.Helper()
	var keys []string
	var blind string
	for _, id := range ids {
		k, b, err := crypt.Generate(nil, id)
		if err != nil {
			t.Fatal(err)
		}
		keys, blind = append(keys, k), b
	}
	r, err := crypt.ParseKeyring(strings.Join(keys, ","), blind)
	if err != nil {
		t.Fatal(err)
	}
	return r, keys, blind
}

func TestWhatIsSealedOpensForItsPurposeOnly(t *testing.T) {
	r, _, _ := ring(t, "k1")
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.String().Draw(t, "plain")
		purpose, other := rapid.String().Draw(t, "purpose"), rapid.String().Draw(t, "other")
		sealed := r.Seal(purpose, plain)
		if got, err := r.Open(purpose, sealed); err != nil || got != plain {
			t.Fatalf("%q, %v", got, err)
		}
		if plain == "" {
			if sealed != "" {
				t.Fatal("nothing became something")
			}
			return
		}
		if purpose != other {
			if _, err := r.Open(other, sealed); !fault.Has(err, "crypt.unreadable") {
				t.Fatalf("opened for another purpose: %v", err)
			}
		}
		if len(plain) > 6 && strings.Contains(sealed, plain) {
			t.Fatal("the plain text shows")
		}
		if r.Seal(purpose, plain) == sealed {
			t.Fatal("two sealings are equal")
		}
		i := rapid.IntRange(0, len(sealed)-1).Draw(t, "at")
		bent := sealed[:i] + string(sealed[i]^1) + sealed[i+1:]
		if got, err := r.Open(purpose, bent); err == nil && got != plain {
			t.Fatal("a changed text opened as another one")
		}
	})
}

func TestErrorsHoldNothingOfTheText(t *testing.T) {
	r, _, _ := ring(t, "k1")
	for _, sealed := range []string{"0900000001", "1.k1.0900000001", "1.gone.MDkwMDAwMDAwMQ", "2.k1.x", "1.k1.!!", r.Seal("a", "0900000001")} {
		_, err := r.Open("b", sealed)
		if err == nil || strings.Contains(err.Error(), "0900000001") || strings.Contains(err.Error(), sealed) {
			t.Errorf("%v", err)
		}
		if !fault.Is(err, fault.Internal) {
			t.Errorf("%v is no internal fault", err)
		}
	}
}

func TestKeysRotate(t *testing.T) {
	old, keys, blind := ring(t, "y2025")
	sealed, index := old.Seal("phones", "0900000001"), old.Blind("phones", "0900000001")
	fresh, _, err := crypt.Generate(nil, "y2026")
	if err != nil {
		t.Fatal(err)
	}
	both, err := crypt.ParseKeyring(fresh+","+keys[0], blind)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := both.Open("phones", sealed)
	if err != nil || plain != "0900000001" {
		t.Fatalf("%q, %v", plain, err)
	}
	if both.Blind("phones", plain) != index {
		t.Error("the index changed with the sealing key")
	}
	anew := both.Seal("phones", plain)
	if !both.Stale(sealed) || both.Stale(anew) || both.Stale("") {
		t.Error("what is to be sealed anew is not known")
	}
	only, err := crypt.ParseKeyring(fresh, blind)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := only.Open("phones", anew); err != nil || got != plain {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := only.Open("phones", sealed); !fault.Has(err, "crypt.unreadable") {
		t.Errorf("without its key: %v", err)
	}
}

func TestBlindIndexes(t *testing.T) {
	a, _, _ := ring(t, "k")
	b, _, _ := ring(t, "k")
	x := a.Blind("phones", "0900000001")
	if x != a.Blind("phones", "0900000001") || x == "" || a.Blind("phones", "") != "" {
		t.Error("equal values are not found")
	}
	if x == a.Blind("phones", "0900000002") || x == a.Blind("accounts", "0900000001") || x == b.Blind("phones", "0900000001") {
		t.Error("an index is shared")
	}
}

func TestARingPrintsNoSecret(t *testing.T) {
	r, keys, blind := ring(t, "k1", "k2")
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("start", "keys", r)
	encoded, err := json.Marshal(map[string]any{"keys": r})
	if err != nil {
		t.Fatal(err)
	}
	holder := struct{ Keys *crypt.Keyring }{r}
	said := fmt.Sprint(r) + fmt.Sprintf("%v %+v %#v %s %q %x", r, r, r, r, r, r) + fmt.Sprintf("%+v %#v", holder, holder) + log.String() + string(encoded)
	for _, secret := range append(keys, blind) {
		if _, text, ok := strings.Cut(secret, ":"); ok {
			secret = text
		}
		if strings.Contains(said, secret) {
			t.Error("a key was printed")
		}
	}
	if !strings.Contains(said, "k1, k2") {
		t.Errorf("the ids are not told: %s", said)
	}
}

func TestEveryWrongKeyIsToldWithoutItsValue(t *testing.T) {
	_, keys, blind := ring(t, "k1")
	_, text, _ := strings.Cut(keys[0], ":")
	for name, c := range map[string]struct{ keys, blind, want string }{
		"no id":            {text, blind, "key 1"},
		"a short key":      {"k1:c2VjcmV0", blind, `"k1"`},
		"an id twice":      {keys[0] + "," + keys[0], blind, "twice"},
		"a key twice":      {keys[0] + ",k2:" + text, blind, "equal to another"},
		"no blind key":     {keys[0], "", "blind index"},
		"one key for both": {keys[0], text, "equal to a sealing key"},
		"nothing":          {"", "", "key 1"},
	} {
		_, err := crypt.ParseKeyring(c.keys, c.blind)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		} else if strings.Contains(err.Error(), text) || strings.Contains(err.Error(), "c2VjcmV0") {
			t.Errorf("%s: the error holds the key", name)
		}
	}
	if _, err := crypt.ParseKeyring("k1:x,k2:y", "z"); strings.Count(err.Error(), "\n") != 2 {
		t.Errorf("not all three problems were told: %v", err)
	}
}

func TestADemoKeepsItsKeys(t *testing.T) {
	path := filepath.Join(t.TempDir(), "keys")
	a, err := crypt.LoadOrGenerate(path)
	if err != nil {
		t.Fatal(err)
	}
	fi, err := os.Stat(path)
	if err != nil || fi.Mode().Perm() != 0o600 {
		t.Fatalf("%v, %v", fi, err)
	}
	b, err := crypt.LoadOrGenerate(path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := b.Open("p", a.Seal("p", "x")); err != nil || got != "x" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestMasks(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{crypt.MaskPhone("0900000123"), "09•• ••• 123"},
		{crypt.MaskPhone("113"), "••••"},
		{crypt.MaskPhone(""), ""},
		{crypt.MaskAccount("0011223344556"), "•••• 4556"},
		{crypt.MaskAccount("123456789"), "•••• 6789"},
		{crypt.MaskAccount("1234567"), "••••"},
		{crypt.MaskID("001099000123"), "•••• 123"},
		{crypt.MaskID("12345"), "••••"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}
