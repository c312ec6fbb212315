package news_test

import (
	"testing"
	"time"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/conversation"
	"github.com/chophien/chophien/models/db"
)

// Whoever has not read what the other side wrote is told once, with the way there; what was
// read meanwhile is not told of.
func TestATalkIsToldToWhoHasNotReadIt(t *testing.T) {
	inBoth(t, func(t *testing.T, m *town) {
		s := m.sold(t)
		talks := &conversation.Talks{DB: m.DB, Now: m.Now, Keys: m.Till.Keys}
		say := func(by actor.Actor, text string) error {
			return talks.Say(ctx, by, s.id, conversation.Words{Text: text}, db.NewID())
		}
		m.after(t, say(conversation.Buyer(s.buyer()), "Hàng còn tươi không?"), "seller conversation.message.seller")
		m.after(t, say(conversation.Buyer(s.buyer()), "Bao giờ gửi?"))
		fine(t, talks.Seen(ctx, s.stall, s.id, m.Now()))
		m.after(t, say(s.stall, "Mai tôi gửi."), "buyer conversation.message.buyer")
		m.Pass(time.Minute)
		fine(t, say(conversation.Buyer(s.buyer()), "Cảm ơn."))
		fine(t, talks.Seen(ctx, s.stall, s.id, m.Now()))
		m.after(t, nil) // it was read before the message went out
	})
}
