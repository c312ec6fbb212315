package portal

import (
	"strconv"

	"github.com/gofiber/fiber/v2"

	"github.com/chophien/chophien/models/catalog"
	"github.com/chophien/chophien/models/measure"
	"github.com/chophien/chophien/models/money"
	"github.com/chophien/chophien/models/settlement"
	pages "github.com/chophien/chophien/web/portal"
	"github.com/chophien/chophien/web/view"
)

// netOf is what the seller receives for one piece or kilogram of a form, line by line.
func (w *portal) netOf(c *fiber.Ctx, sh *pages.Shell, s stall, g good, v catalog.Variant) (pages.Net, error) {
	who := settlement.Payer{SellerID: s.ID, Entity: string(s.TaxEntity), Residency: string(s.TaxResidency)}
	n, err := settlement.Preview(c.UserContext(), w.DB.Read(c.UserContext()), v.Price, g.TaxClass, who, w.Now().Date())
	if err != nil {
		return pages.Net{}, err
	}
	unit := formName(sh, g, v)
	if v.Basis == measure.Gram {
		unit = sh.T("portal.net.kg")
	}
	sums := []view.Sum{
		{Name: sh.T("portal.net.price"), Amount: n.Price},
		{Name: sh.T("portal.net.commission", "share", percent(int64(n.CommissionBP))), Amount: n.Commission.Neg()},
		{Name: sh.T("portal.net.commission_vat", "share", percent(int64(n.VATBP))), Amount: n.CommissionVAT.Neg()},
	}
	if s.TaxEntity == "individual" {
		sums = append(sums, view.Sum{Name: sh.T("portal.net.vat"), Amount: n.VAT.Neg()}, view.Sum{Name: sh.T("portal.net.pit"), Amount: n.PIT.Neg()})
	}
	note := ""
	if n.TaxClass != g.TaxClass {
		note = sh.T("portal.net.no_evidence")
	}
	return pages.Net{Name: unit, Note: note, Sums: append(sums, view.Sum{Name: sh.T("portal.net.amount"), Amount: n.Amount, Total: true})}, nil
}

// liveNet is what is left of a price, with the shares by which a page goes on computing while
// the seller types. Until somebody says whether produce is their own, it counts as goods.
func (w *portal) liveNet(c *fiber.Ctx, sh *pages.Shell, s stall, g good, price money.VND) (pages.LiveNet, error) {
	class := g.TaxClass
	if class == "" {
		class = catalog.TaxGoods
	}
	who := settlement.Payer{SellerID: s.ID, Entity: string(s.TaxEntity), Residency: string(s.TaxResidency)}
	n, err := settlement.Preview(c.UserContext(), w.DB.Read(c.UserContext()), price, class, who, w.Now().Date())
	if err != nil {
		return pages.LiveNet{}, err
	}
	return pages.LiveNet{
		Commission: int64(n.CommissionBP), CommissionVAT: int64(n.VATBP), VAT: int64(n.TaxVATBP), PIT: int64(n.TaxPITBP),
		Price: n.Price, Fee: n.Commission.Add(n.CommissionVAT), Tax: n.VAT.Add(n.PIT), Amount: n.Amount,
	}, nil
}

// percent writes basis points: 550 are "5,5 %".
func percent(bp int64) string {
	text := strconv.FormatInt(bp/100, 10)
	if rest := bp % 100; rest > 0 {
		digits := strconv.FormatInt(100+rest, 10)[1:]
		if digits[1] == '0' {
			digits = digits[:1]
		}
		text += "," + digits
	}
	return text + " %"
}

func number(n int) string { return strconv.Itoa(n) }
