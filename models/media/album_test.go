package media_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
	"path"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/crypt"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/media/disk"
)

type fixture struct {
	*media.Album
	dir string
	now clock.Instant
}

func album(t *testing.T, d *db.DB) *fixture {
	t.Helper()
	f := &fixture{dir: t.TempDir(), now: clock.Date("2026-12-01").Start()}
	store, err := disk.Open(f.dir, clock.System)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	keys, blind, err := crypt.Generate(nil, "k1")
	if err != nil {
		t.Fatal(err)
	}
	ring, err := crypt.ParseKeyring(keys, blind)
	if err != nil {
		t.Fatal(err)
	}
	f.Album = &media.Album{DB: d, Store: store, Keys: ring, Now: func() clock.Instant { return f.now }}
	return f
}

func picture(t testing.TB) []byte {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 30, 20))
	for i := range m.Pix {
		m.Pix[i] = byte(i) | 0x40
	}
	m.Set(0, 0, color.White)
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func (f *fixture) take(t *testing.T, p media.Purpose, o media.Owner) media.Photo {
	t.Helper()
	ph, err := f.Take(t.Context(), bytes.NewReader(picture(t)), p, o)
	if err != nil {
		t.Fatal(err)
	}
	return ph
}

func (f *fixture) attach(t *testing.T, id string, p media.Purpose, o media.Owner) error {
	t.Helper()
	return f.DB.Tx(t.Context(), func(tx *gorm.DB) error { return media.Attach(t.Context(), tx, id, p, o) })
}

func (f *fixture) rows(t *testing.T) (n int64) {
	t.Helper()
	if err := f.DB.Read(t.Context()).Table("photos").Count(&n).Error; err != nil {
		t.Fatal(err)
	}
	return n
}

func all(t *testing.T, b media.Blob, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer b.Body.Close()
	got, err := io.ReadAll(b.Body)
	if err != nil || int64(len(got)) != b.Size {
		t.Errorf("%d bytes of %d, %v", len(got), b.Size, err)
	}
	return string(got)
}

var sellerA, sellerB = media.Owner{SellerID: "a", PersonID: "p1"}, media.Owner{SellerID: "b", PersonID: "p2"}

func TestAKeptPictureIsServedByItsName(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := album(t, d)
		p := f.take(t, media.Product, sellerA)
		for _, size := range []int{1, 320, 500, 640, 1280, 4000} {
			url := media.URL(p.ID, size)
			name, ok := strings.CutPrefix(url, "/media/")
			if !ok || !strings.HasSuffix(name, ".jpg") {
				t.Fatal(url)
			}
			b, err := f.Open(t.Context(), name)
			if body := all(t, b, err); !strings.HasPrefix(body, "\xff\xd8\xff") || b.ContentType != "image/jpeg" {
				t.Errorf("%s is %s", url, b.ContentType)
			}
		}
		if media.URL("", 320) != "" {
			t.Error("nothing has an address")
		}
		got, err := media.Find(t.Context(), d.Read(t.Context()), p.ID)
		if err != nil || got != p || got.Width != 30 || got.Height != 20 || got.Bytes == 0 || got.CreatedAt != f.now {
			t.Errorf("%+v, %v", got, err)
		}
		if again := f.take(t, media.Product, sellerA); again.ID == p.ID || again.ContentHash != p.ContentHash {
			t.Errorf("the same picture again is %s", again.ID)
		}
	})
}

