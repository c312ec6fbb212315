package sandbox

import (
	"testing"
	"time"

	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/web/locale"
	"github.com/chophien/chophien/web/view"
	"github.com/chophien/chophien/web/view/viewtest"
)

func TestPages(t *testing.T) {
	for _, lang := range locale.All {
		f := viewtest.Frame(lang, "/sandbox/bank/x", "Play bank")
		f.NoIndex = true
		viewtest.Golden(t, "bank_"+string(lang), Bank(f, BankPage{Action: "/sandbox/bank/x", Ref: "QR7T8V9WXY-1", Merchant: "Chợ Phiên", Text: "QR7T8V9WXY", Amount: money.Of(1_381_500), Until: viewtest.Now.Add(15 * time.Minute)}))
	}
	viewtest.Golden(t, "transfer", Transfer(viewtest.Frame(locale.Vi, "/sandbox/transfer/x", "Chuyển khoản thử"), TransferPage{
		Action: "/sandbox/transfer/x", Bank: "Vietcombank", Account: "0881000458086", Holder: "CONG TY CHO PHIEN", Amount: "1381500", Text: "QR7T8V9WXY", Sent: true, Back: "/pay/QR7T8V9WXY",
		Problems: view.Problems{{Field: "amount", Sentence: "Số tiền phải lớn hơn 0."}}}))
	for _, lang := range locale.All {
		f := viewtest.Frame(lang, "/sandbox/identity/x", "Ứng dụng giả để xác minh")
		viewtest.Golden(t, "identity_"+string(lang), Identity(f, IdentityPage{Action: "/sandbox/identity/x", Back: "/portal", Purpose: "Chợ Phiên: Nhà chị Mẫu", Code: "k7qm", Name: "Lò Thị Mẫu", Number: "01500000000x",
			Until: viewtest.Now.Add(10 * time.Minute), Problems: view.Problems{{Field: "number", Sentence: "Xin xem lại ô này."}}}))
	}
	viewtest.Golden(t, "identity_over", Identity(viewtest.Frame(locale.Vi, "/sandbox/identity/x", "Ứng dụng giả"), IdentityPage{Back: "/portal", Purpose: "Chợ Phiên", Code: "k7qm", Until: viewtest.Now}))
	f := viewtest.Frame(locale.Vi, "/demo/codes", "Mã đăng nhập dùng thử")
	viewtest.Golden(t, "codes", Codes(f, CodesPage{
		Codes:    []Code{{Phone: "0900000012", Code: "482913", At: viewtest.Now, Until: viewtest.Now.Add(5 * time.Minute)}, {Phone: "0900000013", Code: "112233", Until: viewtest.Now, Used: true}},
		Accounts: []Account{{Role: "Người mua", Name: "Lò Thị Mẫu", Phone: "0900000012"}, {Role: "Hợp tác xã", Name: "Giàng A Ví Dụ", Phone: "0900000021", Note: "Toàn quyền ở HTX Suối Giàng; mã PIN 246810"}}}))
	viewtest.Golden(t, "codes_none", Codes(viewtest.Frame(locale.En, "/demo/codes", "Codes"), CodesPage{}))
}
