package main

import (
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
)

func sqliteOf(data string) db.Config { return db.Config{Path: filepath.Join(data, "chophien.db")} }

func TestABackupOfARunningMarketCanBeRestored(t *testing.T) {
	for _, dialect := range []string{"sqlite", "postgres"} {
		t.Run(dialect, func(t *testing.T) {
			from, to := []string(nil), []string(nil)
			if dialect == "postgres" {
				from = []string{"DATABASE_URL=" + dbtest.Empty(t, dialect).URL}
				to = []string{"DATABASE_URL=" + dbtest.Empty(t, dialect).URL}
			}
			data, other, kept := t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "copy")
			m := openMarket(t, from, "demo", "--data", data)
			mustRun(t, from, "backup", "--data", data, kept)
			m.stop()
			if s, err := os.Stat(kept); err != nil || s.Mode().Perm() != 0o700 {
				t.Errorf("others may read the copy: %v, %v", s.Mode(), err)
			}
			mustRun(t, to, "restore", "--data", other, kept)
			out := mustRun(t, to, "verify", "--data", other, "--ops-listen", "")
			if !strings.Contains(out, "all promises hold") {
				t.Error(out)
			}
			if dialect == "sqlite" {
				if a, b := counts(t, data), counts(t, other); a != b {
					t.Errorf("%s became %s", a, b)
				}
			}
			if a, b := files(t, filepath.Join(data, photosFolder)), files(t, filepath.Join(other, photosFolder)); len(a) == 0 || !maps.Equal(a, b) {
				t.Errorf("of %d pictures %d are back", len(a), len(b))
			}
			// The copy opens with its keys: people are found by their phones, and the index is built anew.
			back := openMarket(t, to, "demo", "--data", other)
			back.token("0900000006", "Chủ Nhiệm Mẫu")
			if !strings.Contains(back.get("/search?q=che+suoi+giang"), "/p/") {
				t.Error("nothing is found in the market that was restored")
			}
			back.stop()
			if out, err := program(t, to, "restore", "--data", other, kept); err == nil {
				t.Errorf("a market was overwritten: %s", out)
			}
		})
	}
}

// files are those of a folder and what they hold.
func files(t *testing.T, folder string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		all[strings.TrimPrefix(path, folder)] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestVerifyNamesWhatIsBroken(t *testing.T) {
	data := t.TempDir()
	openMarket(t, nil, "demo", "--data", data).stop()
	d := dbtest.OpenConfig(t, sqliteOf(data))
	if err := d.Tx(t.Context(), breakStock); err != nil {
		t.Fatal(err)
	}
	_ = d.Close()
	out, err := program(t, nil, "verify", "--data", data, "--ops-listen", "")
	if err == nil || !strings.Contains(out, "stock") || !strings.Contains(out, "promises are broken") {
		t.Errorf("%v: %s", err, out)
	}
}

// The index is asked through the running market, which owns it, and opened where none runs.
func TestVerifyNamesWhatSearchHasWrong(t *testing.T) {
	data := t.TempDir()
	m := openMarket(t, nil, "demo", "--data", data)
	ops := strings.TrimPrefix(m.ops, "http://")
	if out := mustRun(t, nil, "verify", "--data", data, "--ops-listen", ops); !strings.Contains(out, "all promises hold") {
		t.Error(out)
	}
	if out, err := program(t, nil, "verify", "--data", data, "--ops-listen", freeAddress(t)); err == nil || !strings.Contains(out, "--ops-listen") {
		t.Errorf("an index that cannot be asked: %v, %s", err, out)
	}
	d := dbtest.OpenConfig(t, sqliteOf(data))
	rename := func(tx *gorm.DB) error {
		return tx.Exec("UPDATE products SET name_vi = 'Tên mới' WHERE id = (SELECT min(id) FROM products WHERE state = 'published')").Error
	}
	if err := d.Tx(t.Context(), rename); err != nil {
		t.Fatal(err)
	}
	_ = d.Close()
	named := func(how string) {
		t.Helper()
		out, err := program(t, nil, "verify", "--data", data, "--ops-listen", ops)
		if err == nil || strings.Count(out, "is stale") != 1 || !strings.Contains(out, "1 products") {
			t.Errorf("%s: %v, %s", how, err, out)
		}
	}
	named("asked")
	m.stop()
	named("opened")
	again := func() {
		t.Helper()
		mustRun(t, nil, "reindex", "--data", data, "--ops-listen", ops)
		if out := mustRun(t, nil, "verify", "--data", data, "--ops-listen", ops); !strings.Contains(out, "all promises hold") {
			t.Error(out)
		}
	}
	again()
	metas, err := filepath.Glob(filepath.Join(data, "search", "gen-*", "index_meta.json"))
	if err != nil || len(metas) != 1 {
		t.Fatalf("%v, %v", metas, err)
	}
	if err := os.Remove(metas[0]); err != nil {
		t.Fatal(err)
	}
	for range 2 { // whoever only looks mends nothing
		if out, err := program(t, nil, "verify", "--data", data, "--ops-listen", ops); err == nil || !strings.Contains(out, "damaged") {
			t.Errorf("a damaged index: %v, %s", err, out)
		}
	}
	again()
	if err := os.RemoveAll(filepath.Join(data, "search")); err != nil {
		t.Fatal(err)
	}
	if out := mustRun(t, nil, "verify", "--data", data, "--ops-listen", ops); !strings.Contains(out, "never filled") {
		t.Error(out)
	}
	again()
}

func TestImportRefusesAFileAsAWhole(t *testing.T) {
	data := t.TempDir()
	mustRun(t, nil, "migrate", "--data", data)
	file := filepath.Join(t.TempDir(), "list.csv")
	text := "\ufefften san pham;xa;huyen;so sao\r\nChè Suối Giàng;Suối Giàng;Văn Chấn;3\r\n=1+1;;;3\r\n"
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := program(t, nil, "import", "products", "--lang", "en", "--data", data, file)
	if err == nil || !strings.Contains(out, "row 3") {
		t.Fatalf("%v: %s", err, out)
	}
	if n := counts(t, data); !strings.HasPrefix(n, "products 0,") {
		t.Errorf("something was written: %s", n)
	}
	mustRun(t, nil, "import", "products", "--data", data, "demo/ocop_products.csv", "--dry-run")
	if n := counts(t, data); !strings.HasPrefix(n, "products 0,") {
		t.Errorf("a dry run wrote: %s", n)
	}
	mustRun(t, nil, "import", "products", "--data", data, "demo/ocop_products.csv")
	if n := counts(t, data); !strings.HasPrefix(n, "products 172,") {
		t.Errorf("172 products became %s", n)
	}
}

// breakStock takes a piece off a shelf that no lot knows of.
func breakStock(tx *gorm.DB) error {
	return tx.Exec("UPDATE stock SET on_hand = on_hand + 1 WHERE variant_id = (SELECT min(variant_id) FROM stock)").Error
}
