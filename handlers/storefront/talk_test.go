package storefront_test

import (
	"strings"
	"testing"

	"github.com/chophien/chophien/models/conversation"
	"github.com/chophien/chophien/models/db"
	"github.com/chophien/chophien/models/db/dbtest"
)

// A buyer and a seller talk about an order: nothing empty, nothing over long, no markup, no
// number before the seller has taken the order; what the seller wrote can be reported, once,
// and nobody else reads any of it.
func TestABuyerTalksAboutAnOrder(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		m := open(t, d)
		tea, variant := m.offer("A", "Chè Shan tuyết", 250_000, nil)
		b := m.browser()
		path, o, seller := b.bought(tea, variant, "quantity", "1")
		talk := path + "/talk"
		m.browser().get(talk).says(404)

		page := b.get(talk).says(200, "Chưa ai nói gì")
		page.form(talk, "text", "").send().says(422)
		page.form(talk, "text", strings.Repeat("dài ", 2000)).send().says(422)
		page.form(talk, "text", "Gọi tôi 0912 345 678 <b>nhé</b> 🍵").send().says(200, "<b>nhé</b> 🍵")
		read, err := m.p.Talks.Read(t.Context(), seller, o.Code)
		if err != nil || len(read.Messages) != 1 || !read.Messages[0].Masked || strings.Contains(read.Messages[0].Text, "345 678") {
			t.Errorf("the seller reads %+v, %v", read.Messages, err)
		}

		if err := m.p.Talks.Say(t.Context(), seller, o.Code, conversation.Words{Text: "Mai tôi gói."}, db.NewID()); err != nil {
			t.Fatal(err)
		}
		heard := b.get(talk).says(200, "Mai tôi gói.")
		heard.form(talk + "/report").send().says(422)
		heard.form(talk+"/report", "reason", conversation.ReportReasons[0]).send().says(200)
		if n := m.Count(t, "conversation_reports", ""); n != 1 {
			t.Errorf("%d reports", n)
		}
	})
}
