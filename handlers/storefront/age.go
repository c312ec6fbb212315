package storefront

import (
	"net/url"
	"time"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/handlers/parts"
	"github.com/chophien/chophien/handlers/session"
	pages "github.com/chophien/chophien/web/storefront"
	"github.com/chophien/chophien/web/view"
)

// adultFor is how long a browser is believed to belong to somebody of age.
const adultFor = 30 * 24 * time.Hour

// adult reports whether the reader has said to be of age.
func (s *shop) adult(c *fiber.Ctx) bool { return s.cookie(c, "adult") == "1" }

func agePath(back string) string {
	return view.PathAge + "?" + url.Values{session.ReturnField: {back}}.Encode()
}

func (s *shop) agePage(c *fiber.Ctx) error {
	f := s.form(c, "")
	f.Title = f.T("age.title")
	return show(c, fiber.StatusOK, pages.Age(f, pages.AgePage{Back: session.ReturnTo(c, view.PathHome)}))
}

func (s *shop) confirmAge(c *fiber.Ctx) error {
	in, err := session.Bind[struct {
		Adult bool `form:"adult"`
	}](c)
	if err != nil {
		return err
	}
	if in.Adult {
		s.set(c, "adult", "1", adultFor)
	}
	return goOn(c, session.ReturnTo(c, view.PathHome))
}

func statusOf(err error) int { return parts.Status(err) }
