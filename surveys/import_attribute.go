package surveys

import (
	"strings"
	"unicode"
)

// AttributeOf makes the name of an attribute of a heading: "Number of seats" is
// number_of_seats and "Größe" groesse, for the name stands in addresses and
// files; empty where nothing is left, as of a heading in another script.
func AttributeOf(heading string) string {
	var plain strings.Builder
	for _, r := range heading {
		plain.WriteString(asciiOf(unicode.ToLower(r)))
	}
	words := strings.FieldsFunc(plain.String(), func(r rune) bool { return r > unicode.MaxASCII || !isAlnum(r) })
	key := strings.Join(words, "_")
	return strings.Trim(key[:min(len(key), MaxAttributeKey)], "_")
}

// AttributeField is the field of an attribute that is named by a heading, with
// AttributePrefix or without; empty where nothing of it can be a name.
func AttributeField(heading string) string {
	key, said := strings.CutPrefix(heading, AttributePrefix)
	if !said || !IsAttributeKey(key) {
		key = AttributeOf(key)
	}
	if key == "" {
		return ""
	}
	return AttributePrefix + key
}

// asciiOf writes a small Latin letter without its marks, as people do who have
// no key for it; a mark by itself is nothing, and any other sign stays.
func asciiOf(r rune) string {
	if unicode.Is(unicode.Mn, r) {
		return ""
	}
	for _, group := range []struct{ plain, letters string }{
		{"ae", "äæ"}, {"oe", "öœ"}, {"ue", "ü"}, {"ss", "ß"}, {"th", "þ"}, {"a", "àáâãåāăą"}, {"c", "çćĉċč"}, {"d", "ďđð"},
		{"e", "èéêëēĕėęě"}, {"g", "ĝğġģ"}, {"h", "ĥħ"}, {"i", "ìíîïĩīĭįı"}, {"j", "ĵ"}, {"k", "ķ"}, {"l", "ĺļľŀł"}, {"n", "ñńņň"},
		{"o", "òóôõøōŏő"}, {"r", "ŕŗř"}, {"s", "śŝşšș"}, {"t", "ţťŧț"}, {"u", "ùúûũūŭůűų"}, {"w", "ŵ"}, {"y", "ýÿŷ"}, {"z", "źżž"},
	} {
		if r > unicode.MaxASCII && strings.ContainsRune(group.letters, r) {
			return group.plain
		}
	}
	return string(r)
}
