package media

import (
	"bytes"
	"slices"

	"github.com/chophien/chophien/models/fault"
)

type kind int

const (
	unknown kind = iota
	jpegKind
	pngKind
	webpKind
	pdfKind
)

// The brands by which Apple's pictures call themselves.
var heicBrands = []string{"heic", "heix", "heim", "heis", "hevc", "hevx", "heif", "mif1", "msf1"}

// sniff tells what the bytes are, whatever their name and declared type say.
func sniff(body []byte) (kind, *fault.Fault) {
	switch {
	case len(body) == 0:
		return unknown, fault.New(fault.Invalid, "media.empty")
	case bytes.HasPrefix(body, []byte{0xff, 0xd8, 0xff}):
		return jpegKind, nil
	case bytes.HasPrefix(body, []byte("\x89PNG\r\n\x1a\n")):
		return pngKind, nil
	case len(body) >= 12 && string(body[:4]) == "RIFF" && string(body[8:12]) == "WEBP":
		return webpKind, nil
	case bytes.HasPrefix(body, []byte("%PDF-")):
		return pdfKind, nil
	case len(body) >= 12 && string(body[4:8]) == "ftyp" && slices.Contains(heicBrands, string(body[8:12])):
		return unknown, fault.New(fault.Unsupported, "media.heic")
	}
	return unknown, fault.New(fault.Unsupported, "media.kind")
}
