package demo

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/png"

	"github.com/go-fonts/liberation/liberationsansbold"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// scan draws what stands where the scan of a certificate would: a sheet that says it is
// none, and names the product so that no two are alike.
func scan(lines ...string) ([]byte, error) {
	f, err := opentype.Parse(liberationsansbold.TTF)
	if err != nil {
		return nil, err
	}
	const width, height = 1000, 700
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	draw.Draw(img, img.Bounds(), image.NewUniform(color.RGBA{0xf6, 0xf1, 0xe4, 0xff}), image.Point{}, draw.Src)
	frame(img, 24, color.RGBA{0x2b, 0x3a, 0x67, 0xff})
	p := pen{img: img, font: f}
	at := 260
	for i, line := range append([]string{"HÀNG MẪU", "không phải giấy chứng nhận"}, lines...) {
		size := 30.0
		switch i {
		case 0:
			size = 96
		case 1:
			size = 56
		}
		if err := p.write(line, size, at); err != nil {
			return nil, err
		}
		at += int(size) + 24
	}
	var b bytes.Buffer
	err = png.Encode(&b, img)
	return b.Bytes(), err
}

func frame(img *image.RGBA, in int, c color.Color) {
	r := img.Bounds().Inset(in)
	for _, side := range []image.Rectangle{
		{r.Min, image.Pt(r.Max.X, r.Min.Y+6)}, {image.Pt(r.Min.X, r.Max.Y-6), r.Max},
		{r.Min, image.Pt(r.Min.X+6, r.Max.Y)}, {image.Pt(r.Max.X-6, r.Min.Y), r.Max},
	} {
		draw.Draw(img, side, image.NewUniform(c), image.Point{}, draw.Src)
	}
}

type pen struct {
	img  draw.Image
	font *opentype.Font
}

// write sets a line in the middle of the sheet.
func (p pen) write(line string, size float64, y int) error {
	face, err := opentype.NewFace(p.font, &opentype.FaceOptions{Size: size, DPI: 72, Hinting: font.HintingNone})
	if err != nil {
		return err
	}
	defer func() { _ = face.Close() }()
	d := font.Drawer{Dst: p.img, Src: image.NewUniform(color.RGBA{0x8a, 0x24, 0x24, 0xff}), Face: face}
	d.Dot = fixed.Point26_6{X: (fixed.I(p.img.Bounds().Dx()) - d.MeasureString(line)) / 2, Y: fixed.I(y)}
	d.DrawString(line)
	return nil
}
