package storefront

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"testing"
)

// agreedTo are the texts of consents by their sums: what somebody agreed to stays as they read
// it. Other words are a new text of another day, with a line of its own here.
var agreedTo = map[string]string{
	"text/consent-helping-2026-11-30.en.txt":    "c2a87a541808a4062aab49374b98681711b02773c199801c2792ae2f2b049548",
	"text/consent-helping-2026-11-30.vi.txt":    "f952a4cfd642e77259b5d9ec8cd6055008538743f753e9236bf37728a374997d",
	"text/consent-notices-2026-11-01.en.txt":    "c3c2d735d6a30bf0367ecdb5110ecaca2cde97d4ac8b32d36fa35fd5dde1ce09",
	"text/consent-notices-2026-11-01.vi.txt":    "6a88d408319cace345867fa858fa13a9e7ca9522c03dc7a67e1ab78fda0ebaa5",
	"text/consent-privacy-2026-11-01.en.txt":    "2289d246402cd27e68c492f13415a7b6aed89f03a1dfcf9452dfada7489a2184",
	"text/consent-privacy-2026-11-01.vi.txt":    "9832ef23d5e9412931aa60a5b3b615ba4af3164122b9b30d0eca737249c45a5e",
	"text/consent-publishing-2026-11-30.en.txt": "2900386e4964e06fde21f8d1ad127a78a26d38ff970409f21bc18287ac85cef5",
	"text/consent-publishing-2026-11-30.vi.txt": "baa48a793727d643f5b143b308c58d15745b3d1c208d8c763a90705c3931c46e",
}

func TestADatedTextStaysAsItWasAgreedTo(t *testing.T) {
	names, err := fs.Glob(texts, "text/consent-*")
	if err != nil || len(names) != len(agreedTo) {
		t.Errorf("%d texts of %d, %v", len(names), len(agreedTo), err)
	}
	for _, name := range names {
		raw, err := fs.ReadFile(texts, name)
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(raw); hex.EncodeToString(sum[:]) != agreedTo[name] {
			t.Errorf("%s is not the text that people agreed to", name)
		}
	}
}
