package vietqr

import (
	"encoding/json"
	"errors"
	"os"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/chophien/chophien/models/money"
)

type vectorFile struct {
	Check string `json:"crc16_check_123456789"`
	Cases []struct {
		Name  string `json:"name"`
		Input struct {
			BIN     string `json:"bankBin"`
			Account string `json:"bankNumber"`
			Amount  string `json:"amount"`
			Purpose string `json:"purpose"`
			Service string `json:"service"`
		} `json:"input"`
		Payload string `json:"payload"`
	} `json:"cases"`
}

func vectors(t testing.TB) vectorFile {
	t.Helper()
	b, err := os.ReadFile("testdata/vietqr.json")
	if err != nil {
		t.Fatal(err)
	}
	var v vectorFile
	if err := json.Unmarshal(b, &v); err != nil {
		t.Fatal(err)
	}
	if len(v.Cases) == 0 {
		t.Fatal("no vectors")
	}
	return v
}

func TestCRC(t *testing.T) {
	if got := strings.ToUpper(strconv.FormatUint(uint64(crc16("123456789")), 16)); got != vectors(t).Check {
		t.Errorf("crc %s", got)
	}
}

func TestPayloadVectors(t *testing.T) {
	for _, c := range vectors(t).Cases {
		n, _ := strconv.ParseInt(c.Input.Amount, 10, 64)
		p := Payload{BIN: c.Input.BIN, Account: c.Input.Account, Amount: money.Of(n), Purpose: c.Input.Purpose, Card: c.Input.Service == toCard}
		got, err := p.Encode()
		if strings.HasSuffix(c.Name, "_TRAP") {
			if !errors.Is(err, ErrPurpose) {
				t.Errorf("%s: %q %v, want a refusal", c.Name, got, err)
			}
		} else if err != nil || got != c.Payload {
			t.Errorf("%s: %v\n got %s\nwant %s", c.Name, err, got, c.Payload)
		}
		if back, err := Parse(c.Payload); err != nil || back != p {
			t.Errorf("%s: read back %+v %v", c.Name, back, err)
		}
		if back, err := Parse(strings.ToUpper(c.Payload[len(c.Payload)-4:])); err == nil {
			t.Errorf("%s: a checksum alone is %+v", c.Name, back)
		}
	}
}

func TestEncodeRefuses(t *testing.T) {
	good := Payload{BIN: "970422", Account: "0123456789", Amount: money.Of(150000), Purpose: "DH7K2M9QXA"}
	for name, c := range map[string]struct {
		change func(*Payload)
		want   error
	}{
		"short BIN":         {func(p *Payload) { p.BIN = "97042" }, ErrBIN},
		"letters in BIN":    {func(p *Payload) { p.BIN = "97042A" }, ErrBIN},
		"no account":        {func(p *Payload) { p.Account = "" }, ErrAccount},
		"long account":      {func(p *Payload) { p.Account = strings.Repeat("1", 20) }, ErrAccount},
		"account with mark": {func(p *Payload) { p.Account = "12-3" }, ErrAccount},
		"negative":          {func(p *Payload) { p.Amount = money.Of(-1) }, ErrAmount},
		"too much":          {func(p *Payload) { p.Amount = money.Of(money.Max + 1) }, ErrAmount},
		"long text":         {func(p *Payload) { p.Purpose = strings.Repeat("x", 26) }, ErrPurpose},
		"diacritics":        {func(p *Payload) { p.Purpose = "chè" }, ErrPurpose},
		"control character": {func(p *Payload) { p.Purpose = "a\nb" }, ErrPurpose},
	} {
		p := good
		c.change(&p)
		if got, err := p.Encode(); !errors.Is(err, c.want) {
			t.Errorf("%s: %q %v", name, got, err)
		}
	}
}

func payloads() *rapid.Generator[Payload] {
	return rapid.Custom(func(t *rapid.T) Payload {
		return Payload{
			BIN:     rapid.StringMatching(`[0-9]{6}`).Draw(t, "bin"),
			Account: rapid.StringMatching(`[0-9A-Za-z]{1,19}`).Draw(t, "account"),
			Card:    rapid.Bool().Draw(t, "card"),
			Amount:  money.Of(rapid.Int64Range(0, money.Max).Draw(t, "amount")),
			Purpose: rapid.StringMatching(`[ -~]{0,25}`).Draw(t, "purpose"),
		}
	})
}

func TestWhatIsDrawnIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := payloads().Draw(t, "payload")
		text, err := p.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if back, err := Parse(text); err != nil || back != p {
			t.Fatalf("%s is read as %+v %v", text, back, err)
		}
		i := rapid.IntRange(0, len(text)-1).Draw(t, "place")
		broken := []byte(text)
		broken[i] ^= byte(rapid.IntRange(1, 255).Draw(t, "bits"))
		// A letter of the checksum in the other case is the same checksum.
		if back, err := Parse(string(broken)); err == nil && !strings.EqualFold(string(broken), text) {
			t.Fatalf("%q, broken at %d, is read as %+v", broken, i, back)
		}
	})
}

// seal puts the right checksum on a body of fields.
func sealed(body string) string {
	body += "6304"
	hex := strings.ToUpper(strconv.FormatUint(uint64(crc16(body)), 16))
	return body + strings.Repeat("0", 4-len(hex)) + hex
}

func TestParseReadsOthersAndRefusesTheRest(t *testing.T) {
	const payee = "38560010A0000007270126000697041501121133666688880208QRIBFTTA"
	read := map[string]string{
		"shop name and city":   "000201010212" + payee + "5204541153037045405790005802VN5909CUA HANG 6006HA NOI62220818Ung Ho Quy Vac Xin",
		"amount with .00":      "000201010212" + payee + "5303704540879000.005802VN",
		"lower-case checksum":  "000201010211" + payee + "53037045802VN",
		"no way of initiation": "000201" + payee + "53037045802VN",
	}
	for name, body := range read {
		text := sealed(body)
		if name == "lower-case checksum" {
			text = text[:len(text)-4] + strings.ToLower(text[len(text)-4:])
		}
		p, err := Parse(text)
		if err != nil || p.BIN != "970415" || p.Account != "113366668888" {
			t.Errorf("%s: %+v %v", name, p, err)
		}
	}
	refuse := map[string]string{
		"dollars":         "000201010212" + payee + "53038405405790005802VN",
		"another country": "000201010212" + payee + "53037045802LA",
		"another format":  "000202010212" + payee + "53037045802VN",
		"another scheme":  "00020101021238560010A0000000000126000697041501121133666688880208QRIBFTTA53037045802VN",
		"no service":      "00020101021238440010A00000072701260006970415011211336666888853037045802VN",
		"cash withdrawal": "00020101021238560010A0000007270126000697041501121133666688880208QRCASHTM53037045802VN",
		"half an amount":  "000201010212" + payee + "53037045403" + "1.5" + "5802VN",
		"negative amount": "000201010212" + payee + "53037045402-15802VN",
		"a tag twice":     "000201010212" + payee + payee + "53037045802VN",
		"cut short":       "000201010212" + payee + "5303704580",
		"length too long": "000201010212" + payee + "53037045899VN",
		"letters as tag":  "0002010102AA" + payee + "53037045802VN",
		"nothing":         "",
		"only the format": "000201",
		"odd initiation":  "000201010213" + payee + "53037045802VN",
		"not even UTF-8":  "000201010212" + payee + "53037045802VN6203\xff\xfe\xfd",
	}
	for name, body := range refuse {
		if p, err := Parse(sealed(body)); !errors.Is(err, ErrPayload) {
			t.Errorf("%s: %+v %v", name, p, err)
		}
	}
	long := "000201010212" + payee + "53037045802VN"
	for _, tag := range []string{"80", "81", "82", "83", "84"} {
		long += tag + "99" + strings.Repeat("x", 99)
	}
	if _, err := Parse(sealed(long)); !errors.Is(err, ErrPayload) {
		t.Error("more than 512 bytes are read")
	}
	if _, err := Parse(vectors(t).Cases[0].Payload + " "); !errors.Is(err, ErrPayload) {
		t.Error("a trailing space is read")
	}
}

func FuzzParse(f *testing.F) {
	for _, c := range vectors(f).Cases {
		f.Add(c.Payload)
	}
	f.Add(sealed("000201010211"))
	f.Add("")
	f.Fuzz(func(t *testing.T, text string) {
		// The checksum is put right, or hardly anything would get past it.
		for _, s := range []string{text, sealed(text)} {
			p, err := Parse(s)
			if err != nil {
				if err != ErrPayload {
					t.Fatalf("%q: %v", s, err)
				}
				continue
			}
			if len(p.Purpose) > MaxPurpose || !printable(p.Purpose) {
				continue
			}
			again, err := p.Encode()
			if err != nil {
				t.Fatalf("%q is read as %+v, which cannot be drawn: %v", s, p, err)
			}
			if back, err := Parse(again); err != nil || back != p {
				t.Fatalf("%q: %+v, then %+v %v", s, p, back, err)
			}
		}
	})
}
