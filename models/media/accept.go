package media

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image/jpeg"
	"io"

	"github.com/chophien/chophien/models/fault"
)

// MaxBytes is the longest upload that is taken.
const MaxBytes = 10 << 20

// Ready is an upload that has been found safe and drawn anew, waiting in memory to be kept.
type Ready struct {
	purpose     Purpose
	contentType string
	hash        string
	width       int
	height      int
	blurhash    string
	files       []file
}

type file struct {
	size int // of Sizes, or 0 for a document
	body []byte
}

// Bytes is the length of all its files together.
func (r *Ready) Bytes() (n int64) {
	for _, f := range r.files {
		n += int64(len(f.body))
	}
	return n
}

// Accept reads an upload to its end, finds out what it really is and makes of a picture an
// upright JPEG in each of Sizes, without anything that the camera wrote into it. It writes
// nowhere and belongs outside every transaction: it may take a second, and waits while
// other pictures fill the memory set aside for this.
//
// A PDF is taken for a certificate and kept as it is. Refused are more than MaxBytes
// ("media.too_large"), nothing ("media.empty"), other content whatever its name
// ("media.kind", "media.heic", "media.animated"), more pixels than a telephone makes or
// none ("media.pixels"), and what does not open ("media.broken"); "media.busy" when ctx
// ends while waiting.
func Accept(ctx context.Context, from io.Reader, p Purpose) (*Ready, error) {
	if !p.Valid() {
		return nil, fmt.Errorf("media: no purpose %q", p)
	}
	body, err := io.ReadAll(io.LimitReader(from, MaxBytes+1))
	switch {
	case err != nil:
		return nil, fault.New(fault.Invalid, "media.broken").On("photo").From(err)
	case len(body) > MaxBytes:
		return nil, fault.New(fault.TooLarge, "media.too_large").On("photo").With("megabytes", MaxBytes>>20)
	}
	k, refused := sniff(body)
	if refused == nil && k == pdfKind && p != Certificate {
		refused = fault.New(fault.Unsupported, "media.kind")
	}
	if refused != nil {
		return nil, refused.On("photo")
	}
	sum := sha256.Sum256(body)
	r := &Ready{purpose: p, hash: hex.EncodeToString(sum[:]), contentType: "image/jpeg"}
	if k == pdfKind {
		r.contentType, r.files = "application/pdf", []file{{0, body}}
		return r, nil
	}
	if refused := r.draw(ctx, k, body); refused != nil {
		return nil, refused.On("photo")
	}
	return r, nil
}

// quality is of the JPEGs: at 80 a phone's picture of 1280 pixels is about 150 kB.
const quality = 80

// draw opens the picture and fills r from it.
func (r *Ready) draw(ctx context.Context, k kind, body []byte) *fault.Fault {
	m, refused := measure(k, body)
	if refused != nil {
		return refused
	}
	if err := room.Acquire(ctx, m.weight); err != nil {
		return fault.New(fault.Unavailable, "media.busy").From(err)
	}
	defer room.Release(m.weight)
	src, err := decode(k, body)
	if err != nil || src.Bounds().Dx() != m.width || src.Bounds().Dy() != m.height {
		return fault.New(fault.Invalid, "media.broken").From(err)
	}
	held := upright(k, body)
	r.width, r.height = m.width, m.height
	if held >= 5 {
		r.width, r.height = m.height, m.width
	}
	largest := Sizes[len(Sizes)-1]
	w, h := within(m.width, m.height, largest, held >= 5)
	frame := turn(shrink(src, w, h), held)
	src = nil // large: let it go before the rest is drawn
	for i := len(Sizes) - 1; i >= 0; i-- {
		w, h := within(r.width, r.height, Sizes[i], false)
		frame = shrink(frame, w, h)
		var out bytes.Buffer
		if err := jpeg.Encode(&out, frame, &jpeg.Options{Quality: quality}); err != nil {
			return fault.New(fault.Internal, "media.broken").From(err)
		}
		r.files = append(r.files, file{Sizes[i], out.Bytes()})
	}
	if r.blurhash, err = blur(frame); err != nil {
		return fault.New(fault.Internal, "media.broken").From(err)
	}
	return nil
}
