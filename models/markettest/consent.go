package markettest

import (
	"testing"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
)

// Agrees is the yes of a person that stalls of theirs are shown to everybody, as they say it
// while one opens.
func (m *Market) Agrees(t testing.TB, personID string) {
	t.Helper()
	m.tx(t, func(tx *gorm.DB) error {
		a := account.Accounts{DB: m.DB, Now: m.Now}
		_, err := a.Answer(t.Context(), tx, actor.Buyer{PersonID: personID, Channel: actor.Page},
			account.Consent{Purpose: account.Publishing, Version: account.ConsentTexts[account.Publishing], Answer: account.Yes})
		return err
	})
}
