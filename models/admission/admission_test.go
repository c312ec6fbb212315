package admission_test

import (
	"io"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"gorm.io/gorm"

	"github.com/chophien/chophien/models/actor"
	"github.com/chophien/chophien/models/admission"
	"github.com/chophien/chophien/models/audit"
	"github.com/chophien/chophien/models/clock"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
	"github.com/chophien/chophien/models/fault"
	"github.com/chophien/chophien/models/identity"
	"github.com/chophien/chophien/models/identity/eauth/stage"
	"github.com/chophien/chophien/models/media"
	"github.com/chophien/chophien/models/requirement"
	"github.com/chophien/chophien/models/seller"
)

// A person confirms on their phone; the market asks the provider itself, opens the stall
// once, and knows the tax code with it.
func TestAHouseholdOpensByPhone(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		g := open(t, d)
		who := g.applied(seller.Household)
		try, err := g.Identify(ctx, who)
		g.must(err)
		again, err := g.Identify(ctx, who)
		if err != nil || again.ID != try.ID || try.NextURL == "" || try.NextCode == "" {
			t.Fatal(try, again, err)
		}
		if now, err := g.Identified(ctx, who); err != nil || now.State != identity.Open || g.state(who) != seller.Applied {
			t.Fatal("the press alone opened it:", now, err)
		}
		g.confirms(try, &stage.Card{Name: g.nameOf(who), Number: "015000000001"})
		var wg sync.WaitGroup
		for range 4 { // the person presses while the calendar asks
			wg.Go(func() { _, _ = g.Identified(ctx, who) })
		}
		wg.Wait()
		if g.state(who) != seller.Active || g.Count(t, "seller_checks", "seller_id = ?", who.SellerID) != 1 {
			t.Error(g.state(who), g.Count(t, "seller_checks", "seller_id = ?", who.SellerID))
		}
		all := g.asked(who.SellerID)
		if all[requirement.Identity].State != requirement.Accepted || all[requirement.TaxCode].State != requirement.Accepted || all[requirement.TaxCode].NumberLast4 != "0001" || all[requirement.FoodSafety].State != requirement.Asked {
			t.Errorf("%+v", all)
		}
		if n := g.Count(t, "identity_attempts", "name_sealed = '' OR number_sealed LIKE '%015000000001%' OR number_blind = ''"); n != 0 {
			t.Error("what was found lies open, or is not found again")
		}
		_, err = g.Identify(ctx, who)
		g.refused("identity.done", err)
		g.proved()
	})
}

// Another name goes to an officer; a no, a lost answer and time lead back to the start.
func TestWhatAProviderAnswersElse(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		g := open(t, d)
		who := g.applied(seller.Household)
		begin := func() *identity.Attempt {
			t.Helper()
			try, err := g.Identify(ctx, who)
			g.must(err)
			return try
		}
		ends := func(want identity.State) {
			t.Helper()
			g.must(g.AskProviders(ctx))
			try, err := identity.Latest(ctx, g.q(), who.SellerID, "eauth")
			if err != nil || try.State != want || g.state(who) != seller.Applied {
				t.Fatalf("%+v, %v; want %s", try, err, want)
			}
		}
		g.confirms(begin(), nil)
		g.Pass(time.Minute)
		ends(identity.Failed)
		begin()
		g.Pass(time.Hour)
		ends(identity.Expired)
		g.confirms(begin(), &stage.Card{Name: "Người Khác Hẳn", Number: "015000000002"})
		g.Pass(time.Minute)
		ends(identity.Review)
		r := g.asked(who.SellerID)[requirement.Identity]
		if r.State != requirement.Handed || r.Reason != requirement.NameDiffer {
			t.Fatalf("%+v", r)
		}
		g.refused("requirement.unknown", g.Accept(ctx, r.ID, g.away))
		g.refused("requirement.identity", g.Waive(ctx, r.ID, "x", g.officer))
		g.must(g.Reject(ctx, r.ID, "Xin gặp cán bộ", g.officer))
		g.confirms(begin(), &stage.Card{Name: "Người Khác Hẳn", Number: "015000000002"})
		g.Pass(time.Minute)
		ends(identity.Review)
		g.must(g.Accept(ctx, r.ID, g.officer))
		if g.state(who) != seller.Active {
			t.Error(g.state(who))
		}
		g.refused("requirement.check", g.Accept(ctx, r.ID, g.officer))
		other := g.applied(seller.Household)
		g.must(g.Check(ctx, other.SellerID, seller.NewCheck{Method: seller.ChipCard, Reference: "015 000 000 002"}, g.officer))
		if behind, err := seller.Behind(ctx, g.q(), other.SellerID); err != nil || len(behind) != 1 || behind[0].ID != who.SellerID {
			t.Errorf("the same card is behind %v, %v", behind, err)
		}
		g.proved()
	})
}

