package media

import (
	"image"
	"image/color"

	"github.com/bbrks/go-blurhash"
	"golang.org/x/image/draw"
)

// within is w × h made to fit a box of size × 2·size, never larger than it was. With
// turned, the box lies on its side.
func within(w, h, size int, turned bool) (int, int) {
	boxW, boxH := size, 2*size
	if turned {
		boxW, boxH = boxH, boxW
	}
	if w <= boxW && h <= boxH {
		return w, h
	}
	if w*boxH >= h*boxW { // the width decides
		return boxW, max(1, (h*boxW+w/2)/w)
	}
	return max(1, (w*boxH+h/2)/h), boxH
}

// shrink draws src on white in w × h pixels. Whole blocks of pixels are averaged first, so
// that fine patterns (cloth, rice) do not flicker.
func shrink(src image.Image, w, h int) *image.RGBA {
	if s, ok := src.(*image.RGBA); ok && s.Bounds().Dx() == w && s.Bounds().Dy() == h {
		return s
	}
	b := src.Bounds()
	if n := min(b.Dx()/w, b.Dy()/h); n > 1 {
		switch s := src.(type) {
		case *image.YCbCr:
			src = averageYCbCr(s, n)
		case *image.Gray:
			src = averageGray(s, n)
		case *image.RGBA:
			src = averageRGBA(s.Pix, s.Stride, b, n, false)
		case *image.NRGBA:
			src = averageRGBA(s.Pix, s.Stride, b, n, true)
		}
	}
	dst := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(dst, dst.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	draw.ApproxBiLinear.Scale(dst, dst.Bounds(), src, src.Bounds(), draw.Over, nil)
	return dst
}

// plane averages blocks of n × n bytes of a w × h plane.
func plane(pix []byte, stride, w, h, n int) (out []byte, ow, oh int) {
	ow, oh = max(w/n, 1), max(h/n, 1)
	out = make([]byte, ow*oh)
	for y := range oh {
		for x := range ow {
			sum, count := 0, 0
			for dy := range min(n, h-y*n) {
				row := pix[(y*n+dy)*stride:]
				for _, v := range row[x*n : min((x+1)*n, w)] {
					sum += int(v)
					count++
				}
			}
			out[y*ow+x] = byte((sum + count/2) / count)
		}
	}
	return out, ow, oh
}

func averageGray(s *image.Gray, n int) image.Image {
	pix, w, h := plane(s.Pix, s.Stride, s.Rect.Dx(), s.Rect.Dy(), n)
	return &image.Gray{Pix: pix, Stride: w, Rect: image.Rect(0, 0, w, h)}
}

// averageYCbCr looks at every brightness but only every second colour, which is how nearly
// all pictures hold them.
func averageYCbCr(s *image.YCbCr, n int) image.Image {
	y, w, h := plane(s.Y, s.YStride, s.Rect.Dx(), s.Rect.Dy(), n)
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for py := range h {
		for px := range w {
			var cb, cr, count int
			for dy := 0; dy < n; dy += 2 {
				for dx := 0; dx < n; dx += 2 {
					at := s.COffset(s.Rect.Min.X+px*n+dx, s.Rect.Min.Y+py*n+dy)
					cb, cr, count = cb+int(s.Cb[at]), cr+int(s.Cr[at]), count+1
				}
			}
			r, g, b := color.YCbCrToRGB(y[py*w+px], byte(cb/count), byte(cr/count))
			o := out.Pix[py*out.Stride+4*px:]
			o[0], o[1], o[2], o[3] = r, g, b, 255
		}
	}
	return out
}

// averageRGBA averages blocks of n × n pixels as they look on white; straight says that
// the colours are not yet multiplied by the alpha.
func averageRGBA(pix []byte, stride int, b image.Rectangle, n int, straight bool) image.Image {
	w, h := b.Dx()/n, b.Dy()/n
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			var sum [3]int
			for dy := range n {
				row := pix[(y*n+dy)*stride+4*x*n:]
				for i := 0; i < 4*n; i += 4 {
					a := int(row[i+3])
					for c := range sum {
						v := int(row[i+c])
						if straight {
							v = v * a / 255
						}
						sum[c] += v + 255 - a
					}
				}
			}
			o := out.Pix[y*out.Stride+4*x:]
			for c, v := range sum {
				o[c] = byte(min(v/(n*n), 255))
			}
			o[3] = 255
		}
	}
	return out
}

// blur is the blurhash of a picture, taken from a small copy: it holds a dozen numbers.
func blur(m *image.RGBA) (string, error) {
	w, h := within(m.Bounds().Dx(), m.Bounds().Dy(), 32, false)
	return blurhash.Encode(4, 3, shrink(m, w, h))
}
