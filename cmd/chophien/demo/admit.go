package demo

import (
	"context"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/requirement"
	"github.com/chophien/chophien/models/seller"
)

// sampleWhy is why nothing is asked of a stall that is none.
const sampleWhy = "Gian hàng mẫu để thử chợ"

// admit lets a stall sell: its owner agrees that it is shown, and the program vouches for what
// it has made, as if the owner's card had been seen, whose number is made of their phone's. The
// account is compared when it is named.
func (m Market) admit(ctx context.Context, sellerID, owner, phone string, was seller.State) error {
	all, err := m.Admission.Requirements(ctx, sellerID, program)
	if err != nil {
		return err
	}
	for _, r := range all {
		if r.State.Holds() || r.Kind == requirement.Identity || r.Kind == requirement.BankName {
			continue
		}
		if err := m.Admission.Waive(ctx, r.ID, sampleWhy, program); err != nil {
			return err
		}
	}
	if was != seller.Applied {
		return nil
	}
	if err := m.agrees(ctx, owner); err != nil {
		return err
	}
	return m.Admission.Check(ctx, sellerID, seller.NewCheck{Method: seller.InPerson, Reference: "MẪU-" + phone[len(phone)-4:]}, program)
}

// agrees is the yes of a sample person that their stalls are shown to everybody.
func (m Market) agrees(ctx context.Context, personID string) error {
	return m.DB.Tx(ctx, func(tx *gorm.DB) error {
		_, err := m.Accounts.Answer(ctx, tx, actor.Buyer{PersonID: personID, Channel: actor.CLI},
			account.Consent{Purpose: account.Publishing, Version: account.ConsentTexts[account.Publishing], Answer: account.Yes})
		return err
	})
}

// named says that the account of a sample stall is in order: its holder is none.
func (m Market) named(ctx context.Context, sellerID string) error {
	r, err := requirement.OfKind(ctx, m.DB.Read(ctx), sellerID, requirement.BankName)
	if err != nil || r == nil || r.State.Holds() {
		return err
	}
	return m.Admission.Waive(ctx, r.ID, sampleWhy, program)
}