// Two different people see the same card, the helper first.
func TestACheckInPersonNeedsTwoPeople(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		g := open(t, d)
		who := g.applied(seller.Household)
		check := seller.NewCheck{Method: seller.InPerson, Reference: "015000001234"}
		g.refused("identity.helper_first", g.Check(ctx, who.SellerID, check, g.officer))
		g.refused("identity.present", g.See(ctx, who.SellerID, admission.Sight{Last4: "1234"}, g.helper))
		g.refused("identity.digits", g.See(ctx, who.SellerID, admission.Sight{Last4: "12", Present: true}, g.helper))
		g.refused("seller.unknown", g.See(ctx, who.SellerID, admission.Sight{Last4: "1234", Present: true}, actor.Helper{PersonID: g.officer.PersonID}))
		g.must(g.See(ctx, who.SellerID, admission.Sight{Last4: "1234", Present: true}, g.helper))
		g.refused("identity.seen", g.See(ctx, who.SellerID, admission.Sight{Last4: "1234", Present: true}, g.helper))
		same := g.officer
		same.PersonID = g.helper.PersonID
		g.refused("identity.two_people", g.Check(ctx, who.SellerID, check, same))
		g.refused("seller.unknown", g.Check(ctx, who.SellerID, check, g.away))
		g.refused("identity.last4", g.Check(ctx, who.SellerID, seller.NewCheck{Method: seller.InPerson, Reference: "015000009999"}, g.officer))
		if g.state(who) != seller.Applied || g.Count(t, "seller_checks", "seller_id = ?", who.SellerID) != 0 {
			t.Fatal("one of them opened it")
		}
		g.must(g.Check(ctx, who.SellerID, check, g.officer))
		if g.state(who) != seller.Active || g.Count(t, "identity_sightings", "1 = 1") != 2 {
			t.Error(g.state(who))
		}
		g.proved()
	})
}

// A cooperative opens when its licence is accepted too; the seller reads why one is not.
func TestACooperativeHandsInItsLicence(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		g := open(t, d)
		who, stranger := g.applied(seller.Cooperative), g.applied(seller.Household)
		g.must(g.Check(ctx, who.SellerID, seller.NewCheck{Method: seller.ChipCard, Reference: "015000000777"}, g.officer))
		if g.state(who) != seller.Checked {
			t.Fatal(g.state(who))
		}
		g.refused("seller.lacking", g.Activate(ctx, who.SellerID, "", g.officer))
		r := g.asked(who.SellerID)[requirement.Licence]
		g.refused("requirement.number", g.HandIn(ctx, r.ID, requirement.Paper{}, "", who))
		g.refused("requirement.unknown", g.HandIn(ctx, r.ID, requirement.Paper{Number: "16", FileIDs: []string{g.sent(stranger, media.Certificate)}}, "", stranger))
		g.refused("media.absent", g.HandIn(ctx, r.ID, requirement.Paper{Number: "16", FileIDs: []string{g.sent(stranger, media.Certificate)}}, "", who))
		paper := requirement.Paper{Number: "161007000012", FileIDs: []string{g.sent(who, media.Certificate)}}
		for range 2 { // a phone that sends twice
			g.must(g.HandIn(ctx, r.ID, paper, "key", who))
		}
		g.must(g.Reject(ctx, r.ID, "Ảnh mờ", g.officer))
		if r = g.asked(who.SellerID)[requirement.Licence]; r.State != requirement.Rejected || r.Reason != "Ảnh mờ" {
			t.Errorf("%+v", r)
		}
		paper.FileIDs = []string{g.sent(who, media.Certificate)}
		g.must(g.HandIn(ctx, r.ID, paper, "key 2", who))
		kept, err := g.Files(ctx, r.ID, who)
		if err != nil || len(kept) != 1 {
			t.Fatal(kept, err)
		}
		for _, nobody := range []actor.Actor{stranger, g.away, actor.Buyer{PersonID: who.PersonID}} {
			_, err := g.Look(ctx, r.ID, kept[0].ID, nobody)
			if !fault.Is(err, fault.NotFound) {
				t.Errorf("%T reads the paper: %v", nobody, err)
			}
		}
		for _, may := range []actor.Actor{who, g.officer, g.desk} {
			p, err := g.Look(ctx, r.ID, kept[0].ID, may)
			g.must(err)
			b, err := g.Album.Unseal(ctx, p, 0)
			g.must(err)
			if raw, _ := io.ReadAll(b.Body); string(raw) != "%PDF-1.7 giấy thử" {
				t.Errorf("%q", raw)
			}
		}
		if looks, err := audit.List(ctx, g.q(), audit.Filter{Verb: "requirement.look"}, db.Cursor{}, 10); err != nil || len(looks) != 3 {
			t.Errorf("%d looks are kept, %v", len(looks), err)
		}
		if n, err := g.Number(ctx, r.ID, g.officer); err != nil || n != "161007000012" {
			t.Error(n, err)
		}
		g.must(g.Accept(ctx, r.ID, g.officer))
		if g.state(who) != seller.Active {
			t.Error(g.state(who))
		}
		g.must(g.AskAgain(ctx, r.ID, "Giấy bị thu hồi", g.officer))
		if g.state(who) != seller.Suspended {
			t.Error("it trades without its licence")
		}
		g.must(g.Waive(ctx, r.ID, "Đã có quyết định mới", g.desk))
		if g.state(who) != seller.Active {
			t.Error("it waits although nothing is asked:", g.state(who))
		}
		g.proved()
	})
}

