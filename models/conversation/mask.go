package conversation

import (
	"regexp"
	"strings"

	"github.com/chophien/chophien/models/order"
)

// dots hide how much is hidden.
const dots = "••••"

var (
	// dialled are eight digits or more, with what people put between them.
	dialled = regexp.MustCompile(`\+?\d(?:[ .,\-_()\x{00a0}]{0,3}\d){7,}`)
	// linked are addresses of the net and of mail.
	linked = regexp.MustCompile(`(?i)(?:https?://|www\.)\S+|\S+@\S+\.\S+|\b(?:[a-z0-9-]+\.)+(?:com|vn|net|org|me|info|shop|xyz|top|link|app|io)\b\S*`)
)

// masked is a text without numbers that can be dialled and without addresses; hidden says
// whether there were some.
func masked(text string) (clean string, hidden bool) {
	clean = linked.ReplaceAllString(text, dots)
	clean = dialled.ReplaceAllString(clean, dots)
	return clean, clean != text && strings.Contains(clean, dots)
}

// hides reports whether the other side's numbers are masked: until the seller has said that
// the order will be sent, and for good where that was never said.
func hides(o order.Order) bool { return o.Status == order.Placed || o.Status == order.Cancelled }
