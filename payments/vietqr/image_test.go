package vietqr

import (
	"bytes"
	"fmt"
	"image/color"
	"image/png"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// TestPathAndPNGAreTheSamePicture draws both and compares them module by module.
func TestPathAndPNGAreTheSamePicture(t *testing.T) {
	text := vectors(t).Cases[1].Payload
	d, size, err := Path(text)
	if err != nil {
		t.Fatal(err)
	}
	dark := make([][]bool, size)
	for i := range dark {
		dark[i] = make([]bool, size)
	}
	run := regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`)
	if rest := run.ReplaceAllString(d, ""); rest != "" {
		t.Fatalf("the path has %q", rest)
	}
	for _, m := range run.FindAllStringSubmatch(d, -1) {
		x, _ := strconv.Atoi(m[1])
		y, _ := strconv.Atoi(m[2])
		n, _ := strconv.Atoi(m[3])
		if m[3] != m[4] {
			t.Fatalf("a run goes %s and comes back %s", m[3], m[4])
		}
		for i := range n {
			dark[y][x+i] = true
		}
	}
	const scale = 4
	b, err := PNG(text, size*scale)
	if err != nil {
		t.Fatal(err)
	}
	img, err := png.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if w := img.Bounds().Dx(); w != size*scale || w != img.Bounds().Dy() {
		t.Fatalf("the picture is %v for %d modules", img.Bounds(), size)
	}
	for y := range size {
		for x := range size {
			grey := color.GrayModel.Convert(img.At(x*scale+scale/2, y*scale+scale/2)).(color.Gray)
			if dark[y][x] != (grey.Y < 128) {
				t.Fatalf("module %d,%d differs", x, y)
			}
			quiet := x < 4 || y < 4 || x >= size-4 || y >= size-4
			if quiet && dark[y][x] {
				t.Fatalf("module %d,%d is in the quiet zone", x, y)
			}
		}
	}
}

func TestPicturesRefuseWhatIsTooLong(t *testing.T) {
	long := strings.Repeat("x", 5000)
	if _, err := PNG(long, 200); err == nil {
		t.Error("drawn as PNG")
	}
	if _, _, err := Path(long); err == nil {
		t.Error("drawn as a path")
	}
}

func ExamplePath() {
	_, size, _ := Path("cho phien")
	fmt.Println(size)
	// Output: 29
}
