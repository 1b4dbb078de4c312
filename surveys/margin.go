package surveys

// Worth is what a customer, a project or the house earned and cost in a period.
type Worth struct {
	Revenue   Amount // sales and recurring, less refunds
	Recurring Amount // the part of it that comes again
	Purchases Amount // what was bought for them
	Time      Amount // cost of the hours that have a rate
	Beyond    Amount // worth beyond sales, as estimated; in no margin
	Minutes   int    // of everybody
	Unpriced  int    // minutes of them that no rate is known for
}

// Add sums two.
func (w Worth) Add(v Worth) Worth {
	return Worth{
		Revenue: w.Revenue + v.Revenue, Recurring: w.Recurring + v.Recurring, Purchases: w.Purchases + v.Purchases,
		Time: w.Time + v.Time, Beyond: w.Beyond + v.Beyond, Minutes: w.Minutes + v.Minutes, Unpriced: w.Unpriced + v.Unpriced,
	}
}

// Cost is the cost of time and purchases.
func (w Worth) Cost() Amount { return w.Purchases + w.Time }

// Left is what is left of the revenue.
func (w Worth) Left() Amount { return w.Revenue - w.Cost() }

// Margin is (revenue − cost of time and purchases) ÷ revenue, in percent; it
// may be below 0. ok is false where there is no revenue: then there is none.
func (w Worth) Margin() (percent float64, ok bool) {
	if w.Revenue <= 0 {
		return 0, false
	}
	return w.Left().Of(w.Revenue), true
}

// PersonTime is what one person spent.
type PersonTime struct {
	Person, Role string
	Minutes      int
	Cost         Amount
	Unpriced     int // minutes that no rate is known for
}
