package account

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/fault"
)

// StartAssist is what a person without a smartphone says, who sits beside a helper: the
// code that came to their own phone and was read out, their name, and what they agree to.
// Consent is ConsentText, for somebody new; Helping is today's version of that text.
type StartAssist struct {
	RequestID   string `json:"request_id" form:"request_id"`
	Code        string `json:"code" form:"code"`
	DeviceToken string `json:"device_token,omitempty" form:"-"`
	Name        string `json:"name" form:"name"`
	Consent     string `json:"consent,omitempty" form:"consent"`
	Helping     string `json:"helping" form:"helping"`
}

// SendAssistCode sends a ForAssist code to the phone of who is to be helped; the message
// says for what it is read out. It refuses what SendCode refuses.
func (a *Accounts) SendAssistCode(ctx context.Context, _ actor.Helper, in SendCode) (SentCode, error) {
	in.Purpose = ForAssist
	return a.SendCode(ctx, in)
}

// StartAssist lets the helper of who's session work for a person for AssistLife: open
// stalls, list goods, take orders and pack in their name, and nothing that touches money.
// The person is found by name among those of the phone, or added. Who has a PIN signs in
// themself, a helper takes no PIN: fault.Conflict "assist.pin". Refused too: codes as
// ProveCode does, names as cleanName does, "person.consent" from somebody new,
// "assist.helping" without that agreement, the helper themself with "assist.self", and
// fault.Conflict "assist.busy" while another is helped.
func (a *Accounts) StartAssist(ctx context.Context, by actor.Helper, who Identity, in StartAssist) (Assist, error) {
	name, err := cleanName(in.Name)
	faults := append(fault.List{}, fault.All(err)...)
	if in.Helping != ConsentTexts[Helping] {
		faults.Add(fault.New(fault.Invalid, "assist.helping").On("helping"))
	}
	if err := faults.Err(); err != nil {
		return Assist{}, err
	}
	// What has run out by itself is closed first, and whom it was for is told, so that the
	// next may begin.
	if _, err := a.endAssists(ctx, by, "helper_id = ? AND ends_at <= ?", by.PersonID, a.Now()); err != nil {
		return Assist{}, err
	}
	var row Assist
	err = a.useCode(ctx, CodeProof{RequestID: in.RequestID, Code: in.Code, DeviceToken: in.DeviceToken}, ForAssist, func(tx *gorm.DB, number string) error {
		tx = tx.WithContext(ctx)
		now := a.Now()
		phoneID, err := a.Phone(ctx, tx, number)
		if err != nil {
			return err
		}
		personID, err := a.assisted(ctx, tx, by, phoneID, name, in.Consent)
		if err != nil {
			return err
		}
		if err := a.consent(ctx, tx, personID, Consent{Purpose: Helping, Version: in.Helping, Channel: by.Channel, AssistedBy: by.PersonID}); err != nil {
			return err
		}
		row = Assist{ID: db.NewID(), HelperID: by.PersonID, SessionID: who.SessionID, PersonID: personID, StartedAt: now, EndsAt: now.Add(AssistLife)}
		switch err := tx.Create(&row).Error; {
		case db.IsDuplicate(err):
			return fault.New(fault.Conflict, "assist.busy")
		case err != nil:
			return fmt.Errorf("account: assist: %w", err)
		}
		return a.noteAssist(ctx, tx, by, row, "assist.started")
	})
	a.cache.clear()
	return row, err
}

// assisted is the person of that name on the phone, added with their consent when there is
// none.
func (a *Accounts) assisted(ctx context.Context, tx *gorm.DB, by actor.Helper, phoneID, name, consent string) (string, error) {
	there, err := People(ctx, tx, phoneID)
	if err != nil {
		return "", err
	}
	for _, p := range there {
		switch {
		case !sameName(p.Name, name):
		case p.ID == by.PersonID:
			return "", fault.New(fault.Conflict, "assist.self").On("name")
		case p.HasPIN:
			return "", fault.New(fault.Conflict, "assist.pin").On("name")
		default:
			return p.ID, nil
		}
	}
	if consent != ConsentText {
		return "", fault.New(fault.Invalid, "person.consent").On("consent")
	}
	p, err := a.addPerson(ctx, tx, phoneID, name, "vi")
	if err != nil {
		return "", err
	}
	return p.ID, a.consent(ctx, tx, p.ID, Consent{Purpose: Privacy, Version: ConsentText, Channel: by.Channel, AssistedBy: by.PersonID})
}

func (a *Accounts) noteAssist(ctx context.Context, tx *gorm.DB, by actor.Actor, row Assist, verb string) error {
	stamp := by.Stamp()
	if stamp.OnBehalfOf == "" && stamp.ID != row.PersonID {
		stamp.OnBehalfOf = row.PersonID
	}
	return audit.Write(ctx, tx, audit.Entry{
		By: stamp, Verb: verb, Subject: audit.Subject{Kind: "person", ID: row.PersonID}, Detail: map[string]string{"assist": row.ID},
	}, a.Now())
}
