package payment

import (
	"context"
	"encoding/json"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/crypt"
)

// refundAccount is what a buyer's account is sealed for.
const refundAccount = "refund.account"

// RefundAccount is where a buyer wants a refund by transfer to go.
type RefundAccount struct {
	BankBIN string `json:"bank_bin" form:"bank_bin"`
	Number  string `json:"number" form:"number"`
	Holder  string `json:"holder" form:"holder"`
}

// Seal writes the account down as it is kept.
func (a RefundAccount) Seal(keys *crypt.Keyring) (string, error) {
	text, err := json.Marshal(a)
	if err != nil {
		return "", err
	}
	return keys.Seal(refundAccount, string(text)), nil
}

// OpenRefundAccount reads an account as it is kept.
func OpenRefundAccount(keys *crypt.Keyring, sealed string) (a RefundAccount, err error) {
	text, err := keys.Open(refundAccount, sealed)
	if err != nil {
		return a, err
	}
	return a, json.Unmarshal([]byte(text), &a)
}

// goWhereOthersGo lets a refund by transfer follow an earlier one of the same payment: the
// buyer has said where to, and is not asked twice. An account that a bank has refused is
// not one that was named.
func (r *Refund) goWhereOthersGo(ctx context.Context, tx *gorm.DB) error {
	var named []string
	err := tx.WithContext(ctx).Raw(`SELECT r.account_sealed FROM refunds r WHERE r.payment_id = ? AND r.account_sealed <> ''
		AND NOT EXISTS (SELECT 1 FROM refund_transfers t WHERE t.payment_id = r.payment_id AND t.account_sealed = r.account_sealed
			AND t.status = 'returned' AND t.reason <> ?)
		ORDER BY r.created_at DESC, r.id DESC LIMIT 1`, r.PaymentID, BankFailed).Scan(&named).Error
	if err != nil || len(named) == 0 {
		return err
	}
	r.Status, r.AccountSealed = RefundSending, named[0]
	return nil
}
