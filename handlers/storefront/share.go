package storefront

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/jpeg"
	"strings"
	"sync"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/session"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/web/locale"
	"github.com/chophien/chophien/web/share"
)

// shared is what a share picture says, before it is drawn.
type shared struct {
	card    share.Card
	photoID string
}

// digest is another one as soon as the picture would be: it stands in its address, so that
// a picture may be kept for ever.
func (s shared) digest() string {
	sum := sha256.Sum256([]byte(fmt.Sprintf("%q", []string{s.card.Kind, s.card.Name, s.card.Price, s.card.Place, s.card.Market, s.photoID})))
	return hex.EncodeToString(sum[:6])
}

func (s shared) path(what, slug string) string {
	return "/share/" + what + "/" + slug + ".jpg?v=" + s.digest()
}

// sharedProduct is the picture of a product. What only adults may see has none of its own.
func (s *shop) sharedProduct(lang locale.Lang, p *catalog.Page) (shared, bool) {
	if p.Class.Adult() {
		return shared{}, false
	}
	out := shared{card: share.Card{Kind: drawingOf(p.Kind), Name: p.Name(string(lang)), Place: s.Places.FullName(p.Scheme, p.WardCode), Market: s.Market.Name}}
	if out.card.Place == "" {
		out.card.Place = p.OriginText
	}
	if len(p.Photos) > 0 {
		out.photoID = p.Photos[0].ID
	}
	if form, ok := (catalog.Card{Variants: p.Forms}).Cheapest(); ok && !p.Class.ContactOnly() {
		out.card.Price = locale.Money(lang, form.Price) + " / " + unitOf(lang, form.Variant)
		if len(p.Forms) > 1 {
			out.card.Price = locale.Sentence(lang, "price.from", nil) + " " + out.card.Price
		}
	}
	return out, true
}

// sharedStall is the picture of a stall.
func (s *shop) sharedStall(card seller.Card) shared {
	return shared{photoID: card.PhotoID, card: share.Card{Kind: "stall", Name: card.Name, Place: s.Places.FullName(card.Scheme, card.WardCode), Market: s.Market.Name}}
}

// slugOf is the address that a picture is asked by: "tao-meo.jpg".
func slugOf(c *fiber.Ctx) string { return strings.TrimSuffix(c.Params("name"), ".jpg") }

func (s *shop) shareProduct(c *fiber.Ctx) error {
	page, err := catalog.PageOf(c.UserContext(), s.DB.Read(c.UserContext()), slugOf(c), s.Now().Date())
	if err != nil {
		return err
	}
	of, ok := s.sharedProduct(session.Language(c), page)
	if !ok || !page.Public() {
		return fault.New(fault.NotFound, "product.unknown")
	}
	return s.sendPicture(c, of)
}

func (s *shop) shareStall(c *fiber.Ctx) error {
	card, err := seller.CardOf(c.UserContext(), s.DB.Read(c.UserContext()), slugOf(c))
	if err != nil {
		return err
	}
	if !card.Public() {
		return fault.New(fault.NotFound, "seller.unknown")
	}
	return s.sendPicture(c, s.sharedStall(card))
}

// pictures keeps what was drawn: a link that goes round is asked for again and again.
type pictures struct {
	mu  sync.Mutex
	all map[string][]byte
}

// mostPictures are kept, of about 60 KB each; they are thrown away together.
const mostPictures = 200

// of draws a picture, or finds it; one is drawn at a time, whoever asks.
func (p *pictures) of(key string, draw func() ([]byte, error)) ([]byte, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if had, ok := p.all[key]; ok {
		return had, nil
	}
	b, err := draw()
	if err != nil {
		return nil, err
	}
	if p.all == nil || len(p.all) >= mostPictures {
		p.all = map[string][]byte{}
	}
	p.all[key] = b
	return b, nil
}

func (s *shop) sendPicture(c *fiber.Ctx, of shared) error {
	body, err := s.drawn.of(of.digest(), func() ([]byte, error) {
		of.card.Photo = s.photo(context.WithoutCancel(c.UserContext()), of.photoID)
		var b bytes.Buffer
		err := share.Write(&b, of.card)
		return b.Bytes(), err
	})
	if err != nil {
		return err
	}
	c.Set(fiber.HeaderCacheControl, "public, max-age=86400")
	c.Set(fiber.HeaderContentType, "image/jpeg")
	return c.Send(body)
}

// photo reads a photo of the album; without one, or when it cannot be read, the card shows
// the drawing.
func (s *shop) photo(ctx context.Context, id string) image.Image {
	if id == "" || s.Album == nil {
		return nil
	}
	blob, err := s.Album.Open(ctx, strings.TrimPrefix(media.URL(id, 640), "/media/"))
	if err != nil {
		s.Log.DebugContext(ctx, "no photo for a share picture", "error", err)
		return nil
	}
	defer func() { _ = blob.Body.Close() }()
	img, err := jpeg.Decode(blob.Body)
	if err != nil {
		s.Log.WarnContext(ctx, "a photo cannot be read for a share picture", "error", err)
		return nil
	}
	return img
}
