package share

import (
	"bytes"
	"embed"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"io"
	"sync"

	"github.com/go-fonts/liberation/liberationsansbold"
	"github.com/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/draw"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// Card is what a picture says.
type Card struct {
	Photo  image.Image // nil: the drawing of Kind
	Kind   string
	Name   string
	Price  string // "từ 250.000 đ / kg"; empty for a stall
	Place  string
	Market string
}

// Width and Height are what Zalo and Facebook ask for.
const (
	Width  = 1200
	Height = 630
)

const (
	side     = Height // of the picture on the left
	margin   = 48
	stripe   = 18 // of the brocade at the foot
	ellipsis = 80 // left free at the end of a line, for saying that there was more
	quality  = 82
)

//go:embed draw/*.png
var drawings embed.FS

var (
	indigo = color.RGBA{0x1d, 0x23, 0x53, 0xff}
	cream  = color.RGBA{0xfb, 0xf6, 0xec, 0xff}
	soft   = color.RGBA{0x55, 0x4a, 0x3c, 0xff}
	red    = color.RGBA{0xa4, 0x28, 0x2c, 0xff}
	tea    = color.RGBA{0x2f, 0x6b, 0x3a, 0xff}
	gold   = color.RGBA{0xe0, 0xa2, 0x2c, 0xff}
)

// Write draws the card as a JPEG.
func Write(w io.Writer, c Card) error {
	to := image.NewRGBA(image.Rect(0, 0, Width, Height))
	draw.Draw(to, to.Bounds(), image.NewUniform(cream), image.Point{}, draw.Src)
	cover(to, image.Rect(0, 0, side, Height), c.picture())
	brocade(to)
	right := Width - side - 2*margin
	bold, plain := faces()
	at := margin
	for _, size := range []float64{68, 58, 48, 40} {
		lines := wrap(bold.at(size), c.Name, right, 4)
		if lines == nil && size > 40 {
			continue
		}
		if lines == nil {
			lines = cut(wrap(bold.at(size), c.Name, right-ellipsis, 0), 4)
		}
		for _, l := range lines {
			at += int(size * 1.2)
			put(to, bold.at(size), indigo, side+margin, at, l)
		}
		break
	}
	at += 24
	for _, part := range []struct {
		text  string
		face  font.Face
		color color.Color
		size  int
	}{{c.Price, bold.at(52), red, 52}, {c.Place, plain.at(32), soft, 32}} {
		if part.text == "" {
			continue
		}
		for _, l := range cut(wrap(part.face, part.text, right-ellipsis, 0), 2) {
			at += part.size * 5 / 4
			put(to, part.face, part.color, side+margin, at, l)
		}
		at += 10
	}
	put(to, bold.at(34), tea, side+margin, Height-stripe-margin, c.Market)
	return jpeg.Encode(w, to, &jpeg.Options{Quality: quality})
}

// picture is the photo, or the drawing of the kind; any other kind gets the basket.
func (c Card) picture() image.Image {
	if c.Photo != nil {
		return c.Photo
	}
	raw, err := drawings.ReadFile("draw/" + c.Kind + ".png")
	if err != nil {
		raw, err = drawings.ReadFile("draw/basket.png")
	}
	if err == nil {
		var img image.Image
		if img, err = png.Decode(bytes.NewReader(raw)); err == nil {
			return img
		}
	}
	panic("share: " + err.Error()) // the drawings are part of the program
}

// cover fills a part of the card with the middle of a picture.
func cover(to *image.RGBA, part image.Rectangle, from image.Image) {
	b := from.Bounds()
	w, h := b.Dx(), b.Dx()*part.Dy()/part.Dx()
	if h > b.Dy() {
		w, h = b.Dy()*part.Dx()/part.Dy(), b.Dy()
	}
	x, y := b.Min.X+(b.Dx()-w)/2, b.Min.Y+(b.Dy()-h)/2
	draw.ApproxBiLinear.Scale(to, part, from, image.Rect(x, y, x+w, y+h), draw.Src, nil)
}

// brocade is the border of the market at the foot.
func brocade(to *image.RGBA) {
	colours := []color.Color{indigo, red, gold, tea}
	const wide = 24
	for x := side; x < Width; x += wide {
		part := image.Rect(x, Height-stripe, min(x+wide, Width), Height)
		draw.Draw(to, part, image.NewUniform(colours[(x-side)/wide%len(colours)]), image.Point{}, draw.Src)
	}
}

// typeface is one font at the sizes that one card needs.
type typeface struct {
	font  *opentype.Font
	sizes map[float64]font.Face
}

func (t typeface) at(size float64) font.Face {
	f, ok := t.sizes[size]
	if !ok {
		var err error
		if f, err = opentype.NewFace(t.font, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone}); err != nil {
			panic("share: " + err.Error())
		}
		t.sizes[size] = f
	}
	return f
}

// faces are the two fonts for one card: a face draws for one caller at a time.
func faces() (bold, plain typeface) {
	b, p := fonts()
	return typeface{b, map[float64]font.Face{}}, typeface{p, map[float64]font.Face{}}
}

var fonts = sync.OnceValues(func() (bold, plain *opentype.Font) {
	read := func(ttf []byte) *opentype.Font {
		f, err := opentype.Parse(ttf)
		if err != nil {
			panic("share: " + err.Error())
		}
		return f
	}
	return read(liberationsansbold.TTF), read(liberationsansregular.TTF)
})

func put(to draw.Image, face font.Face, c color.Color, x, y int, text string) {
	d := font.Drawer{Dst: to, Src: image.NewUniform(c), Face: face, Dot: fixed.P(x, y)}
	d.DrawString(text)
}
