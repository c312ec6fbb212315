package api

import "github.com/chophien/chophien/models/media"

// pictureOf is nil where there is no photo.
func pictureOf(id string, width, height int, blurhash string) *picture {
	if id == "" {
		return nil
	}
	return &picture{ID: id, Small: media.URL(id, 320), Medium: media.URL(id, 640), Large: media.URL(id, 1280), Width: width, Height: height, Blurhash: blurhash}
}
