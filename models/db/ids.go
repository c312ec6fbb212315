package db

import (
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
)

var (
	idLike    = regexp.MustCompile(`^[A-Za-z0-9._:/#-]{0,128}$`)
	phoneLike = regexp.MustCompile(`^(0|84)[0-9]{9}$`)
)

// IDs encodes v for notes and audit entries: a JSON object of ids, codes, dates, numbers
// and truth values, nested if need be. Free text is refused, and whatever looks like a
// phone number, so that erasing a person leaves nothing of them there. A refusal is a
// mistake in the calling code, never in the input; it holds no value. nil is "{}".
func IDs(v any) (string, error) {
	if v == nil {
		return "{}", nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		return "", errors.New("db: ids: not encodable")
	}
	var m map[string]any
	if err := json.Unmarshal(b, &m); err != nil || m == nil {
		return "", errors.New("db: ids: not a JSON object")
	}
	if err := onlyIDs("", m); err != nil {
		return "", err
	}
	return string(b), nil
}

func onlyIDs(at string, v any) error {
	switch v := v.(type) {
	case string:
		if !idLike.MatchString(v) || phoneLike.MatchString(v) {
			return fmt.Errorf("db: ids: %s holds more than an id", at)
		}
	case []any:
		for _, e := range v {
			if err := onlyIDs(at, e); err != nil {
				return err
			}
		}
	case map[string]any:
		for k, e := range v {
			if err := onlyIDs(at+"."+k, e); err != nil {
				return err
			}
		}
	}
	return nil
}
