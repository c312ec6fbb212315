package lexicon

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/search"
)

var (
	ctx  = context.Background()
	desk = actor.Admin{PersonID: "desk", Channel: actor.API}
)

func now() clock.Instant { return 1_790_000_000_000 }

// open is a process on d.
func open(t *testing.T, d *db.DB) *Book {
	t.Helper()
	b := &Book{DB: d, Now: now, Words: &search.Lexicon{}, Log: slog.New(slog.DiscardHandler)}
	if err := b.Load(ctx); err != nil {
		t.Fatal(err)
	}
	return b
}

func install(t *testing.T, d *db.DB, list string) bool {
	t.Helper()
	did, err := Install(ctx, d, list, now())
	if err != nil {
		t.Fatal(err)
	}
	return did
}

// read is how b understands a text: the readings, each with the folded forms of its words.
func read(b *Book, text string) string {
	var out []string
	for _, r := range b.Words.Read(text) {
		var words []string
		for _, w := range r.Words {
			var forms []string
			for _, f := range w {
				forms = append(forms, f.Folded)
			}
			words = append(words, strings.Join(forms, "/"))
		}
		out = append(out, strings.Join(words, " "))
	}
	return strings.Join(out, "; ")
}

func lines(t *testing.T, d *db.DB, wanted string) string {
	t.Helper()
	all, err := List(ctx, d.Read(ctx), desk, wanted, db.Cursor{}, 100)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, s := range all {
		line := s.Line
		if !s.Active {
			line = "(" + line + ")"
		}
		out = append(out, line)
	}
	slices.Sort(out) // of one instant
	return strings.Join(out, "; ")
}

func find(t *testing.T, d *db.DB, wanted string) Synonym {
	t.Helper()
	all, err := List(ctx, d.Read(ctx), desk, wanted, db.Cursor{}, 2)
	if err != nil || len(all) != 1 {
		t.Fatalf("%q finds %v, %v", wanted, all, err)
	}
	return all[0]
}

func TestAQuestionIsReadByTheListOfTheOperator(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		install(t, d, "heo | lợn\nxôi > gạo nếp\nđặc sản > # một lời\n")
		mine, other := open(t, d), open(t, d)
		for text, want := range map[string]string{"heo": "heo/lon", "xoi": "xoi; gao nep", "gao nep": "gao nep", "dac san heo": "dac san heo/lon; heo/lon"} {
			if got := read(mine, text); got != want {
				t.Errorf("%q is read as %q, want %q", text, got, want)
			}
		}
		pig := find(t, d, "lon")
		if _, err := mine.Switch(ctx, desk, pig.ID, false); err != nil {
			t.Fatal(err)
		}
		added, err := mine.Add(ctx, desk, Group{Kind: Same, Words: []string{" bơ  sáp", "", "trái bơ"}}, "k1")
		if err != nil || added.Line != "bơ sáp | trái bơ" {
			t.Fatalf("%q, %v", added.Line, err)
		}
		if got := read(mine, "heo") + ", " + read(mine, "bơ sáp"); got != "heo, bo sap; trai bo" {
			t.Errorf("at once it is read as %q", got)
		}
		if got := read(other, "heo"); got != "heo/lon" {
			t.Errorf("another process reads %q before it looks", got)
		}
		other.follow(ctx)
		if got := read(other, "heo") + ", " + read(other, "bơ sáp"); got != "heo, bo sap; trai bo" {
			t.Errorf("another process reads %q after it looked", got)
		}
		if _, err := mine.Reword(ctx, desk, added.ID, Group{Kind: Means, Words: []string{"bơ sáp"}, Means: "quả bơ"}); err != nil {
			t.Fatal(err)
		}
		if got := read(mine, "trái bơ") + ", " + read(mine, "bơ sáp"); got != "trai bo, bo sap; qua bo" {
			t.Errorf("reworded it is read as %q", got)
		}
		for wanted, want := range map[string]string{"": "(heo | lợn); bơ sáp > quả bơ; xôi > gạo nếp; đặc sản >", "nếp": "xôi > gạo nếp", "%": "(heo | lợn); bơ sáp > quả bơ; xôi > gạo nếp; đặc sản >", "không có": ""} {
			if got := lines(t, d, wanted); got != want {
				t.Errorf("%q finds %q, want %q", wanted, got, want)
			}
		}
	})
}

func TestEveryChangeIsWrittenDownOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		b := open(t, d)
		g := Group{Kind: Same, Words: []string{"na", "mãng cầu"}}
		first, err := b.Add(ctx, desk, g, "k")
		if err != nil {
			t.Fatal(err)
		}
		again, err := b.Add(ctx, desk, g, "k")
		if err != nil || again.ID != first.ID {
			t.Errorf("the same form again: %q, %v", again.ID, err)
		}
		if _, err := b.Add(ctx, desk, Group{Kind: Nothing, Words: []string{"ngon"}}, "k"); !fault.Has(err, "once.other_request") {
			t.Errorf("another form with the same key: %v", err)
		}
		for range 2 {
			if _, err := b.Reword(ctx, desk, first.ID, g); err != nil {
				t.Fatal(err)
			}
			if _, err := b.Switch(ctx, desk, first.ID, false); err != nil {
				t.Fatal(err)
			}
		}
		changes, err := ChangesOf(ctx, d.Read(ctx), desk, first.ID)
		if err != nil || len(changes) != 2 || changes[0].Active || !changes[1].Active || changes[1].Line != "na | mãng cầu" {
			t.Errorf("%+v, %v", changes, err)
		}
		rows, err := audit.List(ctx, d.Read(ctx), audit.Filter{SubjectKind: "synonym", SubjectID: first.ID}, db.Cursor{}, 10)
		if err != nil || len(rows) != 2 || rows[0].ActorID != desk.PersonID {
			t.Errorf("%+v, %v", rows, err)
		}
		for _, q := range []string{"UPDATE synonym_changes SET line = 'x'", "DELETE FROM synonym_changes"} {
			if err := d.Tx(ctx, func(tx *gorm.DB) error { return tx.Exec(q).Error }); err == nil {
				t.Errorf("%s is allowed", q)
			}
		}
		if _, err := b.Switch(ctx, desk, "nothing", true); !fault.Has(err, "lexicon.unknown") {
			t.Errorf("a line that is none: %v", err)
		}
	})
}

func TestALineThatNobodyCouldReadIsRefused(t *testing.T) {
	d := dbtest.SQLite(t)
	install(t, d, "na | mãng cầu")
	b := open(t, d)
	for name, c := range map[string]struct {
		g          Group
		key, field string
	}{
		"no kind":       {Group{Words: []string{"a", "b"}}, "lexicon.kind", "kind"},
		"one word":      {Group{Kind: Same, Words: []string{"a", " "}}, "lexicon.two", "words"},
		"nine words":    {Group{Kind: Same, Words: strings.Fields("a b c d e f g h i")}, "lexicon.many", "words"},
		"two mean":      {Group{Kind: Means, Words: []string{"a", "b"}, Means: "c"}, "lexicon.one", "words"},
		"none":          {Group{Kind: Nothing}, "lexicon.one", "words"},
		"no letter":     {Group{Kind: Same, Words: []string{"a", "…"}}, "lexicon.word", "words"},
		"means nothing": {Group{Kind: Means, Words: []string{"a"}}, "lexicon.word", "means"},
		"a sign":        {Group{Kind: Same, Words: []string{"a", "b | c"}}, "lexicon.sign", "words"},
		"a remark":      {Group{Kind: Means, Words: []string{"a"}, Means: "b # c"}, "lexicon.sign", "means"},
		"six words":     {Group{Kind: Nothing, Words: []string{"một hai ba bốn năm sáu"}}, "lexicon.long", "words"},
		"a long word":   {Group{Kind: Nothing, Words: []string{strings.Repeat("a", 61)}}, "text.too_long", "words"},
		"said twice":    {Group{Kind: Same, Words: []string{"Hòa Bình", "hoà bình"}}, "lexicon.twice", "words"},
		"means itself":  {Group{Kind: Means, Words: []string{"na"}, Means: "Na"}, "lexicon.twice", "words"},
		"there already": {Group{Kind: Same, Words: []string{"Mãng cầu", "NA"}}, "lexicon.taken", "words"},
		"control":       {Group{Kind: Nothing, Words: []string{"a\x00b"}}, "text.control", "words"},
	} {
		_, err := b.Add(ctx, desk, c.g, name)
		all := fault.All(err)
		if len(all) != 1 || all[0].Key != c.key || all[0].Field != c.field {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := b.Add(ctx, desk, Group{Kind: Same, Words: []string{"na", "nà"}}, "marks"); err != nil {
		t.Errorf("words of other marks are other words: %v", err)
	}
}

func TestTheListStaysSmall(t *testing.T) {
	d := dbtest.SQLite(t)
	var list strings.Builder
	for i := range MostLines - MostOfWord {
		fmt.Fprintf(&list, "w%d >\n", i)
	}
	for i := range MostOfWord {
		fmt.Fprintf(&list, "bánh b%d >\n", i)
	}
	install(t, d, list.String())
	b := open(t, d)
	refused := func(g Group, key string) {
		t.Helper()
		if _, err := b.Add(ctx, desk, g, db.NewID()); !fault.Has(err, key) {
			t.Errorf("%v: %v", g, err)
		}
	}
	refused(Group{Kind: Nothing, Words: []string{"thêm"}}, "lexicon.full")
	for _, word := range []string{"banh b7", "w7", "w8"} {
		all, err := List(ctx, d.Read(ctx), desk, word, db.Cursor{}, MostLines)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := b.Switch(ctx, desk, all[len(all)-1].ID, false); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := b.Add(ctx, desk, Group{Kind: Nothing, Words: []string{"banh x"}}, "k"); err != nil {
		t.Error(err)
	}
	refused(Group{Kind: Nothing, Words: []string{"bánh y"}}, "lexicon.crowded")
	for i := range MostMeanings {
		if i == 1 {
			install(t, d, "") // room
		}
		if _, err := b.Add(ctx, desk, Group{Kind: Means, Words: []string{"su"}, Means: fmt.Sprint("m", i)}, db.NewID()); err != nil {
			t.Fatal(err)
		}
	}
	refused(Group{Kind: Means, Words: []string{"sú"}, Means: "x"}, "lexicon.crowded")
}

// What the operator has touched stays as it was left; the rest is what the program ships.
func TestAnUpgradeUndoesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		old := "heo | lợn\nna | mãng cầu\nxôi > gạo nếp\nnhang > hương\n"
		if !install(t, d, old) || install(t, d, old) {
			t.Error("the first start writes the list, the second nothing")
		}
		b := open(t, d)
		if _, err := b.Switch(ctx, desk, find(t, d, "heo").ID, false); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Reword(ctx, desk, find(t, d, "xoi").ID, Group{Kind: Means, Words: []string{"xôi"}, Means: "nếp nương"}); err != nil {
			t.Fatal(err)
		}
		if _, err := b.Add(ctx, desk, Group{Kind: Same, Words: []string{"dứa", "thơm"}}, "k"); err != nil {
			t.Fatal(err)
		}
		install(t, d, "lợn | heo\nna | mãng cầu\nxôi > gạo nếp\nthơm | dứa\nbắp | ngô\n")
		for wanted, want := range map[string]string{"heo": "(heo | lợn)", "xoi": "xôi > nếp nương", "dua": "dứa | thơm", "bap": "bắp | ngô", "nhang": "", "na": "na | mãng cầu"} {
			if got := lines(t, d, wanted); got != want {
				t.Errorf("%q is %q, want %q", wanted, got, want)
			}
		}
		b.follow(ctx)
		if got := read(b, "nhang") + ", " + read(b, "bap"); got != "nhang, bap/ngo" {
			t.Errorf("after the upgrade it is read as %q", got)
		}
	})
}

