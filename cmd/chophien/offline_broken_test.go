package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/chophien/chophien/models/db/dbtest"
)

// A hundred times the line breaks at a random point while goods are listed, orders are
// accepted and packed. At the end the market has each once, and nothing was lost.
func TestAHundredBrokenLinesLoseAndDoubleNothing(t *testing.T) {
	chromium(t)
	for _, dialect := range []string{"sqlite", "postgres"} {
		t.Run(dialect, func(t *testing.T) {
			var env []string
			if dialect == "postgres" {
				env = []string{"DATABASE_URL=" + dbtest.Empty(t, dialect).URL}
			}
			m := openMarket(t, env, "demo", "--data", t.TempDir())
			m.sold(m.shopper("0900000005"), oneStall, 3)
			b := openBrowser(t, m, 360, 740)
			l := lineTo(t, m)
			direct := m.base
			m.base = l.base()
			b.signIn("0900000006", "Chủ Nhiệm Mẫu")
			b.ready("/portal/s/" + oneStall)
			b.renew()
			seller := m.sellerID(oneStall)
			run[int](b, fmt.Sprintf(`
				const held = await vault.holder();
				const work = await snapshot.read(held);
				for (const o of work.stalls[0].orders) {
					await queue.add(held, { kind: "confirm", seller: %[1]q, subject: o.code, title: o.code, input: {} });
					await queue.add(held, { kind: "pack", seller: %[1]q, subject: o.code, title: o.code, input: { quantities: Object.fromEntries(o.lines.map((l) => [l.id, l.quantity])) } });
				}
				return work.stalls[0].orders.length;`, seller))
			l.shake(rand.New(rand.NewPCG(1, 2)))
			listed := 0
			for l.broken() < 100 && listed < 60 {
				listed++
				run[bool](b, fmt.Sprintf(`
					const canvas = document.createElement("canvas");
					canvas.width = canvas.height = 64;
					canvas.getContext("2d").fillRect(0, 0, %[2]d, 64);
					const photo = await (await new Promise((ok) => canvas.toBlob(ok, "image/jpeg"))).arrayBuffer();
					await queue.add(await vault.holder(), { kind: "list", seller: %[1]q, subject: "n-%[2]d", title: "Hàng thử đứt mạng %[2]d", input: { publish: true, product: {
						name_vi: "Hàng thử đứt mạng %[2]d", class: "raw", kind: "fruit", scheme: "2025-07-01", ward_code: "04672", tax_class: "goods",
						variants: [{ basis: "gram", unit: "kg", price: 25000, stock: 5000 }] } } }, [photo, photo]);
					return true;`, seller, listed))
				b.sends()
			}
			l.shake(nil)
			if l.broken() < 100 {
				t.Errorf("the line broke %d times only", l.broken())
			}
			t.Logf("%d breaks, %d products", l.broken(), listed)
			b.visit("/portal/s/" + oneStall)
			if waits := run[string](b, `return JSON.stringify((await queue.list(await vault.holder())).filter((e) => e.state !== "sent"))`); waits != "[]" {
				t.Errorf("not sent: %s", waits)
			}
			for _, o := range asks[struct{ Items []struct{ Code string } }](b, "/stalls/"+seller+"/orders").Items {
				one := asks[soldOrder](b, "/stalls/"+seller+"/orders/"+o.Code)
				if one.moves("confirmed") != 1 || one.moves("packed") != 1 {
					t.Errorf("%s was confirmed %d times and packed %d times", o.Code, one.moves("confirmed"), one.moves("packed"))
				}
			}
			wares := asks[struct{ Items []ware }](b, "/stalls/"+seller+"/products?limit=100&q="+"%C4%91%E1%BB%A9t").Items
			if len(wares) != listed {
				t.Errorf("%d products of %d", len(wares), listed)
			}
			for _, w := range wares {
				one := asks[ware](b, "/stalls/"+seller+"/products/"+w.ID)
				if len(one.Photos) != 2 || one.State != "published" || one.Variants[0].OnHand != 5000 {
					t.Errorf("%s: %d photos, %s, %d g", one.NameVI, len(one.Photos), one.State, one.Variants[0].OnHand)
				}
			}
			l.turn(false)
			m.base = direct
			m.stop()
			if out := mustRun(t, env, "verify", "--data", m.data, "--ops-listen", ""); !strings.Contains(out, "all promises hold") {
				t.Error(out)
			}
		})
	}
}
