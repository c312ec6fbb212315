package bench

import (
	"encoding/json"
	"fmt"
	"os"
)

// Ground is what `bench prepare` made: goods to buy and buyers to buy them.
type Ground struct {
	Tokens   []string `json:"tokens"` // bearer tokens of the buyers
	Products []Goods  `json:"products"`
	LastTen  string   `json:"last_ten"` // a variant of which ten are left
	Ward     string   `json:"ward"`     // where the buyers live
	Scheme   string   `json:"scheme"`
	Terms    string   `json:"terms"`

	Bank string `json:"-"` // the play bank's secret
}

// Goods is one product.
type Goods struct {
	Slug    string `json:"slug"`
	Variant string `json:"variant"`
	Kind    string `json:"kind"`
	Seller  string `json:"seller"`
}

// File is the name of the ground in the data folder; it holds tokens, so only its owner
// reads it.
const File = "bench.json"

// Read reads a ground.
func Read(path string) (g Ground, err error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return g, fmt.Errorf("bench: run `chophien bench prepare` first: %w", err)
	}
	return g, json.Unmarshal(b, &g)
}

// Write keeps a ground.
func (g Ground) Write(path string) error {
	b, err := json.Marshal(g)
	if err != nil {
		return err
	}
	if err := os.Remove(path); err != nil && !os.IsNotExist(err) {
		return err // a file that others may read would keep its mode
	}
	return os.WriteFile(path, b, 0o600)
}
