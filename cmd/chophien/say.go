package main

import (
	"errors"
	"strings"

	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/web/locale"
)

// sentences is an error whose faults are in words; one that holds none stays as it is.
func sentences(lang locale.Lang, err error) error {
	all := fault.All(err)
	if len(all) == 0 {
		return err
	}
	words := make([]string, len(all))
	for i, f := range all {
		words[i] = locale.Fault(lang, f)
		if f.Field != "" {
			words[i] = f.Field + ": " + words[i]
		}
	}
	return errors.New(strings.Join(words, "\n"))
}
