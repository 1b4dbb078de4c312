package surveys

// RevenueKept is what those who were customers at the start of a period paid
// in it, beside what the same ones paid in the stretch of the same length just
// before. Who came later counts in neither.
type RevenueKept struct {
	Customers int    // of the start, who paid in either
	Before    Amount // paid in the stretch before
	During    Amount // paid in the period
	Held      Amount // of During, at most what each paid before
}

// Count adds one customer of the start.
func (r *RevenueKept) Count(before, during Amount) {
	r.Customers++
	r.Before, r.During = r.Before+before, r.During+during
	r.Held += min(before, max(0, during))
}

// Net is during ÷ before in percent: above 100 where those who stayed pay more
// than those who left or pay less took away. ok is false where nothing was
// paid before.
func (r RevenueKept) Net() (percent float64, ok bool) { return r.share(r.During) }

// Gross is the same without what anybody pays more: never above 100, nor below
// 0 where refunds outweigh what was held.
func (r RevenueKept) Gross() (percent float64, ok bool) { return r.share(max(0, r.Held)) }

func (r RevenueKept) share(of Amount) (float64, bool) {
	if r.Before <= 0 {
		return 0, false
	}
	return 100 * float64(of) / float64(r.Before), true
}
