package demo

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/account"
	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/admission"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/onboarding"
	"github.com/chophien/chophien/models/seller"
)

// Market is what the demo is loaded into.
type Market struct {
	DB         *db.DB
	Accounts   *account.Accounts
	Onboarding *onboarding.Onboarding
	Admission  *admission.Admission
	Album      *media.Album
	Now        clock.Clock
}

// program acts for everything that the demo makes.
var program = actor.System{Job: "demo", Channel: actor.CLI}

// Load fills a migrated database with the demo's people, stalls, goods and six verified
// certificates, through the same verbs as everybody else. Loading again changes nothing;
// an interrupted load is finished by the next. progress is told of rows written and may
// be nil.
func Load(ctx context.Context, m Market, progress func(done, total int)) error {
	mark := edition()
	done, err := audit.List(ctx, m.DB.Read(ctx), audit.Filter{SubjectKind: "demo", SubjectID: mark}, db.Cursor{}, 1)
	if err != nil || len(done) > 0 {
		return err
	}
	err = m.DB.TxWithin(ctx, time.Minute, func(tx *gorm.DB) error {
		_, err := division.Load(ctx, tx)
		return err
	})
	if err != nil {
		return fmt.Errorf("demo: places: %w", err)
	}
	people, err := m.enrol(ctx)
	if err != nil {
		return fmt.Errorf("demo: people: %w", err)
	}
	sellers, err := m.open(ctx, people)
	if err != nil {
		return fmt.Errorf("demo: stalls: %w", err)
	}
	if err := m.fill(ctx, progress); err != nil {
		return fmt.Errorf("demo: goods: %w", err)
	}
	if err := m.certify(ctx, people, sellers); err != nil {
		return fmt.Errorf("demo: certificates: %w", err)
	}
	if err := m.foretell(ctx, sellers); err != nil {
		return fmt.Errorf("demo: harvest: %w", err)
	}
	if err := m.stage(ctx, people); err != nil {
		return fmt.Errorf("demo: stages: %w", err)
	}
	if err := m.exemplify(ctx, people); err != nil {
		return fmt.Errorf("demo: examples: %w", err)
	}
	return m.DB.Tx(ctx, func(tx *gorm.DB) error {
		return audit.Write(ctx, tx, audit.Entry{By: program.Stamp(), Verb: "demo.load", Subject: audit.Subject{Kind: "demo", ID: mark}}, m.Now())
	})
}

