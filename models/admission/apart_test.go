package admission_test

import (
	"cmp"
	"context"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/admission"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/division"
	"github.com/chophien/chophien/models/identity"
	"github.com/chophien/chophien/models/markettest"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/requirement"
	"github.com/chophien/chophien/models/seller"
)

// An officer or helper who sells judges others, never their own stall.
func TestNobodyJudgesAStallOfTheirOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		g := open(t, d)
		who := g.applied(seller.Cooperative)
		own := actor.Officer{PersonID: who.PersonID, Scheme: division.Current, Code: markettest.Ward}
		check := seller.NewCheck{Method: seller.ChipCard, Reference: "015000000777"}
		licence := g.asked(who.SellerID)[requirement.Licence]
		g.must(g.HandIn(ctx, licence.ID, requirement.Paper{Number: "16", FileIDs: []string{g.sent(who, media.Certificate)}}, "", who))
		for _, by := range []actor.Actor{own, actor.Admin{PersonID: who.PersonID}} {
			g.refused("seller.own", g.Check(ctx, who.SellerID, check, by))
			g.refused("seller.own", g.Accept(ctx, licence.ID, by))
			g.refused("seller.own", g.Reject(ctx, licence.ID, "x", by))
			g.refused("seller.own", g.Waive(ctx, licence.ID, "x", by))
		}
		g.in(func(tx *gorm.DB) error {
			return tx.Exec("INSERT INTO roles (id, person_id, role, granted_by, granted_at) VALUES (?, ?, 'helper', 'test', 1)", db.NewID(), who.PersonID).Error
		})
		g.refused("seller.own", g.See(ctx, who.SellerID, admission.Sight{Last4: "1234", Present: true}, actor.Helper{PersonID: who.PersonID}))
		g.must(g.Check(ctx, who.SellerID, check, g.officer))
		g.must(g.Accept(ctx, licence.ID, g.officer))
		g.must(g.Suspend(ctx, who.SellerID, "Thử", g.officer))
		appeal, err := g.Appeal(ctx, seller.NewAppeal{Words: "Nhà tôi có giấy."}, "", who)
		g.must(err)
		g.refused("seller.own", g.Decide(ctx, appeal, seller.AppealAnswer{Lifted: true}, own))
		g.refused("seller.own", g.Activate(ctx, who.SellerID, "", own))
		if g.state(who) != seller.Suspended {
			t.Error(g.state(who))
		}
		g.must(g.Decide(ctx, appeal, seller.AppealAnswer{Lifted: true}, g.desk))
		g.proved()
	})
}

// A slip of the helper's thumb is mended by reading again; it keeps no officer waiting.
func TestAHelperReadsTheDigitsAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		g := open(t, d)
		who := g.applied(seller.Household)
		g.must(g.See(ctx, who.SellerID, admission.Sight{Last4: "1243", Present: true}, g.helper))
		check := seller.NewCheck{Method: seller.InPerson, Reference: "015000001234"}
		g.refused("identity.last4", g.Check(ctx, who.SellerID, check, g.officer))
		g.must(g.See(ctx, who.SellerID, admission.Sight{Last4: "1234", Present: true}, g.helper))
		g.refused("identity.seen", g.See(ctx, who.SellerID, admission.Sight{Last4: "1234", Present: true}, g.helper))
		g.must(g.Check(ctx, who.SellerID, check, g.officer))
		if g.state(who) != seller.Active {
			t.Error(g.state(who))
		}
		g.proved()
	})
}

// The word of a provider comes from the provider.
func TestNoOfficerSpeaksForAProvider(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		g := open(t, d)
		who := g.applied(seller.Household)
		g.refused("seller.method", g.Check(ctx, who.SellerID, seller.NewCheck{Method: seller.VNeID, Reference: "015000001234"}, g.officer))
		if g.state(who) != seller.Applied {
			t.Error(g.state(who))
		}
	})
}

