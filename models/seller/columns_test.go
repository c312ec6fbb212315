package seller_test

import (
	"sync"
	"testing"

	"gorm.io/gorm/schema"

	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/seller"
)

// The tables hold exactly what the structs do, in both dialects.
func TestStructsAndTablesAgree(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		for _, m := range []any{&seller.Seller{}, &seller.Membership{}, &seller.Check{}, &seller.Move{}, &seller.Payee{}} {
			s, err := schema.Parse(m, &sync.Map{}, schema.NamingStrategy{})
			if err != nil {
				t.Fatal(err)
			}
			types, err := d.Read(t.Context()).Migrator().ColumnTypes(s.Table)
			if err != nil {
				t.Fatal(err)
			}
			in := map[string]bool{}
			for _, c := range types {
				in[c.Name()] = true
			}
			for _, name := range s.DBNames {
				if !in[name] {
					t.Errorf("%s has no column %s", s.Table, name)
				}
				delete(in, name)
			}
			for name := range in {
				t.Errorf("%s.%s is in no struct", s.Table, name)
			}
		}
	})
}
