package media

import "encoding/binary"

// upright is how a camera was held, as the number that EXIF gives it: 1 to 8, 1 for
// upright. Anything that cannot be read is 1: a picture on its side is better than none.
func upright(k kind, body []byte) int {
	switch k {
	case jpegKind:
		return orientation(jpegExif(body))
	case pngKind:
		return orientation(pngExif(body))
	case webpKind:
		return orientation(webpExif(body))
	}
	return 1
}

// orientation reads tag 0x0112 of the first directory of a TIFF block.
func orientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.LittleEndian
	switch string(tiff[:4]) {
	case "II*\x00":
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 1
	}
	at := uint64(order.Uint32(tiff[4:]))
	if at+2 > uint64(len(tiff)) {
		return 1
	}
	n := uint64(order.Uint16(tiff[at:]))
	for i := range n {
		e := at + 2 + i*12
		if e+12 > uint64(len(tiff)) {
			return 1
		}
		const short = 3
		if order.Uint16(tiff[e:]) == 0x0112 && order.Uint16(tiff[e+2:]) == short {
			if v := int(order.Uint16(tiff[e+8:])); v >= 1 && v <= 8 {
				return v
			}
			return 1
		}
	}
	return 1
}

func jpegExif(body []byte) []byte {
	for s := range jpegSegments(body) {
		if s.marker == 0xe1 && len(s.data) > 6 && string(s.data[:6]) == "Exif\x00\x00" {
			return s.data[6:]
		}
	}
	return nil
}

func pngExif(body []byte) []byte {
	for at := 8; at+8 <= len(body); {
		n := uint64(binary.BigEndian.Uint32(body[at:]))
		end := uint64(at) + 12 + n
		if end > uint64(len(body)) {
			return nil
		}
		switch string(body[at+4 : at+8]) {
		case "eXIf":
			return body[at+8 : end-4]
		case "IEND":
			return nil
		}
		at = int(end)
	}
	return nil
}

func webpExif(body []byte) []byte {
	for at := 12; at+8 <= len(body); {
		n := uint64(binary.LittleEndian.Uint32(body[at+4:]))
		end := uint64(at) + 8 + n
		if end > uint64(len(body)) {
			return nil
		}
		if string(body[at:at+4]) == "EXIF" {
			data := body[at+8 : end]
			if len(data) > 6 && string(data[:6]) == "Exif\x00\x00" { // as some programs write it
				data = data[6:]
			}
			return data
		}
		at = int(end + n%2)
	}
	return nil
}
