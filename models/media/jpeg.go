package media

import (
	"encoding/binary"
	"iter"
)

// segment is one marker of a JPEG with its data.
type segment struct {
	marker byte
	data   []byte
}

// jpegSegments walks the markers of a JPEG, stepping over the coded picture, and ends
// where the bytes make no sense any more.
func jpegSegments(body []byte) iter.Seq[segment] {
	return func(yield func(segment) bool) {
		for at := 2; at+4 <= len(body); {
			if body[at] != 0xff {
				return
			}
			marker := body[at+1]
			if marker == 0xff { // filling
				at++
				continue
			}
			if marker == 0xd9 || marker == 0x00 {
				return
			}
			if marker == 0x01 || marker >= 0xd0 && marker <= 0xd7 { // without data
				at += 2
				continue
			}
			n := int(binary.BigEndian.Uint16(body[at+2:]))
			if n < 2 || at+2+n > len(body) {
				return
			}
			if !yield(segment{marker, body[at+4 : at+2+n]}) {
				return
			}
			at += 2 + n
			if marker == 0xda { // the coded picture: to the next marker that is not part of it
				for at+1 < len(body) && (body[at] != 0xff || body[at+1] == 0 || body[at+1] >= 0xd0 && body[at+1] <= 0xd7) {
					at++
				}
			}
		}
	}
}

// jpegCost says how much a JPEG takes to open: bytes per hundred pixels, and how often the
// whole picture is gone over.
func jpegCost(body []byte) (per100, scans int) {
	per100 = 300
	for s := range jpegSegments(body) {
		switch {
		case s.marker == 0xda:
			scans++
		case s.marker >= 0xc0 && s.marker <= 0xc2 && len(s.data) >= 6 && len(s.data) >= 6+3*int(s.data[5]):
			most, sum := 1, 0
			for i := range int(s.data[5]) {
				hv := s.data[6+3*i+1]
				area := int(hv>>4) * int(hv&15)
				most, sum = max(most, area), sum+area
			}
			per100 = 100 * sum / most
			if s.marker == 0xc2 { // progressive: all coefficients are held as well, 4 bytes each
				per100 *= 5
			}
		}
	}
	return per100, scans
}
