package session

import (
	"encoding"
	"encoding/json"
	"maps"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/money"
)

// maxFaults ends the telling: nobody reads more, and a hostile body has thousands.
const maxFaults = 50

// filler puts nodes into values and gathers what is wrong.
type filler struct {
	mode   mode
	faults fault.List
}

func fill(root *node, v reflect.Value, m mode) error {
	f := filler{mode: m}
	f.value(root, v, "")
	if len(f.faults) > maxFaults {
		f.faults = f.faults[:maxFaults]
	}
	return f.faults.Err()
}

func (f *filler) refuse(key, path string) {
	if len(f.faults) <= maxFaults {
		f.faults.Add(refuse(key, path))
	}
}

var (
	jsonReader = reflect.TypeFor[json.Unmarshaler]()
	textReader = reflect.TypeFor[encoding.TextUnmarshaler]()
	dateType   = reflect.TypeFor[clock.Date]()
	moneyType  = reflect.TypeFor[money.VND]()
)

func (f *filler) value(n *node, v reflect.Value, path string) {
	switch {
	case n.twice:
		f.refuse("input.twice", path)
		return
	case f.mode != byJSON && n.kind == text && n.text == "" && v.Kind() != reflect.String:
		return // an empty box of a form is a field that was not sent
	case v.Kind() == reflect.Pointer:
		if n.kind == null {
			return
		}
		p := reflect.New(v.Type().Elem())
		f.value(n, p.Elem(), path)
		v.Set(p)
		return
	case n.kind == null:
		f.refuse("input.null", path)
		return
	case reflect.PointerTo(v.Type()).Implements(jsonReader) || reflect.PointerTo(v.Type()).Implements(textReader):
		f.own(n, v, path)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		f.object(n, v, path)
	case reflect.Slice:
		f.list(n, v, path)
	case reflect.Map:
		f.mapped(n, v, path)
	default:
		f.scalar(n, v, path)
	}
}

func (f *filler) object(n *node, v reflect.Value, path string) {
	if n.kind != object {
		f.refuse("input.object", path)
		return
	}
	shape := shapeOf(v.Type(), f.mode)
	for _, name := range n.names {
		field, ok := shape[name]
		switch {
		case ok:
			f.value(n.fields[name], v.FieldByIndex(field.index), join(path, field.name))
		case f.mode == byQueryLoosely:
		case f.mode == byForm && path == "" && n.fields[name].empty(): // a box of files with none chosen
		case f.mode == byForm && path == "" && (name == CSRFField || name == KeyField || name == ReturnField):
		default:
			f.refuse("input.unknown", told(path, name))
		}
	}
}

func (f *filler) list(n *node, v reflect.Value, path string) {
	items := n.items
	switch {
	case f.mode != byJSON && n.kind == text: // one box of several
		items = []*node{n}
	case f.mode != byJSON && n.kind == object:
		var ok bool
		if items, ok = indexed(n); !ok {
			f.refuse("input.list", path)
			return
		}
	case n.kind != list:
		f.refuse("input.list", path)
		return
	}
	out := reflect.MakeSlice(v.Type(), len(items), len(items))
	for i, item := range items {
		f.value(item, out.Index(i), joinIndex(path, i))
	}
	v.Set(out)
}

// indexed makes a list of "0", "2", "10": in the order of the numbers, gaps closed. The
// list is as long as what was sent, whatever the numbers say.
func indexed(n *node) ([]*node, bool) {
	byIndex := map[int]*node{}
	for name, child := range n.fields {
		i, err := strconv.Atoi(name)
		if err != nil || len(name) > maxIndex || name != strconv.Itoa(i) || i < 0 {
			return nil, false
		}
		byIndex[i] = child
	}
	var items []*node
	for _, i := range slices.Sorted(maps.Keys(byIndex)) {
		items = append(items, byIndex[i])
	}
	return items, true
}