func TestClosedPicturesAreSealedAndNotServed(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := album(t, d)
		doc, err := f.Take(t.Context(), strings.NewReader("%PDF-1.7 sample of a certificate"), media.Certificate, sellerA)
		if err != nil {
			t.Fatal(err)
		}
		if !doc.IsDocument() || doc.Width != 0 {
			t.Errorf("%+v", doc)
		}
		b, err := f.Unseal(t.Context(), doc, 640)
		if got := all(t, b, err); got != "%PDF-1.7 sample of a certificate" || b.ContentType != "application/pdf" {
			t.Errorf("%q of %s", got, b.ContentType)
		}
		raw, err := f.Store.Open(t.Context(), "closed/"+doc.ID[:2]+"/"+doc.ID+".pdf")
		if got := all(t, raw, err); strings.Contains(got, "sample") || strings.Contains(got, "PDF") {
			t.Error("the document lies open in the store")
		}
		shown := f.take(t, media.Complaint, media.Owner{PersonID: "p1"})
		b, err = f.Unseal(t.Context(), shown, 640)
		if got := all(t, b, err); !strings.HasPrefix(got, "\xff\xd8\xff") {
			t.Error("the picture did not come back")
		}
		for _, name := range []string{
			path.Base(media.URL(shown.ID, 640)), doc.ID + ".pdf", "../closed/" + shown.ID[:2] + "/" + shown.ID + "-640.jpg", "", "x",
			shown.ID, "..", strings.Repeat("a", 32) + "-640.jpg", strings.Repeat("a", 32) + "-640.jpg\x00", shown.ID + "-640.html",
		} {
			if b, err := f.Open(t.Context(), name); !fault.Has(err, "media.absent") {
				if err == nil {
					b.Body.Close()
				}
				t.Errorf("%q: %v", name, err)
			}
		}
	})
}

func TestOnlyTheOwnerAttachesAndOnlyOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := album(t, d)
		p := f.take(t, media.Product, sellerA)
		mine := f.take(t, media.Complaint, media.Owner{PersonID: "p1"})
		nobodys := f.take(t, media.Complaint, media.Owner{})
		for name, err := range map[string]error{
			"another seller":  f.attach(t, p.ID, media.Product, sellerB),
			"another purpose": f.attach(t, p.ID, media.Certificate, sellerA),
			"the person":      f.attach(t, p.ID, media.Product, media.Owner{PersonID: "p1"}),
			"an unknown id":   f.attach(t, "x", media.Product, sellerA),
			"another person":  f.attach(t, mine.ID, media.Complaint, media.Owner{PersonID: "p2"}),
			"no person":       f.attach(t, mine.ID, media.Complaint, media.Owner{}),
			"nobody":          f.attach(t, nobodys.ID, media.Complaint, media.Owner{}),
		} {
			if !fault.Has(err, "media.absent") || !fault.Is(err, fault.NotFound) {
				t.Errorf("%s: %v", name, err)
			}
		}
		var won atomic.Int32
		var wg sync.WaitGroup
		for range 8 { // members of one seller; each with a form of its own
			wg.Go(func() {
				switch err := f.attach(t, p.ID, media.Product, media.Owner{SellerID: "a", PersonID: "p9"}); {
				case err == nil:
					won.Add(1)
				case !fault.Has(err, "media.attached"):
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if won.Load() != 1 {
			t.Errorf("attached %d times", won.Load())
		}
		if err := f.attach(t, mine.ID, media.Complaint, media.Owner{PersonID: "p1"}); err != nil {
			t.Error(err)
		}
	})
}

func TestWhatBelongsToNothingIsSweptAfterADay(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := album(t, d)
		attached, loose, released := f.take(t, media.Product, sellerA), f.take(t, media.Product, sellerA), f.take(t, media.Product, sellerA)
		doc, err := f.Take(t.Context(), strings.NewReader("%PDF-1.7"), media.Certificate, sellerA)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range []media.Photo{attached, released} {
			if err := f.attach(t, p.ID, media.Product, sellerA); err != nil {
				t.Fatal(err)
			}
		}
		sweep := func(want int) {
			t.Helper()
			if n, err := f.Sweep(t.Context()); n != want || err != nil {
				t.Errorf("%d swept, %v; want %d", n, err, want)
			}
		}
		f.now = f.now.Add(media.Patience)
		sweep(0)
		err = d.Tx(t.Context(), func(tx *gorm.DB) error { return media.Release(t.Context(), tx, released.ID, f.now) })
		if err != nil {
			t.Fatal(err)
		}
		f.now = f.now.Add(time.Millisecond)
		sweep(2)
		for _, p := range []media.Photo{loose, doc} {
			if _, err := media.Find(t.Context(), d.Read(t.Context()), p.ID); !fault.Has(err, "media.absent") {
				t.Error(err)
			}
		}
		if _, err := f.Open(t.Context(), path.Base(media.URL(loose.ID, 640))); !fault.Has(err, "media.absent") {
			t.Errorf("its files: %v", err)
		}
		if _, err := f.Unseal(t.Context(), doc, 0); !fault.Has(err, "media.absent") {
			t.Errorf("its document: %v", err)
		}
		f.now = f.now.Add(media.Patience)
		sweep(1)
		if _, err := f.Open(t.Context(), path.Base(media.URL(attached.ID, 640))); err != nil || f.rows(t) != 1 {
			t.Errorf("what is attached was swept: %v", err)
		}
	})
}

