package surveys

import (
	"slices"
	"strings"
)

// DefaultLanguage is spoken where nobody chose another.
const DefaultLanguage = "en"

// Languages are those that customers are asked in, by BCP 47 tag.
func Languages() []string {
	return []string{"en", "hi", "mr", "hu", "de", "fr", "es", "pt", "ar"}
}

// ChooseLanguage returns the first of the wishes that we speak, such as pt for
// pt-BR; DefaultLanguage where there is none.
func ChooseLanguage(wishes ...string) string {
	for _, wish := range wishes {
		base, _, _ := strings.Cut(strings.ReplaceAll(strings.ToLower(wish), "_", "-"), "-")
		if slices.Contains(Languages(), base) {
			return base
		}
	}
	return DefaultLanguage
}
