package media

import (
	"encoding/binary"
	"testing"
)

func TestOrientationIsFoundInEveryKind(t *testing.T) {
	picture := corners(20, 10)
	for held := 1; held <= 8; held++ {
		tiff := exif(binary.BigEndian, held)
		p := pngOf(t, picture)
		p = append(append(append([]byte{}, p[:33]...), chunk("eXIf", tiff)...), p[33:]...)
		w := riff(vp8x(8, 1, 1), webpSample[12:], riffChunk("EXIF", append([]byte("Exif\x00\x00"), tiff...)))
		for name, got := range map[string]int{
			"jpeg": upright(jpegKind, withExif(jpegOf(t, picture), tiff)), "png": upright(pngKind, p), "webp": upright(webpKind, w),
		} {
			if got != held {
				t.Errorf("%s: %d, want %d", name, got, held)
			}
		}
	}
}

func TestGarbageIsUpright(t *testing.T) {
	good := exif(binary.LittleEndian, 6)
	for n := range 40 {
		if n < len(good) {
			orientation(good[:n])
		}
	}
	for name, tiff := range map[string][]byte{
		"nothing": nil, "no order": []byte("XX\x2a\x00\x08\x00\x00\x00\x00\x00"), "far away": []byte("II*\x00\xff\xff\xff\xff\x00\x00"),
		"many entries": []byte("II*\x00\x08\x00\x00\x00\xff\xff"), "9": exif(binary.LittleEndian, 9), "0": exif(binary.BigEndian, 0),
	} {
		if got := orientation(tiff); got != 1 {
			t.Errorf("%s: %d", name, got)
		}
	}
}

func FuzzUpright(f *testing.F) {
	f.Add(exif(binary.LittleEndian, 6))
	f.Add(withExif(jpegOf(f, corners(8, 8)), exif(binary.BigEndian, 3)))
	f.Add(pngOf(f, corners(8, 8)))
	f.Add(riff(vp8x(8, 1, 1), riffChunk("EXIF", exif(binary.BigEndian, 8))))
	f.Fuzz(func(t *testing.T, body []byte) {
		for _, k := range []kind{unknown, jpegKind, pngKind, webpKind, pdfKind} {
			if v := upright(k, body); v < 1 || v > 8 {
				t.Errorf("%d", v)
			}
		}
		if v := orientation(body); v < 1 || v > 8 {
			t.Errorf("%d", v)
		}
		if per100, scans := jpegCost(body); per100 < 0 || scans < 0 {
			t.Errorf("%d, %d", per100, scans)
		}
	})
}
