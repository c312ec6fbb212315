package once_test

import (
	"encoding/json"
	"errors"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/once"
)

const now clock.Instant = 1_790_000_000_000

func key(input any) once.Key {
	return once.Key{Actor: "p1", Operation: "test.make", Key: "k1", RequestHash: once.Hash(input)}
}

// act is a verb that makes one thing: here a row of schedules.
func act(t *testing.T, d *db.DB, k once.Key, fail error) (id string, err error) {
	err = d.Tx(t.Context(), func(tx *gorm.DB) error {
		found, done, err := once.Claim(t.Context(), tx, k, now)
		if err != nil || done {
			id = found
			return err
		}
		id = db.NewID()
		if err := tx.Exec("INSERT INTO schedules (name, next_at) VALUES (?, 1)", id).Error; err != nil {
			return err
		}
		if fail != nil {
			return fail
		}
		return once.Store(t.Context(), tx, k, id)
	})
	return id, err
}

func effects(t *testing.T, d *db.DB) (n int64) {
	t.Helper()
	if err := d.Read(t.Context()).Table("schedules").Count(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

func TestFiftyEqualRequestsHaveOneEffect(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var wg sync.WaitGroup
		ids := make([]string, 50)
		for i := range ids {
			wg.Go(func() {
				id, err := act(t, d, key("same"), nil)
				if err != nil {
					t.Error(err)
				}
				ids[i] = id
			})
		}
		wg.Wait()
		for _, id := range ids {
			if id == "" || id != ids[0] {
				t.Fatalf("ids differ: %q and %q", ids[0], id)
			}
		}
		if n := effects(t, d); n != 1 {
			t.Errorf("%d effects", n)
		}
	})
}

func TestFaultsAreNotStored(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		// The first forty fail after their claim, at the same time as ten that do not.
		refused := fault.New(fault.Conflict, "stock.short")
		var wg sync.WaitGroup
		for i := range 50 {
			wg.Go(func() {
				var fail error
				if i%5 != 0 {
					fail = refused
				}
				if _, err := act(t, d, key("same"), fail); err != nil && !errors.Is(err, refused) {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if n := effects(t, d); n != 1 {
			t.Errorf("%d effects", n)
		}
	})
}

func TestAKeyBelongsToItsRequestActorAndOperation(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		first, err := act(t, d, key("one"), nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := act(t, d, key("two"), nil); !fault.Has(err, "once.other_request") || !fault.Is(err, fault.Invalid) {
			t.Errorf("another request under the same key: %v", err)
		}
		for _, k := range []once.Key{
			{Actor: "p2", Operation: "test.make", Key: "k1", RequestHash: "h"},
			{Actor: "p1", Operation: "test.other", Key: "k1", RequestHash: "h"},
			{Actor: "p1", Operation: "test.make", Key: "k2", RequestHash: "h"},
		} {
			if id, err := act(t, d, k, nil); err != nil || id == first {
				t.Errorf("%+v: %q, %v", k, id, err)
			}
		}
		for _, bad := range []string{"", string(make([]byte, 201))} {
			k := key("one")
			k.Key = bad
			if _, err := act(t, d, k, nil); !fault.Has(err, "once.key") {
				t.Errorf("a key of %d bytes: %v", len(bad), err)
			}
		}
	})
}

func TestNeitherTokenNorKeyIsStored(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		k := once.Key{Actor: "secret-cart-token", Operation: "o", Key: "0900000001", RequestHash: "h"}
		if _, err := act(t, d, k, nil); err != nil {
			t.Fatal(err)
		}
		var n int64
		d.Read(t.Context()).Table("once_keys").Where("actor = ? OR key = ?", k.Actor, k.Key).Count(&n)
		if n != 0 {
			t.Error("stored in the clear")
		}
	})
}

func TestAVerbThatForgetsItsResultIsTold(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		forget := func() error {
			return d.Tx(t.Context(), func(tx *gorm.DB) error {
				_, _, err := once.Claim(t.Context(), tx, key(1), now)
				return err
			})
		}
		if err := forget(); err != nil {
			t.Fatal(err)
		}
		if err := forget(); err == nil {
			t.Error("nobody noticed")
		}
		if _, _, err := once.Claim(t.Context(), d.Read(t.Context()), key(2), now); err == nil {
			t.Error("claimed outside a transaction")
		}
		err := d.Tx(t.Context(), func(tx *gorm.DB) error { return once.Store(t.Context(), tx, key(3), "x") })
		if err == nil {
			t.Error("stored without a claim")
		}
	})
}

func TestAnIdThatIsKnownIsStoredWithItsClaim(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		claim := func(id string) (first string, done bool) {
			err := d.Tx(t.Context(), func(tx *gorm.DB) (err error) {
				first, done, err = once.ClaimFor(t.Context(), tx, key("same"), id, now)
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
			return first, done
		}
		if _, done := claim("one"); done {
			t.Error("the first was told that it came second")
		}
		if first, done := claim("two"); !done || first != "one" {
			t.Errorf("the second got %q, %v", first, done)
		}
		err := d.Tx(t.Context(), func(tx *gorm.DB) error {
			_, _, err := once.ClaimFor(t.Context(), tx, key("none"), "", now)
			return err
		})
		if err == nil {
			t.Error("no id was taken for one")
		}
	})
}

func TestKeysLiveSevenDays(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		if _, err := act(t, d, key("one"), nil); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			at   clock.Instant
			want int64
		}{{now.Add(once.Keep), 0}, {now.Add(once.Keep + time.Millisecond), 1}} {
			err := d.Tx(t.Context(), func(tx *gorm.DB) error {
				n, err := once.Prune(t.Context(), tx, c.at, 100)
				if n != c.want {
					t.Errorf("after %s %d keys were forgotten", c.at.Sub(now), n)
				}
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestHashKnowsEqualRequests(t *testing.T) {
	a := once.Hash(map[string]any{"b": json.RawMessage(`{"y":1,"x":12345678901234567890}`), "a": 1})
	b := once.Hash(json.RawMessage(` {"a":1, "b":{"x":12345678901234567890,"y":1}}`))
	if a != b {
		t.Error("the order of members made a difference")
	}
	if a == once.Hash(json.RawMessage(`{"a":1,"b":{"x":12345678901234567891,"y":1}}`)) {
		t.Error("a large number lost its last digit")
	}
}
