package vietqr

import (
	"strconv"
	"strings"

	"github.com/skip2/go-qrcode"
)

// PNG draws text as a square QR of about pixels on each side, with its quiet zone. It fails
// when text is longer than a QR holds.
func PNG(text string, pixels int) ([]byte, error) {
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return nil, err
	}
	return q.PNG(pixels)
}

// Path draws text as the "d" of one SVG path on a square of size × size units, quiet zone
// included: <svg viewBox="0 0 size size"><path d="…"/></svg> stays crisp at any size.
func Path(text string) (d string, size int, err error) {
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return "", 0, err
	}
	var b strings.Builder
	rows := q.Bitmap()
	for y, row := range rows {
		for x := 0; x < len(row); {
			if !row[x] {
				x++
				continue
			}
			start := x
			for x < len(row) && row[x] {
				x++
			}
			run := strconv.Itoa(x - start)
			b.WriteString("M" + strconv.Itoa(start) + " " + strconv.Itoa(y) + "h" + run + "v1h-" + run + "z")
		}
	}
	return b.String(), len(rows), nil
}
