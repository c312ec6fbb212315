package crypt

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
)

// LoadOrGenerate reads the keys of a demo from path, and on the first start makes them
// and writes them there, readable by their owner only. A market with real people gets
// its keys from the configuration and keeps them away from its database.
func LoadOrGenerate(path string) (*Keyring, error) {
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		b, err = generateFile(path)
	}
	if err != nil {
		return nil, fmt.Errorf("crypt: key file: %w", err)
	}
	keys, blind, _ := strings.Cut(strings.TrimSpace(string(b)), "\n")
	return ParseKeyring(keys, blind)
}

func generateFile(path string) ([]byte, error) {
	keys, blind, err := Generate(nil, "demo")
	if err != nil {
		return nil, err
	}
	text := []byte(keys + "\n" + blind + "\n")
	// O_EXCL: of two starts at once one writes and the other one fails, so that nothing is
	// sealed with keys that are then lost.
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return nil, err
	}
	_, err = f.Write(text)
	return text, errors.Join(err, f.Sync(), f.Close())
}