func (f *filler) mapped(n *node, v reflect.Value, path string) {
	if n.kind != object || v.Type().Key().Kind() != reflect.String {
		f.refuse("input.object", path)
		return
	}
	out := reflect.MakeMapWithSize(v.Type(), len(n.names))
	for _, name := range n.names {
		item := reflect.New(v.Type().Elem()).Elem()
		if strings.ContainsRune(name, 0) {
			f.refuse("input.text", path)
			continue
		}
		f.value(n.fields[name], item, told(path, name))
		out.SetMapIndex(reflect.ValueOf(name).Convert(v.Type().Key()), item)
	}
	v.Set(out)
}

// own lets a type read itself: text from a form, JSON from JSON.
func (f *filler) own(n *node, v reflect.Value, path string) {
	if n.anyTwice() {
		f.refuse("input.twice", path)
		return
	}
	var err error
	byText, readsText := v.Addr().Interface().(encoding.TextUnmarshaler)
	byItself, readsJSON := v.Addr().Interface().(json.Unmarshaler)
	switch {
	case f.mode != byJSON && n.kind != text, !readsJSON && n.kind != text, strings.ContainsRune(n.text, 0):
		f.refuse("input.value", path)
		return
	case readsText && (f.mode != byJSON || !readsJSON):
		err = byText.UnmarshalText([]byte(n.text))
	default:
		err = byItself.UnmarshalJSON(n.json())
	}
	switch told := fault.All(err); {
	case err == nil:
	case len(told) > 0:
		for _, t := range told {
			f.faults.Add((&fault.Fault{Kind: t.Kind, Key: t.Key, Args: t.Args}).On(path))
		}
	case v.Type() == moneyType:
		f.refuse("input.money", path)
	default:
		f.refuse("input.value", path)
	}
}

func (f *filler) scalar(n *node, v reflect.Value, path string) {
	asText := f.mode != byJSON
	if n.kind == list && asText {
		f.refuse("input.twice", path)
		return
	}
	switch v.Kind() {
	case reflect.String:
		switch {
		case n.kind != text || strings.ContainsRune(n.text, 0): // PostgreSQL stores no NUL
			f.refuse("input.text", path)
		case v.Type() == dateType && n.text != "" && !isDate(n.text):
			f.refuse("input.date", path)
		default:
			v.SetString(n.text)
		}
	case reflect.Bool:
		f.truth(n, v, path)
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		i, key := integer(n, asText)
		if key == "" && v.OverflowInt(i) {
			key = "input.range"
		}
		if key != "" {
			f.refuse(key, path)
			return
		}
		v.SetInt(i)
	case reflect.Float64:
		x, err := strconv.ParseFloat(n.text, 64)
		if err != nil || math.IsNaN(x) || math.IsInf(x, 0) || n.kind != number && !(asText && n.kind == text) {
			f.refuse("input.value", path)
			return
		}
		v.SetFloat(x)
	default:
		panic("session: an input struct has a " + v.Type().String())
	}
}

func (f *filler) truth(n *node, v reflect.Value, path string) {
	switch {
	case n.kind == truth:
		v.SetBool(n.text == "true")
	case f.mode != byJSON && n.kind == text && slices.Contains([]string{"on", "true", "1"}, n.text):
		v.SetBool(true)
	case f.mode != byJSON && n.kind == text && slices.Contains([]string{"off", "false", "0"}, n.text):
		v.SetBool(false)
	default:
		f.refuse("input.truth", path)
	}
}

// integer reads a whole number, written as one: 1.0 and 1e3 are refused, because who
// writes them may have meant something else.
func integer(n *node, asText bool) (int64, string) {
	s := n.text
	switch {
	case asText && n.kind == text:
		s = strings.TrimSpace(s)
	case n.kind != number:
		return 0, "input.integer"
	}
	digits := strings.TrimPrefix(s, "-")
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return 0, "input.integer"
		}
	}
	if digits == "" {
		return 0, "input.integer"
	}
	i, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		return 0, "input.range"
	}
	return i, ""
}

func isDate(s string) bool { _, err := clock.ParseDate(s); return err == nil }
