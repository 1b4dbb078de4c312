package surveys

import (
	"iter"
	"slices"
	"strconv"
	"strings"
)

// dayFieldNames are the fields of all kinds that hold a day.
func dayFieldNames() []string {
	return []string{"day", "from", "to", "date", "since", "won_on", "lost_on"}
}

// DatesOf is the order in which dates with slashes are read: what was said, else
// what the columns of days show, for 31/01/2026 can only begin with the day.
// DatesUnsaid where nothing does, or where two dates contradict one another.
func (p ImportPlan) DatesOf(sheet Sheet) DateOrder {
	if p.Dates != DatesUnsaid {
		return p.Dates
	}
	return DatesIn(func(yield func(string) bool) {
		for name, at := range p.Columns {
			if !slices.Contains(dayFieldNames(), name) {
				continue
			}
			for _, text := range columnOf(sheet, at) {
				if !yield(text) {
					return
				}
			}
		}
	})
}

// DatesIn is the order that the dates of a file show; DatesUnsaid where none
// does, or where two contradict one another.
func DatesIn(texts iter.Seq[string]) DateOrder {
	var found DateOrder
	for text := range texts {
		switch order := orderOf(text); {
		case order == DatesUnsaid || order == found:
		case found == DatesUnsaid:
			found = order
		default:
			return DatesUnsaid
		}
	}
	return found
}

// IsSlashed reports a date such as 5/11/2026 or 05-11-2026, which is read by an
// order.
func IsSlashed(text string) bool {
	_, _, ok := slashed(text)
	return ok
}

// orderOf is what one date tells by a number that is no month.
func orderOf(text string) DateOrder {
	first, second, ok := slashed(text)
	const months = 12
	switch {
	case !ok || first <= months && second <= months:
		return DatesUnsaid
	case second <= months:
		return DatesDayFirst
	case first <= months:
		return DatesMonth
	}
	return DatesUnsaid
}

// slashed returns the first two numbers of a date such as 5/11/2026, 05-11-2026
// or 5/11/26, whatever time of day follows.
func slashed(text string) (first, second int, ok bool) {
	text, _, _ = strings.Cut(strings.TrimSpace(text), " ")
	text, _, _ = strings.Cut(strings.TrimRight(text, ","), "T")
	parts := strings.Split(text, "/")
	long := len(parts) == 3 && len(parts[2]) == 2
	if len(parts) == 1 {
		parts = strings.Split(text, "-")
	}
	if len(parts) != 3 || len(parts[2]) != 4 && !long || len(parts[0]) > 2 || len(parts[1]) > 2 {
		return 0, 0, false
	}
	for _, part := range parts {
		if !isDigits(part) {
			return 0, 0, false
		}
	}
	first, _ = strconv.Atoi(parts[0])
	second, _ = strconv.Atoi(parts[1])
	return first, second, true
}
