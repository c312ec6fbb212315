package api

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"io"
	"mime/multipart"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/markettest"
)

// send uploads a picture with fields in pairs.
func (s *street) send(token string, file []byte, fields ...string) reply {
	s.t.Helper()
	return s.sendTo("/photos", token, file, fields...)
}

// sendTo posts a form with a file and fields in pairs.
func (s *street) sendTo(path, token string, file []byte, fields ...string) reply {
	s.t.Helper()
	var form bytes.Buffer
	w := multipart.NewWriter(&form)
	for i := 0; i < len(fields); i += 2 {
		if err := w.WriteField(fields[i], fields[i+1]); err != nil {
			s.t.Fatal(err)
		}
	}
	if file != nil {
		part, err := w.CreateFormFile("file", `..\../x".jpg`)
		if err != nil {
			s.t.Fatal(err)
		}
		if _, err := part.Write(file); err != nil {
			s.t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		s.t.Fatal(err)
	}
	req := httptest.NewRequest("POST", prefix+path, &form)
	req.Header.Set("Content-Type", w.FormDataContentType())
	req.Header.Set("Authorization", "Bearer "+token)
	res, err := s.app.Test(req, -1)
	if err != nil {
		s.t.Fatal(err)
	}
	defer res.Body.Close()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	out := reply{status: res.StatusCode, raw: string(raw), header: res.Header}
	_ = json.Unmarshal(raw, &out.body)
	return out
}

func picture320(t *testing.T) []byte {
	t.Helper()
	img := image.NewRGBA(image.Rect(0, 0, 320, 240))
	for x := range 320 {
		img.Set(x, 100, color.RGBA{R: uint8(x), A: 255})
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestPicturesAreTakenForWhomTheyAreSentAndNothingElseIs(t *testing.T) {
	s := openStreet(t, dbtest.Open(t, db.SQLite))
	sellerID, owner := s.Seller(t)
	product := s.Variant(t, markettest.Good{SellerID: sellerID, Stock: 1})
	_ = product
	editor, reader := s.with(owner, actor.EditProducts), s.with(owner, actor.SeeOrders)
	_, other := s.Seller(t)
	stranger, buyer := s.with(other, actor.AllRights...), s.somebody("0900000001", "Lan")
	good := picture320(t)
	for _, c := range []struct {
		who, token string
		file       []byte
		purpose    string
		seller     string
		status     int
		key        string
	}{
		{"a member who edits", editor, good, "product", sellerID, 201, ""},
		{"a member who does not", reader, good, "product", sellerID, 403, "right.edit_products"},
		{"another seller's member", stranger, good, "product", sellerID, 404, "seller.unknown"},
		{"a buyer for a stall", buyer, good, "product", sellerID, 404, "seller.unknown"},
		{"a buyer for no stall", buyer, good, "product", "", 422, "api.photo_seller"},
		{"a buyer who complains", buyer, good, "complaint", "", 201, ""},
		{"for nothing", editor, good, "avatar", sellerID, 422, "api.word"},
		{"no file", editor, nil, "product", sellerID, 422, "media.empty"},
		{"a drawing with a script", editor, []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`), "product", sellerID, 415, "media.kind"},
		{"a page", editor, []byte("<!DOCTYPE html><html><script>alert(1)</script></html>"), "product", sellerID, 415, "media.kind"},
		{"half a picture", editor, good[:len(good)/2], "product", sellerID, 422, "media.broken"},
	} {
		a := s.send(c.token, c.file, "purpose", c.purpose, "seller_id", c.seller)
		if a.status != c.status || a.key() != c.key {
			t.Errorf("%s: %d %s", c.who, a.status, a.raw)
		}
		if a.status != 201 {
			continue
		}
		if open := c.purpose == "product"; open != strings.Contains(a.text("picture.large"), a.text("id")) || a.number("width") != 320 {
			t.Errorf("%s: %s", c.who, a.raw)
		}
	}
	if a := s.send(editor, good, "purpose", "product", "seller_id", sellerID, "owner_id", "x"); a.status != 422 || a.keys()[0] != "owner_id=input.unknown" {
		t.Errorf("%d %s", a.status, a.raw)
	}
}
