package onboarding_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/onboarding"
	"github.com/chophien/chophien/models/table"
)

func TestEveryWayOfWritingACSVIsRead(t *testing.T) {
	for name, text := range map[string]string{
		"comma":      "name_vi,kind\n\"Chè, trà\",tea\n",
		"semicolon":  "name_vi;kind\n\"Chè, trà\";tea\n",
		"tab":        "name_vi\tkind\n\"Chè, trà\"\ttea\n",
		"BOM":        "\ufeffname_vi,kind\n\"Chè, trà\",tea\n",
		"CRLF":       "name_vi,kind\r\n\"Chè, trà\",tea\r\n",
		"no newline": "name_vi,kind\n\"Chè, trà\",tea",
	} {
		s, err := table.Read(strings.NewReader(text))
		if err != nil || fmt.Sprint(s.Header) != "[name_vi kind]" || len(s.Rows) != 1 || s.Rows[0][0] != "Chè, trà" || s.Rows[0][1] != "tea" {
			t.Errorf("%s: %+v, %v", name, s, err)
		}
	}
}

func TestFilesThatAreNoTablesAreRefused(t *testing.T) {
	for key, raw := range map[string]string{
		"import.empty":         "name_vi,kind\n",
		"import.encoding":      "name_vi\nCh\xe8\n",
		"import.unreadable":    "name_vi\n\"open\n",
		"import.too_large":     "name_vi\n" + strings.Repeat("x", table.MaxFileBytes),
		"import.too_many_rows": "name_vi\n" + strings.Repeat("x\n", table.MaxRows+1),
	} {
		if _, err := table.Read(strings.NewReader(raw)); !fault.Has(err, key) {
			t.Errorf("%s: %v", key, err)
		}
	}
	if _, err := table.Read(strings.NewReader("")); !fault.Has(err, "import.empty") {
		t.Error(err)
	}
	if _, err := table.Read(strings.NewReader("PK\x03\x04 not a workbook")); !fault.Has(err, "import.unreadable") {
		t.Error(err)
	}
}

func TestAHeaderIsRefusedColumnByColumn(t *testing.T) {
	d := dbtest.SQLite(t)
	o, _ := market(t, d)
	_, err := o.Import(t.Context(), sheet(t, "kind,Kind,magic\ntea,tea,x\n"), onboarding.ImportOptions{}, desk)
	for _, key := range []string{"import.double_column", "import.unknown_column", "import.missing_column"} {
		if !fault.Has(err, key) {
			t.Errorf("%s is missing in %v", key, err)
		}
	}
	rep, err := o.Import(t.Context(), sheet(t, "Tên sản phẩm,KIND,Mô tả\nChè,tea,Ngon\n"), onboarding.ImportOptions{DryRun: true}, desk)
	if err != nil || rep.Imported != 1 {
		t.Errorf("%+v %s %v", rep, says(rep), err)
	}
}

// workbook writes an Excel file; cells that begin with = become formulas.
func workbook(t *testing.T, rows ...[]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	for i, cells := range rows {
		for j, c := range cells {
			at, err := excelize.CoordinatesToCellName(j+1, i+1)
			if err != nil {
				t.Fatal(err)
			}
			if s, ok := c.(string); ok && strings.HasPrefix(s, "=") {
				err = f.SetCellFormula("Sheet1", at, s[1:])
			} else {
				err = f.SetCellValue("Sheet1", at, c)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestAWorkbookIsReadLikeACSV(t *testing.T) {
	d := dbtest.SQLite(t)
	o, _ := market(t, d)
	raw := workbook(t,
		[]any{"name_vi", "seller", "class", "kind", "tax_class", "origin_text", "unit", "price", "stock"},
		[]any{"Gạo mẫu", "gian-mau", "raw", "rice", "goods", "Tú Lệ", "kg", 40000, 0.5},
		[]any{"Cam mẫu", "gian-mau", "raw", "citrus", "goods", "Lục Yên", "kg", "=SUM(1,2)", 1},
		[]any{"Chuối mẫu", "gian-mau", "raw", "fruit", "goods", "Yên Hợp"},
	)
	s, err := table.Read(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	rep, err := o.Import(t.Context(), s, onboarding.ImportOptions{Publish: true, Partial: true}, desk)
	if err != nil || rep.Imported != 1 || says(rep) != "3 import.formula@; 4 product.variants@variants" {
		t.Errorf("%+v %s %v", rep, says(rep), err)
	}
	if n := count(t, d, "stock", "on_hand = 500"); n != 1 {
		t.Errorf("half a kilogram is not there")
	}
}

func TestAWorkbookThatUnfoldsToGigabytesIsRefused(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, 1<<20)
	for range 65 {
		if _, err := w.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := table.Read(bytes.NewReader(b.Bytes())); !fault.Is(err, fault.TooLarge) {
		t.Error(err)
	}
}
