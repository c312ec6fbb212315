package media

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"

	"golang.org/x/image/webp"
	"golang.org/x/sync/semaphore"

	"github.com/chophien/chophien/models/fault"
)

const (
	maxPixels = 40_000_000
	maxSide   = 30_000
	// maxWork is how many pixels are gone over in all: a progressive JPEG may ask for
	// thousands of passes over one picture.
	maxWork = 600_000_000
	// roomBytes is the memory that open pictures of the whole process may fill; a small one
	// counts as minWeight, so that never more than two are drawn at once.
	roomBytes = 192 << 20
	minWeight = roomBytes / 2
)

// room is one for the process, because memory is.
var room = semaphore.NewWeighted(roomBytes)

// measured is what a picture says of itself before it is opened.
type measured struct {
	width, height int
	weight        int64
}

// measure reads the size from the head alone and refuses what would fill the memory.
func measure(k kind, body []byte) (measured, *fault.Fault) {
	if k == webpKind && len(body) > 20 && string(body[12:16]) == "VP8X" && body[20]&2 != 0 {
		return measured{}, fault.New(fault.Unsupported, "media.animated")
	}
	c, err := config(k, body)
	if err != nil {
		return measured{}, fault.New(fault.Invalid, "media.broken").From(err)
	}
	pixels := int64(c.Width) * int64(c.Height)
	per100, scans := 400, 1
	switch c.ColorModel {
	case color.NRGBA64Model, color.RGBA64Model:
		per100 = 800
	case color.NYCbCrAModel: // the alpha is decoded as a picture of its own
		per100 = 600
	}
	if k == jpegKind {
		per100, scans = jpegCost(body)
	}
	m := measured{c.Width, c.Height, max(pixels*int64(per100)/100, minWeight)}
	if c.Width <= 0 || c.Height <= 0 || c.Width > maxSide || c.Height > maxSide || pixels > maxPixels ||
		m.weight > roomBytes || pixels*int64(scans) > maxWork {
		return measured{}, fault.New(fault.TooLarge, "media.pixels").With("megapixels", maxPixels/1_000_000)
	}
	return m, nil
}

func config(k kind, body []byte) (c image.Config, err error) {
	defer spare(&err)
	r := bytes.NewReader(body)
	switch k {
	case jpegKind:
		return jpeg.DecodeConfig(r)
	case pngKind:
		return png.DecodeConfig(r)
	}
	return webp.DecodeConfig(r)
}

func decode(k kind, body []byte) (m image.Image, err error) {
	defer spare(&err)
	r := bytes.NewReader(body)
	switch k {
	case jpegKind:
		return jpeg.Decode(r)
	case pngKind:
		return png.Decode(r)
	}
	return webp.Decode(r)
}

// spare turns a panic of a decoder into an error: a made-up picture must not end a request.
func spare(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("media: decoder: %v", r)
	}
}
