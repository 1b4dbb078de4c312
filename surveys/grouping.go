package surveys

import (
	"strconv"
	"strings"
)

// Grouping says by what figures of retention are split: cohort (the year in
// which a customer first came), stage (of now), said, or attribute:<key>.
// Empty: not at all.
type Grouping string

// The groupings beside attributes.
const (
	ByCohort Grouping = "cohort"
	ByStage  Grouping = "stage"
	BySaid   Grouping = "said"

	byAttribute = "attribute:"
)

// ByAttribute groups by an attribute.
func ByAttribute(key string) Grouping { return byAttribute + Grouping(key) }

// Attribute is the key of the attribute that it groups by, empty for none.
func (g Grouping) Attribute() string {
	key, ok := strings.CutPrefix(string(g), byAttribute)
	if !ok {
		return ""
	}
	return key
}

// Check returns nil or an Invalid error about the field.
func (g Grouping) Check(field string) error {
	if g == "" || g == ByCohort || g == ByStage || g == BySaid || IsAttributeKey(g.Attribute()) {
		return nil
	}
	return InvalidField(field, "must be cohort, stage, said or attribute:<key>")
}

// Of is the group that a life belongs to, for all groupings but said.
func (g Grouping) Of(l Life) string {
	switch g {
	case "":
		return ""
	case ByStage:
		return string(l.Stage)
	case ByCohort:
		if len(l.Spells) == 0 || l.Spells[0].Won == 0 {
			return ""
		}
		y, _, _ := l.Spells[0].Won.Date()
		return strconv.Itoa(y)
	}
	return l.Attributes[g.Attribute()]
}
