package surveys

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// Telling is a sentence of the house's own that is kept, to be said to each
// reader in their language: the id of a text of the locale files and what is put
// into it. The zero Telling says nothing.
//
// In Redis it is JSON, and lives as long as the record of changes and the
// customers' timelines do: a text that is told keeps its id.
type Telling struct {
	ID    string             `json:"id,omitempty"`    // empty: Plain is all
	Plain string             `json:"plain,omitempty"` // what somebody wrote; beside an ID, what is said where no file has it
	Count *int               `json:"n,omitempty"`     // what the text has forms for; without an ID, the number itself
	Day   Day                `json:"day,omitempty"`   // a day instead of all this; 0: none
	All   []Telling          `json:"all,omitempty"`   // a list instead of all this
	With  map[string]Telling `json:"with,omitempty"`  // what is put into the text, by its name there
	Args  []Telling          `json:"args,omitempty"`  // what is put into a Phrase, whose format the ID is
}

// Plain tells what somebody wrote, which is the same in every language.
func Plain(text string) Telling { return Telling{Plain: text} }

// Tell tells a text with the values put in: name, value, name, value, … A value
// is a Telling, a Day, or printed.
func Tell(id string, pairs ...any) Telling {
	t := Telling{ID: id}
	for i := 0; i+1 < len(pairs); i += 2 {
		if t.With == nil {
			t.With = map[string]Telling{}
		}
		t.With[fmt.Sprint(pairs[i])] = told(pairs[i+1])
	}
	return t
}

// TellCount tells the form of a text for a number.
func TellCount(id string, n int, pairs ...any) Telling {
	t := Tell(id, pairs...)
	t.Count = &n
	return t
}

// TellCode tells a code of ours by the text that names it, such as
// "stage_at_risk"; itself where no file names it.
func TellCode[T ~string](prefix string, code T) Telling {
	return Telling{ID: prefix + string(code), Plain: string(code)}
}

// TellAll tells several things as a list in a sentence.
func TellAll(all ...Telling) Telling { return Telling{All: all} }

// TellPhrase tells what is wrong with something, such as why it was not done.
func TellPhrase(p *Phrase) Telling {
	t := Telling{ID: p.Format, Plain: p.String()}
	for _, arg := range p.Args {
		t.Args = append(t.Args, told(arg))
	}
	return t
}

func told(value any) Telling {
	switch value := value.(type) {
	case Telling:
		return value
	case Day:
		return Telling{Day: value}
	case *Phrase:
		return TellPhrase(value)
	case int:
		return Telling{Count: &value}
	}
	return Plain(fmt.Sprint(value))
}

// IsPlain reports what somebody wrote, or nothing.
func (t Telling) IsPlain() bool {
	return t.ID == "" && t.Count == nil && t.Day == 0 && len(t.All) == 0
}

// IsZero reports a telling that says nothing.
func (t Telling) IsZero() bool { return t.IsPlain() && t.Plain == "" }

// Written is the telling with what people wrote in it changed.
func (t Telling) Written(change func(string) string) Telling {
	t.Plain = change(t.Plain)
	t.All, t.Args = writtenAll(t.All, change), writtenAll(t.Args, change)
	if t.With != nil {
		with := make(map[string]Telling, len(t.With))
		for name, value := range t.With {
			with[name] = value.Written(change)
		}
		t.With = with
	}
	return t
}

func writtenAll(all []Telling, change func(string) string) []Telling {
	out := slices.Clone(all)
	for i := range out {
		out[i] = out[i].Written(change)
	}
	return out
}

// UnmarshalJSON also reads what was kept as a sentence before there were
// tellings.
func (t *Telling) UnmarshalJSON(raw []byte) error {
	if bytes.HasPrefix(raw, []byte(`"`)) {
		*t = Telling{}
		return json.Unmarshal(raw, &t.Plain)
	}
	type fields Telling
	return json.Unmarshal(raw, (*fields)(t))
}