// The pictures of a card go, file and row, with the word about it; undecided ones after
// thirty days.
func TestPicturesOfACardAreNotKept(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		g := open(t, d)
		gone := func(photo string) {
			t.Helper()
			if g.Count(t, "photos", "id = ?", photo) != 0 || g.Count(t, "requirement_files", "photo_id = ?", photo) != 0 || g.Count(t, "requirement_files", "removed_at > 0 AND content_hash <> ''") == 0 {
				t.Error("the picture is still there, or its hash is not")
			}
			b, err := g.Album.Store.Open(ctx, "closed/"+photo[:2]+"/"+photo+"-640.jpg")
			if err == nil {
				_ = b.Body.Close()
				t.Error("its file is still there")
			}
		}
		handed := func(who actor.Member) (requirement.Requirement, string) {
			t.Helper()
			r, photo := g.asked(who.SellerID)[requirement.Identity], g.sent(who, media.Identity)
			g.must(g.HandIn(ctx, r.ID, requirement.Paper{FileIDs: []string{photo}}, "", who))
			return r, photo
		}
		checked, rejected, late := g.applied(seller.Household), g.applied(seller.Household), g.applied(seller.Household)
		r, photo := handed(checked)
		g.refused("requirement.check", g.Accept(ctx, r.ID, g.officer)) // a picture alone is nobody's check
		g.must(g.Check(ctx, checked.SellerID, seller.NewCheck{Method: seller.ChipCard, Reference: "015000000777"}, g.officer))
		gone(photo)
		r, photo = handed(rejected)
		g.must(g.Reject(ctx, r.ID, "Ảnh mờ", g.officer))
		gone(photo)
		closed := g.applied(seller.Household)
		r, photo = handed(closed)
		g.must(g.Close(ctx, closed.SellerID, "Thôi bán", g.officer))
		gone(photo)
		g.refused("seller.move", g.HandIn(ctx, r.ID, requirement.Paper{FileIDs: []string{g.sent(closed, media.Identity)}}, "", closed))
		r, photo = handed(late)
		g.Pass(29 * 24 * time.Hour)
		g.must(g.ForgetCards(ctx))
		if g.asked(late.SellerID)[requirement.Identity].State != requirement.Handed {
			t.Error("forgotten too early")
		}
		g.Pass(2 * 24 * time.Hour)
		g.must(g.ForgetCards(ctx))
		gone(photo)
		if r = g.asked(late.SellerID)[requirement.Identity]; r.State != requirement.Rejected || r.Reason != requirement.TooLate {
			t.Errorf("%+v", r)
		}
		g.proved()
	})
}

