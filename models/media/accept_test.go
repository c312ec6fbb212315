package media

import (
	"bytes"
	"context"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/chophien/chophien/models/fault"
	"pgregory.net/rapid"
)

func accept(t testing.TB, body []byte) *Ready {
	t.Helper()
	r, err := Accept(t.Context(), bytes.NewReader(body), Product)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestAPictureIsDrawnAnewInThreeSizes(t *testing.T) {
	r := accept(t, jpegOf(t, corners(2000, 1500)))
	if r.width != 2000 || r.height != 1500 || r.contentType != "image/jpeg" || len(r.blurhash) < 10 || len(r.hash) != 64 {
		t.Errorf("%+v", r)
	}
	seen := map[int]bool{}
	for _, f := range r.files {
		m, err := jpeg.Decode(bytes.NewReader(f.body))
		if err != nil {
			t.Fatal(err)
		}
		if m.Bounds().Dx() != f.size || m.Bounds().Dy() != f.size*3/4 {
			t.Errorf("%d: %v", f.size, m.Bounds())
		}
		seen[f.size] = true
	}
	if len(seen) != len(Sizes) {
		t.Errorf("sizes %v", seen)
	}
}

func TestASmallPictureIsNotBlownUp(t *testing.T) {
	for _, f := range accept(t, jpegOf(t, corners(400, 100))).files {
		m, err := jpeg.Decode(bytes.NewReader(f.body))
		if err != nil {
			t.Fatal(err)
		}
		if want := min(400, f.size); m.Bounds().Dx() != want {
			t.Errorf("%d: %v", f.size, m.Bounds())
		}
	}
}

// Pictures held in each of eight ways all come out with red, green above blue, white.
func TestEveryPictureIsSetUpright(t *testing.T) {
	upside := corners(600, 400)
	for held := 1; held <= 8; held++ {
		for name, order := range map[string]binary.AppendByteOrder{"II": binary.LittleEndian, "MM": binary.BigEndian} {
			body := withExif(jpegOf(t, lie(upside, held)), exif(order, held))
			if bytes.Contains(jpegOf(t, upside), []byte("SECRET")) || !bytes.Contains(body, []byte("SECRET")) {
				t.Fatal("the picture holds no secret to lose")
			}
			r := accept(t, body)
			if r.width != 600 || r.height != 400 {
				t.Errorf("%s %d: %d × %d", name, held, r.width, r.height)
			}
			for _, f := range r.files {
				if bytes.Contains(f.body, []byte("SECRET")) || bytes.Contains(f.body, []byte("Exif")) {
					t.Errorf("%s %d: what the phone wrote is still there", name, held)
				}
				m, err := jpeg.Decode(bytes.NewReader(f.body))
				if err != nil {
					t.Fatal(err)
				}
				likeCorners(t, m)
			}
		}
	}
}

// lie is the picture as a camera held that way would have stored it: the reverse of turn.
func lie(m *image.NRGBA, held int) image.Image {
	rgba := image.NewRGBA(m.Bounds())
	copy(rgba.Pix, m.Pix) // opaque: the same bytes
	reverse := map[int]int{6: 8, 8: 6}
	if r, ok := reverse[held]; ok {
		return turn(rgba, r)
	}
	return turn(rgba, held) // the others undo themselves
}

func likeCorners(t *testing.T, m image.Image) {
	t.Helper()
	b := m.Bounds()
	for _, c := range []struct {
		x, y    int
		r, g, b int
	}{{1, 1, 255, 0, 0}, {3, 1, 0, 255, 0}, {1, 3, 0, 0, 255}, {3, 3, 255, 255, 255}} {
		r, g, bl, _ := m.At(b.Dx()*c.x/4, b.Dy()*c.y/4).RGBA()
		for _, d := range []int{int(r>>8) - c.r, int(g>>8) - c.g, int(bl>>8) - c.b} {
			if d < -12 || d > 12 {
				t.Errorf("%v at %d/4, %d/4: %d %d %d", b, c.x, c.y, r>>8, g>>8, bl>>8)
				break
			}
		}
	}
}

func TestEveryKindOfPictureComesOutAlike(t *testing.T) {
	m := corners(1400, 1000)
	gray := image.NewGray(m.Bounds())
	pal := image.NewPaletted(m.Bounds(), color.Palette{color.NRGBA{255, 0, 0, 255}, color.NRGBA{0, 255, 0, 255}, color.NRGBA{0, 0, 255, 255}, color.White})
	deep := image.NewNRGBA64(m.Bounds())
	for y := range 1000 {
		for x := range 1400 {
			gray.Set(x, y, m.At(x, y))
			pal.Set(x, y, m.At(x, y))
			deep.Set(x, y, m.At(x, y))
		}
	}
	for name, body := range map[string][]byte{
		"png": pngOf(t, m), "paletted": pngOf(t, pal), "16 bit": pngOf(t, deep), "jpeg": jpegOf(t, m),
		"webp": webpSample,
	} {
		for _, f := range accept(t, body).files {
			out, err := jpeg.Decode(bytes.NewReader(f.body))
			if err != nil {
				t.Fatal(err)
			}
			if name != "webp" {
				likeCorners(t, out)
			}
		}
	}
	for _, body := range [][]byte{pngOf(t, gray), jpegOf(t, gray)} {
		accept(t, body)
	}
}

// webpSample is a lossless WebP of one pixel.
var webpSample = riff(riffChunk("VP8L", []byte{0x2f, 0, 0, 0, 0x10, 0x07, 0x10, 0x11, 0x11, 0x88, 0x88, 0xfe, 0x07, 0x00}))

func TestWhatIsSeenThroughIsWhite(t *testing.T) {
	for _, side := range []int{100, 3000} {
		m := image.NewNRGBA(image.Rect(0, 0, side, side)) // all clear, and black below
		out, err := jpeg.Decode(bytes.NewReader(accept(t, pngOf(t, m)).files[0].body))
		if err != nil {
			t.Fatal(err)
		}
		if r, g, b, _ := out.At(5, 5).RGBA(); r < 0xfd00 || g < 0xfd00 || b < 0xfd00 {
			t.Errorf("%d: %x %x %x", side, r, g, b)
		}
	}
}

func TestRefusals(t *testing.T) {
	small := jpegOf(t, corners(40, 30))
	animated := riff(vp8x(2, 10, 10), riffChunk("ANIM", make([]byte, 6)))
	for name, c := range map[string]struct {
		body    []byte
		purpose Purpose
		key     string
		kind    fault.Kind
	}{
		"nothing":            {nil, Product, "media.empty", fault.Invalid},
		"10 MB and a byte":   {append(bytes.Clone(small), make([]byte, MaxBytes)...), Product, "media.too_large", fault.TooLarge},
		"html":               {[]byte("<!doctype html><script>alert(1)</script>"), Product, "media.kind", fault.Unsupported},
		"svg":                {[]byte(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>`), Product, "media.kind", fault.Unsupported},
		"svg behind xml":     {[]byte("\ufeff<?xml version=\"1.0\"?><svg/>"), Product, "media.kind", fault.Unsupported},
		"gif":                {[]byte("GIF89a" + strings.Repeat("\x00", 50)), Product, "media.kind", fault.Unsupported},
		"bmp":                {[]byte("BM" + strings.Repeat("\x00", 50)), Product, "media.kind", fault.Unsupported},
		"tiff":               {exif(binary.LittleEndian, 1), Product, "media.kind", fault.Unsupported},
		"program":            {[]byte("MZ\x90\x00" + strings.Repeat("\x00", 50)), Product, "media.kind", fault.Unsupported},
		"avif":               {[]byte("\x00\x00\x00\x1cftypavif\x00\x00\x00\x00"), Product, "media.kind", fault.Unsupported},
		"heic":               {[]byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), Product, "media.heic", fault.Unsupported},
		"pdf as photo":       {[]byte("%PDF-1.7\n"), Product, "media.kind", fault.Unsupported},
		"pdf as complaint":   {[]byte("%PDF-1.7\n"), Complaint, "media.kind", fault.Unsupported},
		"html before pdf":    {[]byte("<html>%PDF-1.7\n"), Certificate, "media.kind", fault.Unsupported},
		"half a jpeg":        {jpegOf(t, corners(400, 300))[:900], Product, "media.broken", fault.Invalid},
		"only a beginning":   {[]byte{0xff, 0xd8, 0xff}, Product, "media.broken", fault.Invalid},
		"50,000 × 50,000":    {pngHead(50000, 50000, 8, 2), Product, "media.pixels", fault.TooLarge},
		"long and thin":      {pngHead(2_000_000, 1, 1, 0), Product, "media.pixels", fault.TooLarge},
		"41 megapixels":      {pngHead(8200, 5000, 8, 2), Product, "media.pixels", fault.TooLarge},
		"16 bit":             {pngHead(6000, 6000, 16, 6), Product, "media.pixels", fault.TooLarge},
		"no pixels":          {pngHead(0, 10, 8, 2), Product, "media.broken", fault.Invalid},
		"animated webp":      {animated, Product, "media.animated", fault.Unsupported},
		"huge webp":          {riff(vp8x(0, 16384, 16384)), Product, "media.pixels", fault.TooLarge},
		"huge within small":  {riff(vp8x(0, 10, 10), riffChunk("VP8L", []byte{0x2f, 0xff, 0xff, 0xff, 0x0f, 0, 0, 0})), Product, "media.broken", fault.Invalid},
		"jpeg of 65535²":     {jpegHead(65535, 65535, 0xc0, 0x11), Product, "media.pixels", fault.TooLarge},
		"heavy progressive":  {jpegHead(7000, 5000, 0xc2, 0x11), Product, "media.pixels", fault.TooLarge},
		"a thousand passes":  {passes(1000), Product, "media.pixels", fault.TooLarge},
		"jpeg without inner": {jpegHead(10, 10, 0xc0, 0x11), Product, "media.broken", fault.Invalid},
	} {
		r, err := Accept(t.Context(), bytes.NewReader(c.body), c.purpose)
		if r != nil || !fault.Has(err, c.key) || !fault.Is(err, c.kind) || fault.All(err)[0].Field != "photo" {
			t.Errorf("%s: %v, want %s", name, err, c.key)
		}
	}
	if _, err := Accept(t.Context(), bytes.NewReader(small), "avatar"); err == nil || len(fault.All(err)) > 0 {
		t.Errorf("an unknown purpose is the program's fault: %v", err)
	}
}

// jpegHead is the beginning of a JPEG with three colours of one sampling.
func jpegHead(w, h uint16, sof, sampling byte) []byte {
	b := []byte{0xff, 0xd8, 0xff, sof, 0, 17, 8}
	b = binary.BigEndian.AppendUint16(b, h)
	b = binary.BigEndian.AppendUint16(b, w)
	b = append(b, 3, 1, sampling, 0, 2, sampling, 0, 3, sampling, 0)
	return append(b, 0xff, 0xda, 0, 12, 3, 1, 0, 2, 0, 3, 0, 0, 63, 0)
}

// passes is a progressive JPEG of one megapixel that is gone over n times.
func passes(n int) []byte {
	b := jpegHead(1000, 1000, 0xc2, 0x11)
	for range n {
		b = append(b, 0xff, 0xda, 0, 8, 1, 1, 0, 0, 0, 0, 0x12, 0xff, 0x00, 0x34)
	}
	return append(b, 0xff, 0xd9)
}

// The head alone decides: a picture that would fill the memory is never opened.
func TestAPixelFloodFillsNothing(t *testing.T) {
	flood := append(pngHead(50000, 50000, 8, 6), chunk("IDAT", bytes.Repeat([]byte{0}, 1<<20))...)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	for range 4 {
		if _, err := Accept(t.Context(), bytes.NewReader(flood), Product); !fault.Has(err, "media.pixels") {
			t.Fatal(err)
		}
	}
	runtime.ReadMemStats(&after)
	if mb := (after.TotalAlloc - before.TotalAlloc) >> 20; mb > 4*16 {
		t.Errorf("%d MB were taken, in all, for four refusals", mb)
	}
	if mb := (after.Sys - min(before.Sys, after.Sys)) >> 20; mb > 64 {
		t.Errorf("the process grew by %d MB", mb)
	}
}

func TestWaitingForRoomEndsWithTheContext(t *testing.T) {
	if err := room.Acquire(t.Context(), roomBytes); err != nil {
		t.Fatal(err)
	}
	defer room.Release(roomBytes)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Accept(ctx, bytes.NewReader(jpegOf(t, corners(10, 10))), Product)
	if !fault.Has(err, "media.busy") || !fault.Is(err, fault.Unavailable) {
		t.Error(err)
	}
}

func TestADocumentStaysAsItIs(t *testing.T) {
	body := []byte("%PDF-1.7\n%âãÏÓ sample\n")
	r, err := Accept(t.Context(), bytes.NewReader(body), Certificate)
	if err != nil || r.contentType != "application/pdf" || len(r.files) != 1 || !bytes.Equal(r.files[0].body, body) {
		t.Errorf("%+v, %v", r, err)
	}
}

// A picture shrinks into its box, keeps its shape and never grows.
func TestWithin(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(1, maxSide).Draw(t, "w"), rapid.IntRange(1, maxSide).Draw(t, "h")
		size, turned := rapid.SampledFrom(Sizes[:]).Draw(t, "size"), rapid.Bool().Draw(t, "turned")
		ow, oh := within(w, h, size, turned)
		boxW, boxH := size, 2*size
		if turned {
			boxW, boxH = boxH, boxW
		}
		if ow < 1 || oh < 1 || ow > boxW || oh > boxH || ow > w || oh > h {
			t.Fatalf("%d × %d became %d × %d", w, h, ow, oh)
		}
		if d := ow*h - oh*w; ow > 1 && oh > 1 && max(d, -d) > max(w, h) {
			t.Fatalf("%d × %d became %d × %d: another shape", w, h, ow, oh)
		}
	})
}

// Whatever is changed in a good picture, it is taken or refused with a word, and what is
// taken opens.
func FuzzAccept(f *testing.F) {
	f.Add(jpegOf(f, corners(30, 20)), uint64(1))
	f.Add(pngOf(f, corners(30, 20)), uint64(2))
	f.Add(webpSample, uint64(3))
	f.Add(withExif(jpegOf(f, corners(30, 20)), exif(binary.BigEndian, 6)), uint64(4))
	f.Fuzz(func(t *testing.T, body []byte, seed uint64) {
		rng := rand.New(rand.NewPCG(seed, 0))
		for range seed % 8 {
			if len(body) > 12 {
				body = bytes.Clone(body)
				body[8+rng.IntN(len(body)-8)] = byte(rng.Uint32())
			}
		}
		r, err := Accept(t.Context(), bytes.NewReader(body), Product)
		if err != nil {
			if len(fault.All(err)) != 1 || fault.Is(err, fault.Internal) {
				t.Error(err)
			}
			return
		}
		for _, file := range r.files {
			m, err := jpeg.Decode(bytes.NewReader(file.body))
			if err != nil || m.Bounds().Dx() > file.size {
				t.Errorf("%d: %v", file.size, err)
			}
		}
	})
}

func BenchmarkAccept12Megapixels(b *testing.B) {
	body := jpegOf(b, corners(4000, 3000))
	for b.Loop() {
		accept(b, body)
	}
}
