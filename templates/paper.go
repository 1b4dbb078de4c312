package templates

import "reflect"

// past returns how many of a list come after the first n: the rows that a sheet
// of paper leaves out, where the list's class cut<n> says so. The style sheet
// holds these classes.
func past(list any, n int) int { return max(0, reflect.ValueOf(list).Len()-n) }
