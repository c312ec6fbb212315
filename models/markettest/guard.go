package markettest

import (
	"reflect"
	"strings"
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/money"
)

// Guarded fails when GORM changes a guarded field (tagged `<-:create`) of a row that
// stands: only verbs do, by name of column. It returns how many fields are guarded.
func Guarded[T any](t *testing.T, tx *gorm.DB, row T) int {
	t.Helper()
	n := 0
	for name, change := range map[string]func(spoiled *T) error{
		"Updates": func(spoiled *T) error { return tx.Model(spoiled).Updates(*spoiled).Error },
		"Select":  func(spoiled *T) error { return tx.Model(spoiled).Select("*").Updates(*spoiled).Error },
		"Save":    func(spoiled *T) error { return tx.Save(spoiled).Error },
	} {
		spoiled := row
		fields := spoil(&spoiled)
		n = len(fields)
		if err := change(&spoiled); err != nil {
			t.Errorf("%T: %s: %v", row, name, err)
		}
		var fresh T
		key := reflect.ValueOf(row)
		if err := tx.Where(keyOf(key.Type()), keys(key)...).Take(&fresh).Error; err != nil {
			t.Fatalf("%T: %v", row, err)
		}
		for _, f := range fields {
			was, is := reflect.ValueOf(row).FieldByName(f).Interface(), reflect.ValueOf(fresh).FieldByName(f).Interface()
			if !reflect.DeepEqual(was, is) {
				t.Errorf("%s changed %T.%s from %v to %v", name, row, f, was, is)
			}
		}
	}
	return n
}

// spoil changes every guarded field and says which they are.
func spoil(row any) (fields []string) {
	v := reflect.ValueOf(row).Elem()
	for i := range v.NumField() {
		f, tag := v.Field(i), v.Type().Field(i).Tag.Get("gorm")
		if !strings.Contains(tag, "<-:create") || strings.Contains(tag, "primaryKey") {
			continue
		}
		fields = append(fields, v.Type().Field(i).Name)
		switch was := f.Interface().(type) {
		case money.VND:
			f.Set(reflect.ValueOf(was.Add(money.Of(1))))
			continue
		case *string:
			other := "other"
			f.Set(reflect.ValueOf(&other))
			continue
		}
		switch f.Kind() {
		case reflect.String:
			f.SetString(f.String() + "x")
		case reflect.Bool:
			f.SetBool(!f.Bool())
		case reflect.Int, reflect.Int64, reflect.Int32:
			f.SetInt(f.Int() + 1)
		default:
			panic("markettest: a guarded field of kind " + f.Kind().String())
		}
	}
	return fields
}

func keyFields(t reflect.Type) (fields []string) {
	for i := range t.NumField() {
		if strings.Contains(t.Field(i).Tag.Get("gorm"), "primaryKey") {
			fields = append(fields, t.Field(i).Name)
		}
	}
	return fields
}

func keyOf(t reflect.Type) string {
	var where []string
	for _, f := range keyFields(t) {
		column := "id"
		if f != "ID" {
			column = strings.ToLower(strings.TrimSuffix(f, "ID")) + "_id"
		}
		where = append(where, column+" = ?")
	}
	return strings.Join(where, " AND ")
}

func keys(v reflect.Value) (values []any) {
	for _, f := range keyFields(v.Type()) {
		values = append(values, v.FieldByName(f).Interface())
	}
	return values
}