// failing is a store that is away.
type failing struct{ media.Store }

func (failing) Put(context.Context, string, string, []byte) error { return errors.New("away") }
func (failing) Delete(context.Context, string) error              { return errors.New("away") }

func TestAStoreThatIsAwayLosesNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := album(t, d)
		good := f.Store
		f.Store = failing{good}
		_, err := f.Take(t.Context(), bytes.NewReader(picture(t)), media.Product, sellerA)
		if !fault.Has(err, "media.store") || !fault.Is(err, fault.Unavailable) || f.rows(t) != 1 {
			t.Errorf("%v, %d rows", err, f.rows(t))
		}
		f.now = f.now.Add(media.Patience + time.Millisecond)
		if n, err := f.Sweep(t.Context()); n != 0 || err == nil || f.rows(t) != 1 {
			t.Errorf("%d swept, %v", n, err)
		}
		f.Store = good // an interrupted sweep is taken up
		if n, err := f.Sweep(t.Context()); n != 1 || err != nil || f.rows(t) != 0 {
			t.Errorf("%d swept, %v", n, err)
		}
	})
}

// Attaching and sweeping meet: either the picture stays with its files or nobody has it.
func TestSweepAgainstAttachHasOneWinner(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := album(t, d)
		for range 12 {
			p := f.take(t, media.Product, sellerA)
			f.now = f.now.Add(media.Patience + time.Hour)
			var wg sync.WaitGroup
			var attached error
			swept := make([]int, 2)
			wg.Go(func() { attached = f.attach(t, p.ID, media.Product, sellerA) })
			for i := range swept {
				wg.Go(func() {
					n, err := f.Sweep(t.Context())
					if err != nil {
						t.Error(err)
					}
					swept[i] = n
				})
			}
			wg.Wait()
			_, err := f.Open(t.Context(), path.Base(media.URL(p.ID, 640)))
			_, row := media.Find(t.Context(), d.Read(t.Context()), p.ID)
			if kept := attached == nil; kept != (err == nil) || kept != (row == nil) || kept && swept[0]+swept[1] > 0 {
				t.Errorf("attach %v, files %v, row %v, swept %v", attached, err, row, swept)
			}
		}
	})
}

func TestAPictureInUseIsNeverSwept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		f := album(t, d)
		p := f.take(t, media.Product, sellerA)
		err := d.Tx(t.Context(), func(tx *gorm.DB) error { // somebody forgot to attach it
			if err := tx.Exec("CREATE TABLE places (photo_id TEXT NOT NULL REFERENCES photos(id))").Error; err != nil {
				return err
			}
			return tx.Exec("INSERT INTO places (photo_id) VALUES (?)", p.ID).Error
		})
		if err != nil {
			t.Fatal(err)
		}
		f.now = f.now.Add(2 * media.Patience)
		if n, err := f.Sweep(t.Context()); n != 0 || err != nil {
			t.Errorf("%d swept, %v", n, err)
		}
		got, err := media.Find(t.Context(), d.Read(t.Context()), p.ID)
		if err != nil || got.LooseSince != 0 {
			t.Errorf("%+v, %v", got, err)
		}
		if _, err := f.Open(t.Context(), path.Base(media.URL(p.ID, 640))); err != nil {
			t.Error(err)
		}
	})
}
