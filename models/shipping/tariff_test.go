package shipping_test

import (
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/shipping"
	"github.com/chophien/chophien/models/shipping/counter"
	"github.com/chophien/chophien/models/shipping/flat"
	"github.com/chophien/chophien/models/shipping/pickup"
)

func place(ward string) shipping.Place { return shipping.Place{Scheme: division.Current, Ward: ward} }

// Wards at each distance from Xã Văn Chấn.
const (
	here     = markettest.Ward
	province = "04714" // Xã Yên Bình
	region   = markettest.Away
	far      = "26740" // Phường Sài Gòn
)

func parcel(to string, grams int64, shelfLife int, classes ...string) shipping.Parcel {
	return shipping.Parcel{SellerID: "s", From: place(here), To: place(to), Grams: grams, ShelfLifeDays: shelfLife, Classes: classes, Goods: money.Of(100_000)}
}

func quote(t testing.TB, c shipping.Carrier, p shipping.Parcel, settings string) []shipping.Quote {
	t.Helper()
	quotes, err := c.Quote(t.Context(), p, []byte(settings), "2026-11-24")
	if err != nil {
		t.Fatal(err)
	}
	return quotes
}

func services(quotes []shipping.Quote) string {
	s := ""
	for _, q := range quotes {
		s += q.Service + " "
	}
	return s
}

func TestTheTableByZoneAndWeight(t *testing.T) {
	places, err := places()
	fine(t, err)
	c := flat.Carrier{Places: places}
	for _, w := range []struct {
		to    string
		grams int64
		fee   int64
		from  clock.Date
		by    clock.Date
	}{
		{here, 350, 12_000, "2026-11-25", "2026-11-26"}, // with its box 500 g
		{here, 351, 14_000, "2026-11-25", "2026-11-26"},
		{province, 300, 18_000, "2026-11-25", "2026-11-27"},
		{region, 3_000, 41_000, "2026-11-26", "2026-11-28"},
		{far, 5_000, 56_000 + 3*6_000, "2026-11-28", "2026-12-01"}, // 5,400 g: three half kilos above four
	} {
		quotes := quote(t, c, parcel(w.to, w.grams, 0, "raw"), "{}")
		if len(quotes) == 0 {
			t.Errorf("%s, %d g: nothing", w.to, w.grams)
			continue
		}
		q := quotes[0]
		if q.Service != "standard" || q.Fee.Dong() != w.fee || q.From != w.from || q.To != w.by || q.Earner != order.EarnedBySeller {
			t.Errorf("%s, %d g: %+v", w.to, w.grams, q)
		}
	}
}

func TestShelfLifeLimitsTheZones(t *testing.T) {
	places, err := places()
	fine(t, err)
	for _, c := range []struct {
		carrier shipping.Carrier
		to      string
		days    int
		want    string
	}{
		{flat.Carrier{Places: places}, far, 0, "standard express "},
		{flat.Carrier{Places: places}, far, 8, "standard express "},
		{flat.Carrier{Places: places}, far, 7, "express "},
		{flat.Carrier{Places: places}, far, 3, ""},
		{flat.Carrier{Places: places}, province, 2, "express "},
		{flat.Carrier{Places: places}, province, 1, ""},
		{counter.Carrier{Places: places}, far, 8, ""},
		{counter.Carrier{Places: places}, far, 9, "parcel "},
	} {
		quotes := quote(t, c.carrier, parcel(c.to, 500, c.days, "raw"), "{}")
		if got := services(quotes); got != c.want {
			t.Errorf("%s to %s, keeps %d days: %q, want %q", c.carrier.Code(), c.to, c.days, got, c.want)
		}
		for _, q := range quotes {
			if (q.Note != "") != (c.days > 0) {
				t.Errorf("keeps %d days: note %q", c.days, q.Note)
			}
		}
	}
}

func TestWhatACarrierDoesNotTake(t *testing.T) {
	places, err := places()
	fine(t, err)
	table, post := flat.Carrier{Places: places}, counter.Carrier{Places: places}
	for name, p := range map[string]shipping.Parcel{
		"what lives":       parcel(province, 500, 0, "raw", "living"),
		"a stay":           parcel(province, 500, 0, "service"),
		"too heavy":        parcel(province, 40_000, 0, "raw"),
		"an unknown ward":  parcel("99999", 500, 0, "raw"),
		"a former commune": {From: shipping.Place{Scheme: division.Legacy, Ward: here}, To: place(province), Grams: 500},
	} {
		for _, c := range []shipping.Carrier{table, post} {
			if quotes := quote(t, c, p, "{}"); len(quotes) != 0 {
				t.Errorf("%s takes %s: %+v", c.Code(), name, quotes)
			}
		}
	}
	if len(quote(t, post, parcel(province, 500, 0, "alcohol"), "{}")) != 0 || len(quote(t, table, parcel(province, 500, 0, "alcohol"), "{}")) == 0 {
		t.Error("spirits go by the wrong road")
	}
	if table.NeedsTracking() || !post.NeedsTracking() {
		t.Error("tracking numbers are asked of the wrong carrier")
	}
}