// What is shipped is what an operator could have typed.
func TestTheShippedListIsOneThatMayBeTyped(t *testing.T) {
	d := dbtest.SQLite(t)
	install(t, d, search.Synonyms)
	b := open(t, d)
	all, err := inUse(ctx, d.Read(ctx))
	if err != nil || len(all) < 40 {
		t.Fatalf("%d lines, %v", len(all), err)
	}
	for _, s := range all {
		if _, err := s.Group().clean(); err != nil {
			t.Errorf("%q: %v", s.Line, err)
		}
		if err := s.fits(ctx, d.Read(ctx)); err != nil {
			t.Errorf("%q: %v", s.Line, err)
		}
	}
	if want := search.NewLexicon(); fmt.Sprint(b.Words.Read("dầu mè gác bếp")) != fmt.Sprint(want.Read("dầu mè gác bếp")) {
		t.Error("the list of the database is read as another")
	}
}

// Two at once come one after the other, so that a line is not written twice.
func TestOfTwoWhoAddTheSameOneIsRefused(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		var all sync.WaitGroup
		errs := make([]error, 4)
		for i := range errs {
			b := open(t, d)
			all.Go(func() {
				_, errs[i] = b.Add(ctx, desk, Group{Kind: Same, Words: []string{"dứa", "khóm"}}, fmt.Sprint("k", i))
			})
		}
		all.Wait()
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if !fault.Has(err, "lexicon.taken") {
				t.Error(errors.Unwrap(err), err)
			}
		}
		if won != 1 {
			t.Errorf("%d of %d were taken", won, len(errs))
		}
	})
}

// A database that hangs keeps no process from its work: the look ends, and the next one sees.
func TestALookEndsWhileTheListIsLocked(t *testing.T) {
	d := dbtest.Postgres(t)
	install(t, d, "heo | lợn\n")
	b := open(t, d)
	err := d.Tx(ctx, func(tx *gorm.DB) error {
		if err := tx.Exec("UPDATE lexicon SET version = version + 1").Error; err != nil {
			return err
		}
		if err := tx.Exec("LOCK TABLE lexicon IN ACCESS EXCLUSIVE MODE").Error; err != nil {
			return err
		}
		b.follow(ctx)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	was := b.version
	if b.follow(ctx); b.version != was+1 {
		t.Errorf("the list is read as of version %d, not %d", b.version, was+1)
	}
}