// Of two officers who decide at once one is heard.
func TestTwoDecideAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		g := open(t, d)
		for range 5 {
			who := g.applied(seller.Household)
			r := g.asked(who.SellerID)[requirement.TaxCode]
			g.must(g.HandIn(ctx, r.ID, requirement.Paper{Number: "8012345678"}, "", who))
			errs := make([]error, 2)
			var wg sync.WaitGroup
			wg.Go(func() { errs[0] = g.Accept(ctx, r.ID, g.officer) })
			wg.Go(func() { errs[1] = g.Reject(ctx, r.ID, "Số sai", g.desk) })
			wg.Wait()
			if (errs[0] == nil) == (errs[1] == nil) || !fault.Is(errs[0], fault.Conflict) && !fault.Is(errs[1], fault.Conflict) {
				t.Errorf("%v", errs)
			}
			if n := g.Count(t, "requirement_moves", "requirement_id = ?", r.ID); n != 3 {
				t.Errorf("%d moves", n)
			}
		}
		g.proved()
	})
}

// A suspension is appealed once; somebody else than who suspended decides, one of two.
func TestAnAppeal(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		g := open(t, d)
		who := g.opened(seller.Household)
		words := seller.NewAppeal{Words: "Nhà tôi có giấy."}
		file := func() (string, error) { return g.Appeal(ctx, words, "", who) }
		_, err := file()
		g.refused("appeal.not_suspended", err)
		g.must(g.Suspend(ctx, who.SellerID, "Hàng không rõ nguồn", g.officer))
		_, err = g.Appeal(ctx, seller.NewAppeal{Words: " "}, "", who)
		g.refused("appeal.words", err)
		first, err := g.Appeal(ctx, words, "key", who)
		g.must(err)
		if again, err := g.Appeal(ctx, words, "key", who); err != nil || again != first {
			t.Error(again, err)
		}
		_, err = file()
		g.refused("appeal.once", err)
		g.refused("appeal.same", g.Decide(ctx, first, seller.AppealAnswer{Lifted: true}, g.officer))
		g.refused("appeal.unknown", g.Decide(ctx, first, seller.AppealAnswer{Lifted: true}, g.away))
		g.refused("seller.reason", g.Decide(ctx, first, seller.AppealAnswer{}, g.desk))
		g.refused("appeal.waits", g.Close(ctx, who.SellerID, "Thôi", g.desk))
		g.must(g.Decide(ctx, first, seller.AppealAnswer{Reason: "Chưa có giấy"}, g.desk))
		if g.state(who) != seller.Suspended {
			t.Error(g.state(who))
		}
		g.refused("appeal.decided", g.Decide(ctx, first, seller.AppealAnswer{Lifted: true}, g.desk))
		g.must(g.Activate(ctx, who.SellerID, "", g.desk))
		g.must(g.Suspend(ctx, who.SellerID, "Lại lần nữa", g.officer))
		second, err := file()
		g.must(err)
		var late int64
		g.Pass(6 * 24 * time.Hour)
		for range 2 {
			g.must(g.TellLateAppeals(ctx))
		}
		if late = g.Count(t, "outbox_notes", "type = ?", seller.AppealOverdueNote); late != 1 {
			t.Errorf("the desk hears %d times", late)
		}
		errs := make([]error, 2)
		other := actor.Officer{PersonID: "other", Scheme: g.officer.Scheme, Code: g.officer.Code}
		var wg sync.WaitGroup
		wg.Go(func() { errs[0] = g.Decide(ctx, second, seller.AppealAnswer{Lifted: true}, g.desk) })
		wg.Go(func() { errs[1] = g.Decide(ctx, second, seller.AppealAnswer{Reason: "Giữ nguyên"}, other) })
		wg.Wait()
		if (errs[0] == nil) == (errs[1] == nil) || (g.state(who) == seller.Active) != (errs[0] == nil) {
			t.Errorf("%v, %s", errs, g.state(who))
		}
		if _, read, err := g.AppealFor(ctx, second, g.officer); err != nil || read != words.Words || g.Count(t, "seller_appeals", "words_sealed LIKE '%giấy%'") != 0 {
			t.Error(read, err)
		}
		g.proved()
	})
}

