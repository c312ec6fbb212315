package portal

import (
	"testing"
	"time"

	"github.com/chophien/chophien/web/locale"
	"github.com/chophien/chophien/web/view"
	"github.com/chophien/chophien/web/view/viewtest"
)

const longWhy = "Ảnh mờ, không đọc được số. Xin chụp lại ở chỗ sáng, đặt giấy nằm phẳng, chụp đủ bốn góc."

// What is asked of a stall, as who leads it sees it: one next thing, one question a page.
func TestRequirements(t *testing.T) {
	for _, lang := range locale.All {
		s := backTo(shell(lang, "/portal/s/mau/papers", "Giấy tờ mở gian", "stall"), "/portal/s/mau/stall", "Gian hàng")
		row := func(kind, state, blocks string, tone view.Tone) RequirementRow {
			return RequirementRow{URL: "/portal/s/mau/papers/" + kind, Name: s.T("portal.req." + kind), State: s.T("portal.req.state." + state), Blocks: s.T("portal.req.blocks." + blocks), Tone: tone}
		}
		rejected := row("food_safety", "rejected", "packed", view.Bad)
		rejected.Reason = longWhy
		viewtest.Golden(t, "req_many_"+string(lang), Requirements(s, RequirementsPage{Text: s.T("portal.req.text"), Next: &Way{URL: "/portal/s/mau/papers/identity", Icon: "next", Label: s.T("portal.req.identity")}, Rows: []RequirementRow{
			row("identity", "asked", "trade", view.Care), row("cooperative_licence", "handed_in", "trade", view.Plain), row("tax_code", "accepted", "payout", view.Good), row("bank_name", "waived", "payout", view.Good), rejected}}))
	}
	s := backTo(shell(locale.Vi, "/portal/s/mau/papers/identity", "Xác minh", "stall"), "/portal/s/mau/papers", "Giấy tờ mở gian")
	viewtest.Golden(t, "req_done", Requirements(s, RequirementsPage{Text: s.T("portal.req.done"), Rows: []RequirementRow{{Name: s.T("portal.req.identity"), State: s.T("portal.req.state.accepted"), Blocks: s.T("portal.req.blocks.trade"), Tone: view.Good}}}))
	card := &RequirementForm{Action: "/portal/s/mau/papers/identity", Send: s.T("portal.req.send"), Folded: s.T("portal.req.identity.pictures"), FilesLabel: s.T("portal.req.identity.card"), FilesHint: s.T("portal.req.identity.card_hint"), FilesAccept: Accepts(true)}
	who := RequirementPage{Name: s.T("portal.req.identity"), State: s.T("portal.req.state.asked"), Tone: view.Care}
	start, wait, meet, failed := who, who, who, who
	start.Text, start.Start, start.Form = s.T("portal.req.identity.text"), "/portal/s/mau/papers/identity/start", card
	wait.Text, wait.Wait = s.T("portal.req.identity.confirm"), &IdentityWait{URL: "https://eid.example/tx/1", Code: "k7qm", Ask: "/portal/s/mau/papers/identity/ask", Until: at.Add(10 * time.Minute)}
	meet.Text, meet.Form = s.T("portal.req.identity.meet"), card
	failed.Text, failed.Start, failed.Problems = s.T("portal.req.identity.refused"), start.Start, view.Problems{{Sentence: s.T("fault.identity.away")}}
	viewtest.Golden(t, "req_identity", Requirement(s, start))
	viewtest.Golden(t, "req_identity_wait", Requirement(s, wait))
	viewtest.Golden(t, "req_identity_meet", Requirement(s, meet))
	viewtest.Golden(t, "req_identity_failed", Requirement(s, failed))
	food := RequirementPage{Name: s.T("portal.req.food_safety"), State: s.T("portal.req.state.rejected"), Tone: view.Bad, Reason: longWhy}
	asks, exempt, paper := food, food, food
	asks.Text, asks.Ways = s.T("portal.req.food_safety.text"), []Way{{URL: "?way=paper", Icon: "check", Label: s.T("portal.req.food_safety.have")}, {URL: "?way=none", Icon: "close", Label: s.T("portal.req.food_safety.none")}}
	exempt.Form = &RequirementForm{Action: "/portal/s/mau/papers/food_safety?way=none", Send: s.T("portal.req.send"), ExemptionLabel: s.T("portal.req.exemption.why"), Exemption: "small_maker", FilesLabel: s.T("portal.req.files"), FilesHint: s.T("portal.req.food_safety.commitment"), FilesAccept: Accepts(false),
		Exemptions: []view.Option{{Value: "small_grower", Label: s.T("portal.req.exemption.small_grower")}, {Value: "small_maker", Label: s.T("portal.req.exemption.small_maker")}}}
	paper.Form = &RequirementForm{Action: "/portal/s/mau/papers/food_safety?way=paper", Send: s.T("portal.req.send"), NumberLabel: s.T("portal.paper.number"), Number: "?", UntilLabel: s.T("portal.check.until"), FilesLabel: s.T("portal.req.files"), FilesHint: s.T("portal.req.files_hint"), FilesAccept: Accepts(false)}
	paper.Files, paper.Problems = []FileRow{{URL: "/portal/s/mau/papers/food_safety/files/1", At: at}}, view.Problems{{Field: "files", Sentence: s.T("fault.requirement.file")}, {Field: "number", Sentence: s.T("fault.requirement.number")}}
	viewtest.Golden(t, "req_food", Requirement(s, asks))
	viewtest.Golden(t, "req_food_exempt", Requirement(s, exempt))
	viewtest.Golden(t, "req_food_paper", Requirement(s, paper))
	viewtest.Golden(t, "req_accepted", Requirement(s, RequirementPage{Name: s.T("portal.req.tax_code"), State: s.T("portal.req.state.accepted"), Tone: view.Good, Facts: []Pair{{s.T("portal.paper.number"), "•••• 0001"}, {s.T("portal.req.method"), s.T("portal.check.vneid")}}}))
	viewtest.Golden(t, "sight", Sight(desk0(s, PathHelper+"/stalls/mau"), SightPage{Action: PathHelper + "/stalls/mau", Stall: longStall, Where: longPlace, Last4: "12", Problems: view.Problems{{Field: "last4", Sentence: s.T("fault.identity.digits")}, {Field: "present", Sentence: s.T("fault.identity.present")}}}))
}

