package server

import (
	"encoding/json"
	"errors"
	"strings"

	"barometer/surveys"

	"github.com/danielgtaylor/huma/v2"
)

// moneyText is an amount as JSON holds it, a string or a number, read by its
// letters: "1250.00" and 1250 are the same, and no float stands in between.
type moneyText string

// UnmarshalJSON keeps the letters.
func (m *moneyText) UnmarshalJSON(raw []byte) error {
	if len(raw) > 0 && raw[0] == '"' {
		var text string
		if err := json.Unmarshal(raw, &text); err != nil {
			return errors.New("is no amount")
		}
		*m = moneyText(strings.TrimSpace(text))
		return nil
	}
	*m = moneyText(raw)
	return nil
}

// Schema describes an amount.
func (moneyText) Schema(huma.Registry) *huma.Schema {
	length := 24
	return &huma.Schema{
		OneOf:       []*huma.Schema{{Type: huma.TypeString, MaxLength: &length}, {Type: huma.TypeNumber}},
		Description: "an amount in the currency of the house with at most its decimals, such as \"1250.00\"",
		Examples:    []any{"1250.00"},
	}
}

// amount reads an amount of the house's currency. other is the currency that
// the caller names, if any.
func amount(p *surveys.Problems, field string, text moneyText, c surveys.Currency, other string) surveys.Amount {
	if other != "" && other != string(c) {
		p.Add("currency", "must be %s, the one currency of this house: nothing is converted here", c)
		return 0
	}
	if text == "" || text == "null" {
		p.Add(field, "is needed")
		return 0
	}
	a, problem := c.Parse(string(text))
	if problem != nil {
		p.Add(field, "%s", problem)
	}
	return a
}
