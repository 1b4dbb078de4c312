package surveys

import (
	"maps"
	"regexp"
	"slices"
)

// What attributes of a customer may hold.
const (
	MaxAttributes     = 50
	MaxAttributeKey   = 64
	MaxAttributeValue = 200 // runes
)

// Attributes say what kind of customer it is: industry, size, region, … Keys
// are lower-case letters, digits, dots, hyphens and underscores.
type Attributes map[string]string

// IsAttributeKey reports whether the text can name an attribute.
func IsAttributeKey(key string) bool {
	return len(key) <= MaxAttributeKey && regexp.MustCompile(`^[a-z0-9_.-]+$`).MatchString(key)
}

func checkAttributes(p *Problems, changes map[string]*string) {
	for _, key := range slices.Sorted(maps.Keys(changes)) {
		if !IsAttributeKey(key) {
			p.Add("attributes", "have keys of 1 to %d letters a to z, digits, dots, hyphens and underscores", MaxAttributeKey)
			return
		}
		if value := changes[key]; value != nil {
			checkText(p, "attributes."+key, *value, MaxAttributeValue)
		}
	}
}

// With returns the attributes after the changes: nil or an empty text removes
// one. Invalid where there would be too many.
func (a Attributes) With(changes map[string]*string) (Attributes, error) {
	out := Attributes{}
	maps.Copy(out, a)
	for key, value := range changes {
		if value == nil || *value == "" {
			delete(out, key)
			continue
		}
		out[key] = *value
	}
	if len(out) > MaxAttributes {
		return a, InvalidField("attributes", "may be %d at most", MaxAttributes)
	}
	return out, nil
}
