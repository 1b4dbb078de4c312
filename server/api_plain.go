package server

import (
	"encoding/json"
	"errors"

	"github.com/danielgtaylor/huma/v2"
)

// plainText is a caller's own word, kept and shown as text. Programs have
// numbers and yes or no among theirs: these are taken as JSON writes them.
type plainText string

// UnmarshalJSON takes a text, a number, true or false.
func (t *plainText) UnmarshalJSON(raw []byte) error {
	if len(raw) == 0 || raw[0] == '"' {
		return json.Unmarshal(raw, (*string)(t))
	}
	if raw[0] == '{' || raw[0] == '[' || raw[0] == 'n' {
		return errors.New("is no text, number, true or false")
	}
	*t = plainText(raw)
	return nil
}

// plainChange is such a word in a change, where null takes it away.
type plainChange plainText

// UnmarshalJSON takes what plainText takes; null never gets here.
func (t *plainChange) UnmarshalJSON(raw []byte) error { return (*plainText)(t).UnmarshalJSON(raw) }

// Schema describes such a change.
func (plainChange) Schema(r huma.Registry) *huma.Schema {
	out := plainText("").Schema(r)
	out.OneOf[0].Nullable = true
	out.Description += "; null removes it"
	return out
}

// plainChanges are the texts of changes, nil where one takes away.
func plainChanges(changes map[string]*plainChange) map[string]*string {
	if changes == nil {
		return nil
	}
	out := make(map[string]*string, len(changes))
	for key, value := range changes {
		out[key] = normalised((*string)(value))
	}
	return out
}

// Schema describes such a word.
func (plainText) Schema(huma.Registry) *huma.Schema {
	return &huma.Schema{
		OneOf:       []*huma.Schema{{Type: huma.TypeString}, {Type: huma.TypeNumber}, {Type: huma.TypeBoolean}},
		Description: "text; a number, true or false is kept as it is written",
	}
}
