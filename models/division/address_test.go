package division

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/chophien/chophien/models/fault"
	"pgregory.net/rapid"
)

func TestAGoodAddressIsBroughtToItsPlainForm(t *testing.T) {
	d := home(t)
	a, err := d.Check(Address{WardCode: " 04672 ", Street: "  Bản Giàng A\u0300 ", OldText: "Suối Giàng, Văn Chấn",
		Note: "Gọi trước\r\nkhi đến", Lat: 21_580_940, Lon: 104_617_220, Vpostcode: "33000-hjj8+9vh"}, "address")
	if err != nil {
		t.Fatal(err)
	}
	want := Address{Scheme: Current, ProvinceCode: "15", WardCode: "04672", Street: "Bản Giàng À", OldText: "Suối Giàng, Văn Chấn",
		Note: "Gọi trước\nkhi đến", Lat: 21_580_940, Lon: 104_617_220, PlusCode: "7PH6HJJ8+9VH",
		Vpostcode: "33000HJJ89VH", VpostcodeText: "33000-hjj8+9vh"}
	if a != want {
		t.Errorf("%+v", a)
	}
	if got := d.Line(a); got != "Bản Giàng À, Xã Văn Chấn, Tỉnh Lào Cai" {
		t.Error(got)
	}
	if got := d.Spot(a); got != "HJJ8+9V, Xã Văn Chấn" {
		t.Error(got)
	}
}

func TestAPlusCodeGivesThePin(t *testing.T) {
	d := home(t)
	for _, code := range []string{"7PH6HJJ8+9V", "hjj8+9v", " 7ph6hjj8+9vh", "HJJ8+9VH"} {
		a, err := d.Check(Address{WardCode: "04672", Street: "Bản A", PlusCode: code}, "")
		if err != nil || far(a.Lat, 21_580_940) > 70 || far(a.Lon, 104_617_220) > 70 || !strings.HasPrefix(a.PlusCode, "7PH6HJJ8+9V") {
			t.Errorf("%q: %+v, %v", code, a, err)
		}
	}
}

func TestEveryFaultStandsBesideItsField(t *testing.T) {
	d := home(t)
	good := Address{WardCode: "04672", ProvinceCode: "15", Street: "Bản A"}
	for _, c := range []struct {
		change func(*Address)
		want   string
	}{
		{func(a *Address) { a.WardCode = "99999" }, "a.ward_code address.ward"},
		{func(a *Address) { a.WardCode = "" }, "a.ward_code address.ward"},
		{func(a *Address) { a.WardCode = "15" }, "a.ward_code address.ward"},
		{func(a *Address) { a.Scheme = Legacy }, "a.ward_code address.ward"},
		{func(a *Address) { a.WardCode = "04672' OR 1=1" }, "a.ward_code address.ward"},
		{func(a *Address) { a.ProvinceCode = "01" }, "a.ward_code address.ward_province"},
		{func(a *Address) { a.Street = " \t" }, "a.street address.street"},
		{func(a *Address) { a.Street = "…!" }, "a.street address.street"},
		{func(a *Address) { a.Street = strings.Repeat("a", 201) }, "a.street text.too_long"},
		{func(a *Address) { a.Street = "a\x00b" }, "a.street text.control"},
		{func(a *Address) { a.Street = "a\nb" }, "a.street text.lines"},
		{func(a *Address) { a.Street = "a\xff" }, "a.street text.encoding"},
		{func(a *Address) { a.OldText = "a\u202eb" }, "a.old_text text.control"},
		{func(a *Address) { a.Note = strings.Repeat("a", 301) }, "a.note text.too_long"},
		{func(a *Address) { a.Lat, a.Lon = 48_850_000, 2_350_000 }, "a.lat address.pin"},
		{func(a *Address) { a.PlusCode = "nope" }, "a.plus_code address.plus_code"},
		{func(a *Address) { a.PlusCode = "8FVC2222+22" }, "a.plus_code address.plus_code"},
		{func(a *Address) { a.Vpostcode = "12" }, "a.vpostcode address.vpostcode"},
	} {
		a := good
		c.change(&a)
		got, err := d.Check(a, "a")
		all := fault.All(err)
		if strings.HasSuffix(c.want, "too_long") && (len(all) != 1 || all[0].Args["most"] == nil) {
			t.Errorf("%s: the limit is not told: %v", c.want, err)
		}
		if len(all) != 1 || all[0].Field+" "+all[0].Key != c.want || all[0].Kind != fault.Invalid || got != (Address{}) {
			t.Errorf("%+v: %v, want %s", a, err, c.want)
		}
	}
	_, err := d.Check(Address{Lat: 1, PlusCode: "x", Vpostcode: "x"}, "")
	if n := len(fault.All(err)); n != 4 {
		t.Errorf("%d faults at once: %v", n, err)
	}
}

// What passed once passes again unchanged, also by way of JSON.
func TestCheckingTwiceChangesNothing(t *testing.T) {
	d := home(t)
	text := rapid.StringOfN(rapid.RuneFrom([]rune("aăâÀềĐ \t\n+-0123<&\u0301")), 0, 40, -1)
	rapid.Check(t, func(t *rapid.T) {
		wards := d.Wards("15")
		a := Address{
			WardCode: rapid.SampledFrom(wards).Draw(t, "ward").Code, Street: text.Draw(t, "street") + "x", OldText: text.Draw(t, "old"),
			Note: text.Draw(t, "note"), PlusCode: rapid.SampledFrom([]string{"", "7PH6HJJ8+9V", "HJJ8+9VH", "7ph6 hjj8+9vhq"}).Draw(t, "plus"),
			Vpostcode: rapid.SampledFrom([]string{"", "33000 HJJ8+9VH"}).Draw(t, "vpostcode"),
		}
		if rapid.Bool().Draw(t, "pinned") {
			a.Lat = Degrees(rapid.Int32Range(8*micro, 23*micro).Draw(t, "lat"))
			a.Lon = Degrees(rapid.Int32Range(103*micro, 109*micro).Draw(t, "lon"))
		}
		once, err := d.Check(a, "")
		if err != nil {
			return
		}
		raw, err := json.Marshal(once)
		if err != nil {
			t.Fatal(err)
		}
		var back Address
		if err := json.Unmarshal(raw, &back); err != nil || back != once {
			t.Fatalf("%s: %+v, %v", raw, back, err)
		}
		twice, err := d.Check(back, "")
		if err != nil || twice != once {
			t.Fatalf("%+v, then %+v, %v", once, twice, err)
		}
		if _, _, err := PlusCentre(once.PlusCode); once.Pinned() && err != nil {
			t.Fatal(err)
		}
	})
}

func TestFaultsHoldNoText(t *testing.T) {
	d := home(t)
	_, err := d.Check(Address{WardCode: "SECRET", Street: "SECRET\x00", Vpostcode: "SECRET", PlusCode: "SECRET"}, "address")
	if s := fmt.Sprint(err, fault.All(err)); strings.Contains(s, "SECRET") {
		t.Error(s)
	}
}
