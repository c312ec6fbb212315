package meilisearch

import (
	"encoding/hex"
	"strings"
)

// longest is the most bytes of a text whose token the server keeps whole: it cuts values
// of facets at 468, and ids at 511.
const longest = 200

const escaped = "_x"

// token writes s so that the server takes it as it is: s itself when it has only a-z, 0-9
// and -, else its bytes in hex behind "_x". Different texts have different tokens.
func token(s string) string {
	if s != "" && strings.IndexFunc(s, func(r rune) bool { return (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' }) < 0 {
		return s
	}
	return escaped + hex.EncodeToString([]byte(s))
}

// plain is the text of a token.
func plain(token string) string {
	code, ok := strings.CutPrefix(token, escaped)
	if !ok {
		return token
	}
	b, err := hex.DecodeString(code)
	if err != nil {
		return token // written by nobody of us
	}
	return string(b)
}

// tokens are those of texts that are short enough to be found.
func tokens(texts []string) []string {
	out := make([]string, 0, len(texts))
	for _, s := range texts {
		if len(s) <= longest {
			out = append(out, token(s))
		}
	}
	return out
}
