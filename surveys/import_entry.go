package surveys

import (
	"cmp"
	"slices"
	"strings"
)

// entry reads time, revenue, cost and worth beyond sales.
func (r *importReader) entry(out *ImportRow) {
	r.whom(out, r.cell("customer"))
	if is := WorthKind(r.cell("entry")); is != r.plan.Kind.worthKind() && slices.Contains([]WorthKind{WorthTime, WorthRevenue, WorthCost, WorthBeyond}, is) {
		r.wrong.Add("entry", "is another kind: %s", is)
	}
	e := WorthEntry{Kind: r.plan.Kind.worthKind(), ID: r.id(), Customer: out.Customer, Note: r.note(),
		Project: r.which()}
	r.entryDays(&e)
	switch r.plan.Kind {
	case ImportTime:
		e.Person, e.Role = cmp.Or(r.cell("person"), r.fullName()), r.cell("role")
		minutes, problem := r.minutesOf(r.cell("duration"), r.header[r.plan.Columns["duration"]])
		if e.Minutes = minutes; problem != "" {
			r.wrong.Add("duration", "%s", problem)
			e.Minutes = 1
		}
	case ImportRevenue:
		r.amount(&e)
		r.revenueSort(&e)
	case ImportCosts:
		r.amount(&e)
	case ImportWorth:
		r.amount(&e)
		e.Sort, e.By, e.Why = cmp.Or(worthSort(r.cell("kind")), BeyondOther), r.cell("estimated_by"), r.cell("why")
	}
	if len(r.wrong) == 0 {
		r.check(e.Check(r.house.Latest))
	}
	out.Entry = e
}

// note is what the row says was done, cut where a program said too much.
func (r *importReader) note() string {
	text := r.cell("note")
	if runes := []rune(text); len(runes) > MaxWorthNote {
		return string(runes[:MaxWorthNote-1]) + "…"
	}
	return text
}

func (r *importReader) entryDays(e *WorthEntry) {
	day, from, to := r.optionalDay("day"), r.optionalDay("from"), r.optionalDay("to")
	switch {
	case from != nil && to != nil:
		e.From, e.To = *from, *to
	case day != nil:
		e.From, e.To = *day, *day
	case from != nil:
		e.From, e.To = *from, *from
	default:
		r.wrong.Add("day", "is needed")
	}
}

func (r *importReader) amount(e *WorthEntry) {
	amount, problem := r.amountOf(r.cell("amount"))
	if e.Amount = amount; problem != nil {
		r.wrong.Add("amount", "%s", problem)
	}
	if c := r.cell("currency"); c != "" && !strings.EqualFold(c, string(r.house.Currency)) {
		r.wrong.Add("currency", "must be %s, the currency of the house", r.house.Currency)
	}
}

// revenueSort says what sort of revenue it is. Money that goes back, by a word,
// the side of the books or a minus, is a refund of what it amounts to.
func (r *importReader) revenueSort(e *WorthEntry) {
	sort, ok := revenueWord(r.cell("kind"))
	if !ok {
		r.wrong.Add("kind", "must be %s, %s or %s, or a word for one", RevenueSale, RevenueRecurring, RevenueRefund)
		return
	}
	back := false
	switch side := strings.ToUpper(r.cell("side")); side {
	case "", "S", "D", "DEBIT", "SOLL":
	case "H", "C", "CREDIT", "HABEN":
		back = true
	default:
		r.wrong.Add("side", "must be S or H, or D or C")
	}
	if e.Amount < 0 {
		back, e.Amount = true, -e.Amount
	}
	if e.Sort = sort; back {
		e.Sort = RevenueRefund
	}
}

func revenueWord(text string) (string, bool) {
	switch plainHeading(text) {
	case "", "sale", "invoice", "salesreceipt", "salesinvoice", "rechnung", "re", "einmalig":
		return RevenueSale, true
	case "recurring", "subscription", "abo", "wiederkehrend", "abonnement":
		return RevenueRecurring, true
	case "refund", "creditmemo", "creditnote", "salescreditnote", "refundreceipt", "gutschrift", "gs", "storno", "stornorechnung", "rechnungskorrektur", "korrekturrechnung":
		return RevenueRefund, true
	}
	return "", false
}

func worthSort(text string) string {
	switch plainHeading(text) {
	case "referral", "empfehlung":
		return BeyondReferral
	case "casestudy", "fallstudie":
		return BeyondCaseStudy
	case "reference", "referenz":
		return BeyondReference
	case "":
		return ""
	}
	return strings.ToLower(text)
}
