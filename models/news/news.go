package news

import (
	"context"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/complaint"
	"github.com/chophien/chophien/models/conversation"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fulfillment"
	"github.com/chophien/chophien/models/harvest"
	"github.com/chophien/chophien/models/moderation"
	"github.com/chophien/chophien/models/notify"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/outbox"
	"github.com/chophien/chophien/models/payment"
	"github.com/chophien/chophien/models/requirement"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/settlement"
)

// News turns notes into messages. A channel that is away is tried again by the outbox; what
// happened stands meanwhile.
type News struct {
	DB       *db.DB
	Now      clock.Clock
	Accounts *account.Accounts
	Send     notify.Sender
	BaseURL  string
}

// Listen subscribes to what people are told of, and puts away what needs no message.
func (n *News) Listen(d *outbox.Deliverer) {
	on := func(fn func(ctx context.Context, note outbox.Note) error, types ...string) {
		d.On(outbox.Each(fn), types...)
	}
	d.On(n.paid, payment.PaidNoteType, payment.DoorNoteType)
	on(n.claimed, payment.ClaimNoteType)
	on(n.revived, status(order.Placed))
	on(n.moved, status(order.Confirmed), status(order.Shipped), status(order.Delivered))
	on(n.cancelled, status(order.Cancelled))
	on(n.returned, status(order.Returned))
	on(n.completed, status(order.Completed))
	on(n.packed, status(order.Packed))
	on(n.asked, fulfillment.QuestionNote)
	for _, kind := range fulfillment.Nudges {
		on(n.nudged, fulfillment.NudgeNotes+kind)
	}
	on(n.refunded, refund(payment.RefundNeedsAccount), refund(payment.RefundSending), refund(payment.RefundDone))
	on(n.paidOut, payout(settlement.Sent), payout(settlement.Paid), payout(settlement.Returned))
	on(n.complained, ticket(complaint.Open))
	on(n.answered, ticket(complaint.Answered))
	on(n.escalated, ticket(complaint.Escalated))
	on(n.decided, ticket(complaint.Agreed), ticket(complaint.Rejected))
	on(n.closed, ticket(complaint.Closed))
	on(n.wrote, complaint.MessageNote)
	on(n.talked, conversation.NoteType)
	on(n.stallMoved, stall(seller.Active), stall(seller.Suspended), stall(seller.Closed))
	on(n.decidedOf, required(requirement.Accepted), required(requirement.Rejected), required(requirement.Handed))
	on(n.appealed, appeal(seller.AppealOpen), appeal(seller.AppealUpheld), appeal(seller.AppealLifted))
	on(n.appealsLate, seller.AppealOverdueNote)
	on(n.payee, seller.PayeeNote, seller.PayeeRefusedNote)
	on(n.unshown, seller.UnshownNote)
	on(n.checkEnds, seller.EndingNote)
	on(n.wakesSoon, seller.SoonNote)
	on(n.woke, seller.WokeNote)
	on(n.harvestDue, harvest.DueNote, harvest.LateNote)
	on(n.harvestMissed, harvest.MissedNote)
	on(n.harvestMoved, harvest.MovedNote)
	on(n.papersEnd, catalog.EndingNote)
	on(n.requirementEnds, requirement.EndingNote)
	on(n.judged, paper(catalog.Verified), paper(catalog.Refused), paper(catalog.Withdrawn))
	on(n.takenDown, catalog.TakenDownNote)
	on(n.overdue, moderation.OverdueNote)
	d.Discard(needless...)
}

// needless are the notes that nobody needs a message of. Left alone they would wait for
// ever, and every look for work would step over them.
var needless = []string{
	order.GroupNote,                  // the buyer has the page of the order before them, and pays next
	refund(payment.RefundDue),        // what asked for it has told of it; RefundDone says when the money is there
	refund(payment.RefundProcessing), // the gateway takes its time; RefundDone says when the money is there
	refund(payment.RefundFailed),     // lasts no moment: it becomes RefundNeedsAccount, which tells buyer and desk
	payout(settlement.Due),           // still in the house, and on the seller's money page; Sent says when it leaves
	stall(seller.Applied),            // the seller has just sent the form
	stall(seller.Checked),            // a step of the desk; Active says when the stall may sell
	required(requirement.Asked),      // on the stall's list; a stall that stops for it is told so
	required(requirement.Waived),     // nothing is to be done any more
	paper(catalog.Claimed),           // the seller has just typed it
}

func status(s order.Status) string            { return order.StatusNotes + string(s) }
func refund(s payment.RefundStatus) string    { return payment.RefundNotes + string(s) }
func payout(s settlement.Status) string       { return settlement.PayoutNotes + string(s) }
func ticket(s complaint.State) string         { return complaint.StateNotes + string(s) }
func stall(s seller.State) string             { return seller.StateNotes + string(s) }
func required(s requirement.State) string     { return requirement.StateNotes + string(s) }
func appeal(s seller.AppealState) string      { return seller.AppealNotes + string(s) }
func paper(s catalog.CertificateState) string { return catalog.CertificateNotes + string(s) }
