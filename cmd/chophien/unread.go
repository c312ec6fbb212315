package main

import (
	"fmt"
	"reflect"
	"slices"
	"time"

	"github.com/alecthomas/kong"
)

// commandLine reads a command line and the environment into line. A setting that cannot be read,
// such as CHOPHIEN_MAX_CONNS=many, keeps its default here and is told by config.check with
// everything else that is wrong; any other flag that cannot be read ends the parsing.
func commandLine(line *commands, options ...kong.Option) (*kong.Kong, error) {
	unread := &problems{}
	stock := kong.NewRegistry().RegisterDefaults()
	settings := []kong.Option{kong.Name("chophien"), kong.Bind(unread)}
	for _, kind := range []any{int(0), int64(0), time.Duration(0)} {
		t := reflect.TypeOf(kind)
		settings = append(settings, kong.TypeMapper(t, setting{stock.ForType(t), unread}))
	}
	t := reflect.TypeFor[bool]()
	settings = append(settings, kong.TypeMapper(t, boolSetting{setting{stock.ForType(t), unread}}))
	return kong.New(line, append(settings, options...)...)
}

// AfterApply keeps what could not be read of the settings.
func (c *config) AfterApply(unread *problems) error {
	c.unread = slices.Clone(*unread)
	return nil
}

// setting reads a value as kong does.
type setting struct {
	kong.Mapper
	unread *problems
}

// Decode implements kong.Mapper.
func (s setting) Decode(ctx *kong.DecodeContext, target reflect.Value) error {
	err := s.Mapper.Decode(ctx, target)
	if err == nil || len(ctx.Value.Tag.Envs) == 0 {
		return err
	}
	told := fmt.Errorf("--%s (%s): %w", ctx.Value.Name, ctx.Value.Tag.Envs[0], err)
	if !slices.ContainsFunc(*s.unread, func(e error) bool { return e.Error() == told.Error() }) { // each command reads it
		*s.unread = append(*s.unread, told)
	}
	if ctx.Value.Default == "" {
		return nil
	}
	return s.Mapper.Decode(ctx.WithScanner(kong.ScanFromTokens(kong.Token{Type: kong.FlagValueToken, Value: ctx.Value.Default})), target)
}

// boolSetting is a setting that needs no value.
type boolSetting struct{ setting }

// IsBool implements kong.BoolMapper.
func (boolSetting) IsBool() bool { return true }
