package api

import (
	"reflect"
	"slices"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/fault"
)

// has refuses a member who holds none of the rights, for reads that no verb guards.
func has(by actor.Member, rights ...actor.Right) error {
	if slices.ContainsFunc(rights, by.Rights.Has) {
		return nil
	}
	return fault.New(fault.Forbidden, "right."+string(rights[0]))
}

// listed refuses a value of a filter that is not one of the words of its set.
func listed[T ~string](field string, values ...T) error {
	for _, v := range values {
		if v != "" && !slices.Contains(words[reflect.TypeFor[T]()], string(v)) {
			return fault.New(fault.Invalid, "api.word").On(field)
		}
	}
	return nil
}
