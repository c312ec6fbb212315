package media

import "image"

// turn sets a picture upright that was held as EXIF says, 1 to 8.
func turn(m *image.RGBA, held int) *image.RGBA {
	if held <= 1 || held > 8 {
		return m
	}
	w, h := m.Rect.Dx(), m.Rect.Dy()
	ow, oh := w, h
	if held >= 5 {
		ow, oh = h, w
	}
	out := image.NewRGBA(image.Rect(0, 0, ow, oh))
	for y := range oh {
		for x := range ow {
			sx, sy := x, y
			switch held {
			case 2: // seen in a mirror
				sx = w - 1 - x
			case 3: // upside down
				sx, sy = w-1-x, h-1-y
			case 4: // upside down in a mirror
				sy = h - 1 - y
			case 5: // on its left side in a mirror
				sx, sy = y, x
			case 6: // on its left side
				sx, sy = y, h-1-x
			case 7: // on its right side in a mirror
				sx, sy = w-1-y, h-1-x
			case 8: // on its right side
				sx, sy = w-1-y, x
			}
			copy(out.Pix[y*out.Stride+4*x:][:4], m.Pix[sy*m.Stride+4*sx:][:4])
		}
	}
	return out
}
