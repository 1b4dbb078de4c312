package surveys

import (
	"math"
	"strconv"
)

// Worth is what the caller says that the customer is worth, by its property
// "customer_worth": any positive number, such as the revenue of a year; only
// ratios between customers count. 0 where it says nothing of use.
func (in Interaction) Worth() float64 {
	w, err := strconv.ParseFloat(in.Properties["customer_worth"], 64)
	if err != nil || !(w > 0) || math.IsInf(w, 0) {
		return 0
	}
	return w
}
