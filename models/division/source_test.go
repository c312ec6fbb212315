package division

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"flag"
	"io"
	"io/fs"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "pack the lists of the folder data")

// What the program holds is what people read and change, file by file.
func TestThePackedListsAreThoseOfTheFolder(t *testing.T) {
	folder := os.DirFS("data")
	files, err := fs.Glob(folder, "*.csv")
	if err != nil || len(files) < 9 {
		t.Fatal(files, err)
	}
	if *update {
		if err := os.WriteFile("lists.zip", pack(t, folder, files), 0o644); err != nil {
			t.Fatal(err)
		}
		t.Skip("packed: the next build holds them")
	}
	from, err := lists()
	if err != nil {
		t.Fatal(err)
	}
	if len(from.File) != len(files) {
		t.Errorf("%d files are packed, %d lie in the folder", len(from.File), len(files))
	}
	for _, name := range files {
		want, err := fs.ReadFile(folder, name)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := fs.ReadFile(from, name); err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s is packed otherwise (go test ./models/division -update): %v", name, err)
		}
	}
}

func pack(t *testing.T, folder fs.FS, files []string) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	w.RegisterCompressor(zip.Deflate, func(to io.Writer) (io.WriteCloser, error) { return flate.NewWriter(to, flate.BestCompression) })
	for _, name := range files {
		raw, err := fs.ReadFile(folder, name)
		if err != nil {
			t.Fatal(err)
		}
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write(raw); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}
