package catalog

import (
	"context"
	"strings"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/vntext"
)

// Box is one size of box for a product, in centimetres, and what it holds in words.
type Box struct {
	Name   string `json:"name" form:"name"` // "thùng vừa"
	Length int    `json:"length" form:"length"`
	Width  int    `json:"width" form:"width"`
	Height int    `json:"height" form:"height"`
	Holds  string `json:"holds" form:"holds"` // "5 kg"
}

// PackingGuide is how a product is packed.
type PackingGuide struct {
	Words string `json:"words" form:"words"`
	Boxes []Box  `json:"boxes" form:"boxes"`
}

// What a guide may say at most.
const (
	MostBoxes    = 6
	longestGuide = 600
	longestBox   = 200 // centimetres
)

// SetPackingGuide replaces how a product is packed; an empty guide says nothing any more. It
// refuses words that are too long, with "packing.boxes" too many boxes, and with
// "packing.box" a box without name or with a side that is not 1 to 200 cm. The caller has
// judged who may.
func SetPackingGuide(ctx context.Context, tx *gorm.DB, p *Product, in PackingGuide, now clock.Instant) error {
	var l fault.List
	words, refused := vntext.Input(strings.TrimSpace(in.Words), longestGuide, true)
	if refused != "" {
		l.Add(fault.New(fault.Invalid, refused).On("words").With("most", longestGuide))
	}
	if len(in.Boxes) > MostBoxes {
		l.Add(fault.New(fault.Invalid, "packing.boxes").On("boxes").With("most", MostBoxes))
	}
	rows := make([]map[string]any, len(in.Boxes))
	for i, b := range in.Boxes {
		name, wrong := vntext.Input(strings.TrimSpace(b.Name), 40, false)
		holds, wrongToo := vntext.Input(strings.TrimSpace(b.Holds), 40, false)
		if name == "" || wrong != "" || wrongToo != "" || min(b.Length, b.Width, b.Height) < 1 || max(b.Length, b.Width, b.Height) > longestBox {
			l.Add(fault.New(fault.Invalid, "packing.box").On("boxes").With("most", longestBox))
			break
		}
		rows[i] = map[string]any{"product_id": p.ID, "position": i, "name": name, "length": b.Length, "width": b.Width, "height": b.Height, "holds": holds}
	}
	if err := l.Err(); err != nil {
		return err
	}
	q := tx.WithContext(ctx)
	err := q.Exec(`INSERT INTO packing_guides (product_id, words, updated_at) VALUES (?, ?, ?)
		ON CONFLICT (product_id) DO UPDATE SET words = excluded.words, updated_at = excluded.updated_at`, p.ID, words, now).Error
	if err != nil {
		return err
	}
	if err := q.Exec("DELETE FROM packing_boxes WHERE product_id = ?", p.ID).Error; err != nil || len(rows) == 0 {
		return err
	}
	return q.Table("packing_boxes").Create(rows).Error
}

// PackingGuides reads how products are packed, by product: two statements. Those of which
// nothing is said are not there.
func PackingGuides(ctx context.Context, q *gorm.DB, productIDs ...string) (map[string]PackingGuide, error) {
	out := map[string]PackingGuide{}
	if len(productIDs) == 0 {
		return out, nil
	}
	var guides []struct{ ProductID, Words string }
	if err := q.WithContext(ctx).Table("packing_guides").Where("product_id IN ?", productIDs).Find(&guides).Error; err != nil {
		return nil, err
	}
	var boxes []struct {
		ProductID string
		Box       `gorm:"embedded"`
	}
	err := q.WithContext(ctx).Table("packing_boxes").Where("product_id IN ?", productIDs).Order("product_id, position").Find(&boxes).Error
	of := map[string][]Box{}
	for _, b := range boxes {
		of[b.ProductID] = append(of[b.ProductID], b.Box)
	}
	for _, g := range guides {
		if all := of[g.ProductID]; g.Words != "" || len(all) > 0 {
			out[g.ProductID] = PackingGuide{Words: g.Words, Boxes: all}
		}
	}
	return out, err
}