// mouth is a provider that says what the test puts into it.
type mouth struct {
	said identity.Result
	tx   string // of every check, where it is not one for each
}

func (*mouth) Code() string        { return "mouth" }
func (*mouth) Method() string      { return "vneid" }
func (*mouth) Electronic() bool    { return true }
func (*mouth) Life() time.Duration { return 15 * time.Minute }

func (m *mouth) Start(_ context.Context, s identity.Subject) (identity.Next, error) {
	return identity.Next{Tx: cmp.Or(m.tx, "tx "+s.Reference)}, nil
}

func (m *mouth) Result(context.Context, identity.Transaction) (identity.Result, error) {
	return m.said, nil
}

// What a provider found at another time, by a card that has ended, or of who is no longer of
// the stall, opens nothing; the check ends and the person may begin anew.
func TestAResultThatIsNotOfThisCheck(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		g := open(t, d)
		who := g.applied(seller.Household)
		says := &mouth{}
		g.Providers = identity.Providers{says}
		now := g.Market.Now
		good := func() identity.Result {
			return identity.Result{Name: g.nameOf(who), Number: "015000000001", Level: "2", At: now(), ValidUntil: now().Date()}
		}
		ends := func(want identity.State, r identity.Result) {
			t.Helper()
			_, err := g.Identify(ctx, who)
			g.must(err)
			says.said = r
			if try, err := g.Identified(ctx, who); err != nil || try.State != want {
				t.Fatalf("%+v, %v; want %s", try, err, want)
			}
			if g.state(who) != map[bool]seller.State{true: seller.Active, false: seller.Applied}[want == identity.Passed] {
				t.Fatal(g.state(who))
			}
		}
		for _, change := range []func(*identity.Result){
			func(r *identity.Result) { r.At = now().Add(-24 * time.Hour) },
			func(r *identity.Result) { r.At = now().Add(24 * time.Hour) },
			func(r *identity.Result) { r.ValidUntil = now().Date().AddDays(-1) },
		} {
			r := good()
			change(&r)
			ends(identity.Failed, r)
			g.Pass(time.Minute)
		}
		ends(identity.Passed, good())

		left := g.applied(seller.Household)
		try, err := g.Identify(ctx, left)
		g.must(err)
		_, next := g.Phone(t)
		g.must(g.opening.AddMember(ctx, left.SellerID, next, actor.NewRights(actor.AllRights...), left))
		g.must(g.opening.RemoveMember(ctx, left.SellerID, left.PersonID, g.desk))
		says.said = identity.Result{Name: g.nameOf(left), Number: "015000000002", At: now()}
		g.Pass(time.Minute)
		g.must(g.AskProviders(ctx))
		if try, err = identity.Find(ctx, g.q(), try.ID); err != nil || try.State != identity.Failed || g.state(left) != seller.Applied {
			t.Errorf("%+v, %v, %s", try, err, g.state(left))
		}
		g.proved()
	})
}

// A provider that names two checks alike opens no stall by the word about another's person.
func TestOneTransactionIsOfOneCheck(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		g := open(t, d)
		says := &mouth{tx: "the same"}
		g.Providers = identity.Providers{says}
		first, second := g.applied(seller.Household), g.applied(seller.Household)
		if _, err := g.Identify(ctx, first); err != nil {
			t.Fatal(err)
		}
		try, err := g.Identify(ctx, second)
		if err != nil || try.State != identity.Failed {
			t.Fatalf("%+v, %v", try, err)
		}
		says.said = identity.Result{Name: g.nameOf(second), Number: "015000000001", At: g.Market.Now()}
		if _, err := g.Identified(ctx, second); err != nil || g.state(second) != seller.Applied {
			t.Error(err, g.state(second))
		}
		says.tx = ""
		if _, err := g.Identify(ctx, second); err != nil {
			t.Fatal(err)
		}
		if _, err := g.Identified(ctx, second); err != nil || g.state(second) != seller.Active {
			t.Error(err, g.state(second))
		}
	})
}
