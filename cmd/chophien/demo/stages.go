package demo

import (
	"bytes"
	"context"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/requirement"
	"github.com/chophien/chophien/models/seller"
	"github.com/chophien/chophien/models/vntext"
)

// stage is a stall that does not sell: it shows how one comes to, how one is stopped, and how
// one rests.
type stage struct {
	phone, owner, is, name string
	kind                   seller.Kind
	show                   func(m Market, ctx context.Context, at stageAt) error
}

type stageAt struct {
	sellerID string
	phone    string // of the owner
	owner    actor.Member
	officer  actor.Officer
}

func (s stage) slug() string { return vntext.Slug(s.name) }

var stages = []stage{
	{"0900000017", "Hộ Mẫu Mới", "household", "Gian mẫu mới xin mở", seller.Household, func(Market, context.Context, stageAt) error { return nil }},
	{"0900000018", "Chủ Nhiệm Mẫu Mới", "head", "Gian mẫu chờ xem giấy", seller.Cooperative, Market.handsIn},
	{"0900000019", "Hộ Mẫu Tạm Dừng", "household", "Gian mẫu đang khiếu nại", seller.Household, Market.appeals},
	{"0900000020", "Hộ Mẫu Nghỉ Mùa", "household", "Gian mẫu đang ngủ", seller.Household, Market.sleeps},
}

// stage opens the stalls of the stages that are not there yet.
func (m Market) stage(ctx context.Context, people map[string]string) error {
	for _, s := range stages {
		known, err := seller.Named(ctx, m.DB.Read(ctx), []string{s.slug()})
		if err != nil {
			return err
		}
		if _, there := known[s.slug()]; there {
			continue
		}
		owner := people[s.phone+s.owner]
		id, err := m.Onboarding.Apply(ctx, seller.NewSeller{
			Name: s.name, Kind: s.kind, AboutVI: aboutVI, AboutEN: aboutEN, Scheme: division.Current, WardCode: vanChan,
			Pickup: seller.Pickup{Contact: s.owner, Street: "Nhà mẫu số 1", Note: "Địa chỉ mẫu để thử chợ"}, OwnerID: owner, Sample: true,
		}, "", program)
		if err != nil {
			return err
		}
		err = s.show(m, ctx, stageAt{id, s.phone, actor.Member{PersonID: owner, SellerID: id, Rights: all, Channel: actor.CLI},
			actor.Officer{PersonID: people["0900000002Cán Bộ Tỉnh Mẫu"], Channel: actor.CLI}})
		if err != nil {
			return err
		}
	}
	return nil
}

// handsIn leaves a cooperative whose licence waits for an officer.
func (m Market) handsIn(ctx context.Context, at stageAt) error {
	if err := m.agrees(ctx, at.owner.PersonID); err != nil {
		return err
	}
	if err := m.Admission.Check(ctx, at.sellerID, seller.NewCheck{Method: seller.InPerson, Reference: "MẪU-0018"}, program); err != nil {
		return err
	}
	sheet, err := scan("hop tac xa mau")
	if err != nil {
		return err
	}
	photo, err := m.Album.Take(ctx, bytes.NewReader(sheet), media.Certificate, media.Owner{SellerID: at.sellerID, PersonID: at.owner.PersonID})
	if err != nil {
		return err
	}
	r, err := requirement.OfKind(ctx, m.DB.Read(ctx), at.sellerID, requirement.Licence)
	if err != nil || r == nil {
		return err
	}
	return m.Admission.HandIn(ctx, r.ID, requirement.Paper{Number: "MẪU-16-0018", FileIDs: []string{photo.ID}}, "", at.owner)
}

// appeals leaves a household that was suspended and has appealed.
func (m Market) appeals(ctx context.Context, at stageAt) error {
	if err := m.admit(ctx, at.sellerID, at.owner.PersonID, at.phone, seller.Applied); err != nil {
		return err
	}
	if err := m.Admission.Suspend(ctx, at.sellerID, "Mẫu: ảnh hàng không phải của nhà", at.officer); err != nil {
		return err
	}
	_, err := m.Admission.Appeal(ctx, seller.NewAppeal{Words: "Mẫu: ảnh nhà tôi chụp ở vườn, xin xem lại."}, "", at.owner)
	return err
}
