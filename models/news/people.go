package news

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/order"
	"github.com/chophien/chophien/models/seller"
)

// person is a phone that is told something, in the language of who holds it. Of several
// people who share a phone the first one's language counts, and one message comes.
type person struct{ PhoneID, Locale string }

// buyer is whom a group's news goes to.
func buyer(g order.Group) []person { return []person{{g.PhoneID, g.Locale}} }

// membersOf are those of sellers who have a right, else those who may give it, by seller.
func membersOf(ctx context.Context, q *gorm.DB, sellers []string, right actor.Right) (map[string][]person, error) {
	var found []struct {
		SellerID, PhoneID, Locale string
		Rights                    actor.Rights
	}
	err := q.WithContext(ctx).Raw(`SELECT m.seller_id, m.rights, p.phone_id, p.locale FROM seller_members m JOIN people p ON p.id = m.person_id
		WHERE m.seller_id IN ? AND m.removed_at = 0 AND p.state = 'active' ORDER BY p.created_at, p.id`, sellers).Scan(&found).Error
	if err != nil {
		return nil, fmt.Errorf("news: members: %w", err)
	}
	out := map[string][]person{}
	for _, r := range []actor.Right{right, actor.EditMembers} {
		having := map[string][]person{}
		for _, m := range found {
			if m.Rights.Has(r) {
				having[m.SellerID] = append(having[m.SellerID], person{m.PhoneID, m.Locale})
			}
		}
		for id, all := range having {
			if out[id] == nil {
				out[id] = all
			}
		}
	}
	return out, nil
}

// everybody are all members of a seller.
func everybody(ctx context.Context, q *gorm.DB, sellerID string) ([]person, error) {
	return people(ctx, q, "JOIN seller_members m ON m.person_id = p.id WHERE m.seller_id = ? AND m.removed_at = 0", sellerID)
}

// unagreed are those who keep a seller and do not agree that its stall is shown.
func unagreed(ctx context.Context, q *gorm.DB, sellerID string) ([]person, error) {
	all, err := seller.Members(ctx, q, sellerID)
	var ids []string
	for _, m := range all {
		if m.Rights.Has(actor.EditMembers) {
			ids = append(ids, m.PersonID)
		}
	}
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	return people(ctx, q, `WHERE p.id IN ?
		AND NOT EXISTS (SELECT 1 FROM consents c WHERE c.person_id = p.id AND c.purpose = ? AND c.withdrawn_at = 0)`, ids, account.Publishing)
}

// desk are those who keep the market, without the one who did it.
func desk(ctx context.Context, q *gorm.DB, but string) ([]person, error) {
	return people(ctx, q, "JOIN roles r ON r.person_id = p.id WHERE r.role = ? AND r.revoked_at = 0 AND p.id <> ?", account.Admin, but)
}

// near are those who can go and knock at a seller's door, else the desk.
func near(ctx context.Context, q *gorm.DB, s *seller.Seller) ([]person, error) {
	found, err := nearby(ctx, q, s)
	if err != nil || len(found) > 0 {
		return found, err
	}
	return desk(ctx, q, "")
}

// nearby are the helper of a seller's ward if the household agreed to be helped, else the
// officers of the ward.
func nearby(ctx context.Context, q *gorm.DB, s *seller.Seller) ([]person, error) {
	found, err := helpers(ctx, q, s)
	if err != nil || len(found) > 0 {
		return found, err
	}
	return people(ctx, q, ofWard, account.Officer, s.Scheme, s.WardCode)
}

const ofWard = "JOIN roles r ON r.person_id = p.id WHERE r.role = ? AND r.revoked_at = 0 AND r.scheme = ? AND r.code = ?"

// helpers are the helpers of a seller's ward, if the household agreed to be helped.
func helpers(ctx context.Context, q *gorm.DB, s *seller.Seller) ([]person, error) {
	const agreed = ` AND EXISTS (SELECT 1 FROM seller_members m JOIN consents c ON c.person_id = m.person_id
		WHERE m.seller_id = ? AND m.removed_at = 0 AND c.purpose = ? AND c.withdrawn_at = 0)`
	return people(ctx, q, ofWard+agreed, account.Helper, s.Scheme, s.WardCode, s.ID, account.Helping)
}

func people(ctx context.Context, q *gorm.DB, where string, with ...any) ([]person, error) {
	var found []person
	err := q.WithContext(ctx).Raw("SELECT p.phone_id, p.locale FROM people p "+where+" AND p.state = 'active' ORDER BY p.created_at, p.id", with...).Scan(&found).Error
	if err != nil {
		return nil, fmt.Errorf("news: people: %w", err)
	}
	return found, nil
}
