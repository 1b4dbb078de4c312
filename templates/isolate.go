package templates

import (
	"strings"
	"unicode"
)

// Isolate puts a name that is written from right to left between isolates (UAX
// #9, FSI and PDI), so that it does not turn our own words around it; any other
// is returned as it is.
func Isolate(name string) string {
	if !strings.ContainsFunc(name, isRightToLeft) {
		return name
	}
	return isolateOpen + name + isolateClose
}

// isRightToLeft reports a letter of a script that runs from right to left.
func isRightToLeft(r rune) bool {
	return r >= 0x0590 && unicode.In(r, unicode.Hebrew, unicode.Arabic, unicode.Syriac, unicode.Thaana, unicode.Nko, unicode.Samaritan, unicode.Mandaic, unicode.Adlam)
}