// edition names what the demo would load; a newer program brings older data up to date.
func edition() string {
	h := sha256.New()
	if s, err := Sheet(); err == nil {
		fmt.Fprint(h, s.Header, s.Rows)
	}
	fmt.Fprint(h, stalls, People(), aboutVI, aboutEN)
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// enrol adds the people and returns their ids by phone and name.
func (m Market) enrol(ctx context.Context) (map[string]string, error) {
	ids := map[string]string{}
	for _, p := range People() {
		id, err := m.Accounts.Enrol(ctx, program, p.enrol())
		if err != nil {
			return nil, fmt.Errorf("%s: %w", p.Phone, err)
		}
		ids[p.Phone+p.Name] = id
	}
	return ids, nil
}

// fill imports the goods as an operator would.
func (m Market) fill(ctx context.Context, progress func(done, total int)) error {
	s, err := Sheet()
	if err != nil {
		return err
	}
	rep, err := m.Onboarding.Import(ctx, s, onboarding.ImportOptions{Publish: true, Progress: progress}, program)
	if err != nil {
		return err
	}
	for _, r := range rep.Refusals {
		return fmt.Errorf("row %d: %v", r.Row, r.Faults)
	}
	return nil
}

// open applies for, checks and activates the stalls that are not there yet, with their
// members and a bank account that is none.
func (m Market) open(ctx context.Context, people map[string]string) (map[string]seller.Seller, error) {
	o := m.Onboarding
	for _, s := range stalls {
		known, err := seller.Named(ctx, m.DB.Read(ctx), []string{s.slug()})
		if err != nil {
			return nil, err
		}
		owner := people[s.members[0].phone+s.members[0].name]
		was, there := known[s.slug()]
		id := was.ID
		if !there {
			id, err = o.Apply(ctx, seller.NewSeller{
				Name: s.name(), Kind: s.kind, AboutVI: aboutVI, AboutEN: aboutEN, Scheme: division.Current, WardCode: s.ward,
				Pickup:  seller.Pickup{Contact: s.members[0].name, Street: "Nhà mẫu số 1", Note: "Địa chỉ mẫu để thử chợ"},
				OwnerID: owner, Sample: true,
			}, "", program)
			if err != nil {
				return nil, err
			}
			was.State = seller.Applied
		}
		if err := m.admit(ctx, id, owner, s.members[0].phone, was.State); err != nil {
			return nil, err
		}
		if err := m.join(ctx, id, s, people); err != nil {
			return nil, err
		}
		if err := m.bank(ctx, id, owner); err != nil {
			return nil, err
		}
		if err := m.named(ctx, id); err != nil {
			return nil, err
		}
	}
	var names []string
	for _, s := range stalls {
		names = append(names, s.slug())
	}
	return seller.Named(ctx, m.DB.Read(ctx), names)
}

func (m Market) join(ctx context.Context, sellerID string, s stall, people map[string]string) error {
	for _, who := range s.members[1:] {
		person := people[who.phone+who.name]
		if _, err := seller.Member(ctx, m.DB.Read(ctx), sellerID, person); err == nil {
			continue
		}
		if err := m.Onboarding.AddMember(ctx, sellerID, person, who.rights, program); err != nil {
			return err
		}
	}
	return nil
}

// PlayBank is the BIN of a bank that is none, in which the stalls of the demo have their accounts.
const PlayBank = "000000"

// bank gives a stall an account, so that a payout can be tried; its number is plainly none.
func (m Market) bank(ctx context.Context, sellerID, owner string) error {
	b, err := seller.PayeeOf(ctx, m.DB.Read(ctx), sellerID)
	if err != nil || b != nil {
		return err
	}
	who, err := seller.Member(ctx, m.DB.Read(ctx), sellerID, owner)
	if err != nil {
		return err
	}
	who.Channel = actor.CLI
	// No phone is there to read a code: the program vouches for people that it has made.
	_, err = m.Onboarding.SetPayee(ctx, seller.NewPayee{Kind: seller.OwnAccount, BankBIN: PlayBank, Number: "0000000000", Holder: "GIAN HANG MAU"}, who, actor.ProvedTwice(owner, m.Now()))
	return err
}

// papers is the one decision of which a source tells the last day.
const papers = "2585/QĐ-UBND"

// certify lets the demo's officer verify the six certificates of the decision, each with
// a sheet that says it is a sample.
func (m Market) certify(ctx context.Context, people map[string]string, sellers map[string]seller.Seller) error {
	officer := actor.Officer{PersonID: people["0900000002Cán Bộ Tỉnh Mẫu"], Channel: actor.CLI}
	for _, s := range sellers {
		ids, err := catalog.IDsOf(ctx, m.DB.Read(ctx), s.ID)
		if err != nil {
			return err
		}
		for _, id := range ids {
			p, err := catalog.Find(ctx, m.DB.Read(ctx), id)
			if err != nil {
				return err
			}
			if p.DecisionNo != papers {
				continue
			}
			if err := m.verify(ctx, p, officer); err != nil {
				return err
			}
		}
	}
	return nil
}

func (m Market) verify(ctx context.Context, p *catalog.Product, officer actor.Officer) error {
	have, err := catalog.Certificates(ctx, m.DB.Read(ctx), p.ID)
	if err != nil {
		return err
	}
	paper := catalog.NewCertificate{
		Kind: catalog.OCOP, Number: papers, Issuer: "UBND tỉnh Yên Bái", Stars: p.StatedStars,
		IssuedOn: "2023-12-28", ValidUntil: "2026-12-28", RecognisedYear: p.RecognisedYear,
	}
	for _, c := range have {
		if c.State == catalog.Verified {
			return nil
		}
		if c.State == catalog.Claimed {
			return m.Onboarding.VerifyCertificate(ctx, c.ID, paper, officer)
		}
	}
	sheet, err := scan(p.Slug)
	if err != nil {
		return err
	}
	photo, err := m.Album.Take(ctx, bytes.NewReader(sheet), media.Certificate, media.Owner{SellerID: p.SellerID})
	if err != nil {
		return err
	}
	paper.ScanID = photo.ID
	id, err := m.Onboarding.ClaimCertificate(ctx, p.ID, paper, "", program)
	if err != nil {
		return err
	}
	return m.Onboarding.VerifyCertificate(ctx, id, paper, officer)
}