func TestWhatASellerSaysOfACarrier(t *testing.T) {
	places, err := places()
	fine(t, err)
	p := parcel(province, 500, 0, "raw")
	if q := quote(t, flat.Carrier{Places: places}, p, `{"free_from":100000}`); !q[0].Fee.IsZero() {
		t.Errorf("not free: %+v", q[0])
	}
	if q := quote(t, flat.Carrier{Places: places}, p, `{"free_from":100001}`); q[0].Fee.IsZero() {
		t.Error("free too early")
	}
	if q := quote(t, flat.Carrier{Places: places, Earner: order.EarnedByCarrier}, p, `{"free_from":1}`); q[0].Fee.IsZero() || q[0].Earner != order.EarnedByCarrier {
		t.Errorf("a seller gives away what a carrier earns: %+v", q[0])
	}
	if q := quote(t, flat.Carrier{Places: places}, p, `{"farthest":"ward"}`); len(q) != 0 {
		t.Errorf("sends farther than it wants: %+v", q)
	}
	if _, err := (flat.Carrier{Places: places}).Quote(t.Context(), p, []byte("no"), "2026-11-24"); err == nil {
		t.Error("broken settings are read")
	}
}

func TestATariffBeginsOnItsDay(t *testing.T) {
	zone := func(fee int64) map[division.Distance]shipping.Zone {
		return map[division.Distance]shipping.Zone{division.SameWard: {Steps: []shipping.Step{{Grams: 1000, Fee: money.Of(fee)}}, Beyond: 500}}
	}
	tariffs := []shipping.Tariff{
		{Service: "a", From: "2026-12-01", Zones: zone(3), MaxGrams: 1000},
		{Service: "a", From: "2026-11-01", Zones: zone(2), MaxGrams: 1000},
		{Service: "a", From: "2027-01-01", Zones: zone(4), MaxGrams: 1000},
	}
	for day, want := range map[clock.Date]int64{"2026-10-31": 0, "2026-11-30": 2, "2026-12-01": 3, "2027-02-01": 4} {
		got := int64(0)
		for _, q := range shipping.Offer("x", order.EarnedBySeller, tariffs, shipping.Parcel{Grams: 1}, division.SameWard, shipping.Settings{}, day) {
			got += q.Fee.Dong()
		}
		if got != want {
			t.Errorf("on %s it costs %d, want %d", day, got, want)
		}
	}
}

// TestFartherAndHeavierIsNeverCheaper also proves that every offered parcel arrives while
// it keeps.
func TestFartherAndHeavierIsNeverCheaper(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		grams, more := rapid.Int64Range(1, 25_000).Draw(rt, "grams"), rapid.Int64Range(0, 2_000).Draw(rt, "more")
		keeps := rapid.IntRange(0, 12).Draw(rt, "keeps")
		for _, list := range [][]shipping.Tariff{flat.Sample, counter.Sample} {
			before := map[string]money.VND{}
			for _, d := range division.Distances {
				light := shipping.Offer("x", order.EarnedBySeller, list, shipping.Parcel{Grams: grams, ShelfLifeDays: keeps}, d, shipping.Settings{}, "2026-11-24")
				heavy := shipping.Offer("x", order.EarnedBySeller, list, shipping.Parcel{Grams: grams + more, ShelfLifeDays: keeps}, d, shipping.Settings{}, "2026-11-24")
				for _, q := range light {
					if q.Fee.Cmp(before[q.Service]) < 0 {
						rt.Fatalf("%s over %s costs %v, less than nearer", q.Service, d, q.Fee)
					}
					before[q.Service] = q.Fee
					if keeps > 0 && q.To >= clock.Date("2026-11-24").AddDays(keeps) {
						rt.Fatalf("%s over %s arrives %s, and keeps %d days", q.Service, d, q.To, keeps)
					}
					for _, h := range heavy {
						if h.Service == q.Service && h.Fee.Cmp(q.Fee) < 0 {
							rt.Fatalf("%s over %s: %d g more costs less", q.Service, d, more)
						}
					}
				}
			}
		}
	})
}

func TestAPickupPointHasItsDays(t *testing.T) {
	// 24 November 2026 is a Tuesday.
	points := `[{"id":"p1","name":"Chợ phiên","scheme":"` + division.Current + `","ward_code":"` + province + `","days":` + fmt.Sprint(1<<5|1<<6) + `,"hours":"6–10 giờ"},
		{"id":"p2","name":"Nhà","scheme":"` + division.Current + `","ward_code":"` + here + `","days":2,"hours":"cả ngày"}]`
	quotes := quote(t, pickup.Carrier{}, parcel(here, 500, 0, "living"), points)
	if len(quotes) != 2 {
		t.Fatalf("%+v", quotes)
	}
	near, market := quotes[0], quotes[1]
	if near.PickupID != "p2" || near.From != "2026-11-24" || near.To != "2026-12-01" || !near.Fee.IsZero() {
		t.Errorf("at home: %+v", near)
	}
	if market.PickupID != "p1" || market.From != "2026-11-28" || market.To != "2026-11-29" || market.Label != "Chợ phiên" {
		t.Errorf("at the market: %+v", market)
	}
	// What keeps five days cannot wait for Sunday, what keeps four not for Saturday.
	if q := quote(t, pickup.Carrier{}, parcel(here, 500, 5, "raw"), points); len(q) != 2 || q[1].To != "2026-11-28" || q[0].To != "2026-11-24" {
		t.Errorf("keeps five days: %+v", q)
	}
	if q := quote(t, pickup.Carrier{}, parcel(here, 500, 4, "raw"), points); len(q) != 1 {
		t.Errorf("keeps four days: %+v", q)
	}
}
