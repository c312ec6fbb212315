package media

import (
	"strconv"

	"github.com/chophien/chophien/models/clock"
)

// Purpose is what a picture or scan is for; it decides who may see it.
type Purpose string

// The purposes. Pictures of products and sellers are for everybody; the others are sealed
// in the store and shown only by those who check the right to see them.
const (
	Product     Purpose = "product"
	Seller      Purpose = "seller"
	Complaint   Purpose = "complaint"
	Certificate Purpose = "certificate" // a paper that an officer compares
	Identity    Purpose = "identity"    // a card of a person; removed when it was checked
)

// Open reports whether everybody may see it.
func (p Purpose) Open() bool { return p == Product || p == Seller }

// Valid reports whether p is one of the purposes.
func (p Purpose) Valid() bool { return p.Open() || p == Complaint || p == Certificate || p == Identity }

// Sizes are the widths in pixels in which every picture is kept. A smaller picture is kept
// under all three names and never blown up.
var Sizes = [...]int{320, 640, 1280}

// Owner is for whom a picture is kept: a seller, whose every member may use it, or else
// the person who sent it.
type Owner struct {
	SellerID string
	PersonID string
}

// Photo is one picture or scan in one place. Width and Height are those of the picture as
// it came, upright; both are 0 for a PDF.
type Photo struct {
	ID            string
	Purpose       Purpose
	OwnerSellerID string
	CreatedBy     string
	ContentType   string
	ContentHash   string
	Width         int
	Height        int
	Blurhash      string
	Bytes         int64
	CreatedAt     clock.Instant
	LooseSince    clock.Instant `gorm:"<-:create"` // written by Attach, Release
	DroppedAt     clock.Instant `gorm:"<-:create"` // written by Sweep
}

// IsDocument reports a PDF, which is handed out only as a download.
func (p Photo) IsDocument() bool { return p.ContentType == "application/pdf" }

// URL is where everybody finds an open picture, "/media/3f…-640.jpg": cacheable for ever,
// because an id is never used for another picture. No id gives no address; a size that is
// not kept gives the next larger one, or the largest.
func URL(id string, size int) string {
	if id == "" {
		return ""
	}
	return "/media/" + id + "-" + strconv.Itoa(fit(size)) + ".jpg"
}

func fit(size int) int {
	for _, s := range Sizes {
		if size <= s {
			return s
		}
	}
	return Sizes[len(Sizes)-1]
}

// key is where a picture of this id is kept in a size; size 0 is a document.
func key(p Purpose, id string, size int) string {
	folder := "closed/"
	if p.Open() {
		folder = "open/"
	}
	if size == 0 {
		return folder + id[:2] + "/" + id + ".pdf"
	}
	return folder + id[:2] + "/" + id + "-" + strconv.Itoa(size) + ".jpg"
}

// keys are all files of a picture.
func (p Photo) keys() []string {
	if p.IsDocument() {
		return []string{key(p.Purpose, p.ID, 0)}
	}
	var out []string
	for _, s := range Sizes {
		out = append(out, key(p.Purpose, p.ID, s))
	}
	return out
}