// What ends is asked again, and a stall that must not trade without it stops.
func TestWhatEndsIsAskedAgain(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		g := open(t, d)
		who := g.applied(seller.Household)
		until := g.Market.Now().Date().AddDays(10)
		g.must(g.Check(ctx, who.SellerID, seller.NewCheck{Method: seller.ChipCard, Reference: "015000000777", ValidUntil: until}, g.officer))
		food := g.asked(who.SellerID)[requirement.FoodSafety]
		g.must(g.HandIn(ctx, food.ID, requirement.Paper{Number: "12/GCN", ValidUntil: until, FileIDs: []string{g.sent(who, media.Certificate)}}, "", who))
		g.must(g.Accept(ctx, food.ID, g.officer))
		g.Pass(10 * 24 * time.Hour)
		g.must(g.Lapse(ctx))
		if g.state(who) != seller.Active {
			t.Fatal("stopped on its last day")
		}
		g.Pass(24 * time.Hour)
		g.must(g.Lapse(ctx))
		all := g.asked(who.SellerID)
		if g.state(who) != seller.Suspended || all[requirement.Identity].State != requirement.Asked || all[requirement.FoodSafety].Reason != requirement.Ended {
			t.Errorf("%s %+v", g.state(who), all)
		}
		g.must(g.Check(ctx, who.SellerID, seller.NewCheck{Method: seller.ChipCard, Reference: "015000000777"}, g.officer))
		if g.state(who) != seller.Active {
			t.Error(g.state(who))
		}
		g.proved()
	})
}

// Whatever is done in whatever order: nobody sells who lacks what blocks it.
func TestNobodySellsWhoLacksSomething(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		g := open(t, d)
		rng := rand.New(rand.NewPCG(7, 11))
		for _, kind := range seller.Kinds {
			who := g.applied(kind)
			for range 25 {
				all, err := requirement.OfSeller(ctx, g.q(), who.SellerID)
				g.must(err)
				r := all[rng.IntN(len(all))]
				switch rng.IntN(8) {
				case 0:
					err = g.Accept(ctx, r.ID, g.officer)
				case 1:
					err = g.Waive(ctx, r.ID, "Thử", g.officer)
				case 2:
					err = g.AskAgain(ctx, r.ID, "Thử", g.officer)
				case 3:
					err = g.HandIn(ctx, r.ID, requirement.Paper{Number: "8012345678", Exemption: requirement.SmallGrower}, "", who)
				case 4:
					err = g.Check(ctx, who.SellerID, seller.NewCheck{Method: seller.ChipCard, Reference: "015000000777", ValidUntil: g.Market.Now().Date().AddDays(rng.IntN(3))}, g.officer)
				case 5:
					err = g.Activate(ctx, who.SellerID, "", g.desk)
				case 6:
					err = g.Suspend(ctx, who.SellerID, "Thử", g.officer)
				case 7:
					g.Pass(24 * time.Hour)
					err = g.Lapse(ctx)
				}
				if err != nil && len(fault.All(err)) == 0 {
					t.Fatal(err)
				}
				g.proved()
			}
		}
	})
}

// Both machines, and the rules by kind, are as they are drawn.
func TestMachinesAndRules(t *testing.T) {
	for from, to := range requirement.Edges() {
		for _, next := range to {
			if !from.CanBecome(next) || from == next {
				t.Errorf("%s to %s", from, next)
			}
		}
	}
	for _, kind := range seller.Kinds {
		trade := false
		for _, r := range requirement.Rules(string(kind), "2026-11-22") {
			trade = trade || r.Kind == requirement.Identity && r.Blocks == requirement.Trade
			if _, err := clock.ParseDate(string(r.From)); err != nil || r.Source == "" {
				t.Errorf("%+v", r)
			}
		}
		if !trade {
			t.Errorf("nobody asks who a %s is", kind)
		}
		if got := len(requirement.Rules(string(kind), "2017-01-01")); got != 0 {
			t.Errorf("%d rules before their day", got)
		}
	}
	d := dbtest.SQLite(t)
	g := open(t, d)
	who := g.opened(seller.Household)
	for sql, rule := range map[string]string{
		"UPDATE requirements SET state = 'asked', decided_at = 0, decided_by = '' WHERE kind = 'identity'": "requirement.trade",
		"UPDATE sellers SET kind = 'cooperative'":                                                          "requirement.asked",
	} {
		_ = d.Tx(ctx, func(tx *gorm.DB) error {
			g.must(tx.Exec(sql).Error)
			found, err := requirement.Verify(ctx, tx)
			has := false
			for _, v := range found {
				has = has || v.Rule == rule
			}
			if err != nil || !has {
				t.Errorf("%s: %v, %v", rule, found, err)
			}
			return fault.New(fault.Conflict, "undo")
		})
	}
	_ = who
}
