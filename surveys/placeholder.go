package surveys

import (
	"regexp"
	"slices"
	"strings"
)

// Placeholder is a word in braces that the owner may write into a survey's
// subject, intro and question. It is replaced as text; nothing that the owner
// or a caller writes is ever read as a template.
type Placeholder string

// The placeholders.
const (
	PlaceFirstName   Placeholder = "first_name"  // of the contact; "you" words are the owner's task where it is empty
	PlaceName        Placeholder = "name"        // of the contact
	PlaceCustomer    Placeholder = "customer"    // its name
	PlaceProject     Placeholder = "project"     // its name
	PlaceInteraction Placeholder = "interaction" // its id, as the caller gave it
	PlaceSubject     Placeholder = "subject"     // what it was about
	PlaceAgent       Placeholder = "agent"       // who served
	PlaceHouse       Placeholder = "house"       // who asks
)

// Placeholders returns all of them.
func Placeholders() []Placeholder {
	return []Placeholder{PlaceFirstName, PlaceName, PlaceCustomer, PlaceProject, PlaceInteraction, PlaceSubject, PlaceAgent, PlaceHouse}
}

// placeholderShape is what looks like a placeholder: a word of small letters in
// single braces. Other braces are text.
func placeholderShape() *regexp.Regexp { return regexp.MustCompile(`\{[a-z_]+\}`) }

// Fill replaces the placeholders of a text by their values, once: what a value
// holds is not looked at again.
func Fill(text string, values map[Placeholder]string) string {
	if !strings.Contains(text, "{") {
		return text
	}
	pairs := make([]string, 0, 2*len(Placeholders()))
	for _, p := range Placeholders() {
		pairs = append(pairs, "{"+string(p)+"}", values[p])
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// CheckPlaceholders says which word in braces is no placeholder, nil where all are.
func CheckPlaceholders(text string) *Phrase {
	for _, found := range placeholderShape().FindAllString(text, -1) {
		if !slices.Contains(Placeholders(), Placeholder(strings.Trim(found, "{}"))) {
			return Phrasef("holds %s, which is no placeholder; there are %s", found, placeholderList())
		}
	}
	return nil
}

func placeholderList() string {
	var out []string
	for _, p := range Placeholders() {
		out = append(out, "{"+string(p)+"}")
	}
	return strings.Join(out, ", ")
}