// desk0 is the frame of a helper's page.
func desk0(s *Shell, path string) *Shell {
	f := desk(s.Lang, path, s.T("portal.sight"))
	f.Name, f.Home, f.Back = s.T("portal.helper"), PathHelper, view.Link{URL: PathHelper, Label: s.T("portal.helper")}
	return f
}

// A suspended stall says so on every page; its seller appeals, and reads the answer.
func TestAppeal(t *testing.T) {
	for _, lang := range locale.All {
		s := backTo(shell(lang, "/portal/s/mau/appeal", "Khiếu nại", "stall"), "/portal/s/mau/stall", "Gian hàng")
		viewtest.Golden(t, "appeal_"+string(lang), AskAppeal(s, AppealPage{Why: "Hàng không rõ nguồn gốc, đã nhắc hai lần.", Action: "/portal/s/mau/appeal", Words: "x", Problems: view.Problems{{Field: "words", Sentence: s.T("fault.appeal.words")}}}))
	}
	s := backTo(shell(locale.Vi, "/portal/s/mau/appeal", "Khiếu nại", "stall"), "/portal/s/mau/stall", "Gian hàng")
	viewtest.Golden(t, "appeal_waits", AskAppeal(s, AppealPage{Why: "Hàng không rõ nguồn gốc.", Words: "Nhà tôi có giấy.", State: s.T("portal.appeal.state.open"), Tone: view.Care, Due: at.Add(5 * 24 * time.Hour)}))
	viewtest.Golden(t, "appeal_upheld", AskAppeal(s, AppealPage{Words: "Nhà tôi có <b>giấy</b>.", State: s.T("portal.appeal.state.upheld"), Tone: view.Bad, Answer: longWhy}))
	halted := shell(locale.Vi, "/portal/s/mau/stall", "Gian hàng", "stall")
	halted.Halt = &Halt{Why: "Hàng không rõ nguồn gốc, đã nhắc hai lần.", URL: "/portal/s/mau/appeal", Label: s.T("portal.stall.suspended_appeal")}
	viewtest.Golden(t, "stall_suspended", Stall(halted, StallPage{Facts: []Pair{{"Bạn là", "Hợp tác xã"}}, Ways: []Way{{URL: "/portal/s/mau/papers", Icon: "shield", Label: s.T("portal.req"), Hint: s.T("portal.req.hint")}}}))
	d := desk(locale.Vi, "/portal/desk/appeals", "Khiếu nại của người bán")
	viewtest.Golden(t, "appeals_many", Appeals(d, AppealsPage{Rows: []AppealRow{{URL: "/portal/desk/appeals/1", Stall: longStall, Late: true, Due: at.Add(-time.Hour)}, {URL: "/portal/desk/appeals/2", Stall: "Nhà Mẫu", Due: at}}, Pager: Pager{Next: "/portal/desk/appeals?after=x"}}))
	viewtest.Golden(t, "appeals_none", Appeals(d, AppealsPage{}))
	viewtest.Golden(t, "appeal_decide", DecideAppeal(d, DecideAppealPage{Stall: view.Link{URL: "/portal/desk/stalls/mau", Label: longStall}, Why: "Hàng không rõ nguồn gốc.", Words: "Nhà tôi có <b>giấy</b>.", Paper: "/portal/desk/appeals/1/paper", Due: at, State: s.T("portal.appeal.state.open"), Tone: view.Care, Action: "/portal/desk/appeals/1", Problems: view.Problems{{Field: "reason", Sentence: s.T("fault.seller.reason")}}}))
}

// An officer decides what was handed in.
func TestJudge(t *testing.T) {
	s := desk(locale.Vi, "/portal/desk/requirements/1", "Giấy tờ người bán cần xem")
	p := JudgePage{Name: s.T("portal.req.cooperative_licence"), State: s.T("portal.req.state.handed_in"), Tone: view.Plain, Stall: view.Link{URL: "/portal/desk/stalls/mau", Label: longStall},
		Facts: []Pair{{s.T("portal.req.number"), "161007000012"}}, Files: []FileRow{{URL: "/portal/desk/requirements/1/files/1", At: at}}, Accept: "/portal/desk/requirements/1/accept", Reject: "/portal/desk/requirements/1/reject", Waive: "/portal/desk/requirements/1/waive",
		History: []view.Step{{Name: s.T("portal.req.state.asked"), At: at, State: view.Done}, {Name: s.T("portal.req.state.handed_in"), At: at, State: view.Now}}}
	viewtest.Golden(t, "judge", Judge(s, p))
	p.RejectWhy, p.Problems = " ", view.Problems{{Field: "reason-reject", Sentence: s.T("fault.requirement.reason")}}
	viewtest.Golden(t, "judge_wrong", Judge(s, p))
	viewtest.Golden(t, "judge_identity", Judge(s, JudgePage{Name: s.T("portal.req.identity"), State: s.T("portal.req.state.asked"), Tone: view.Care, Stall: p.Stall, Check: "/portal/desk/stalls/mau#check", Others: []view.Link{{URL: "/portal/desk/stalls/hai", Label: "Nhà Hai"}}}))
}
