package templates

// Tokens is the keys to the API.
type Tokens struct {
	Layout
	Rows   []TokenRow
	Form   TokenForm
	Secret string // just made; shown once
	Curl   string
	Saved  string
}

func (Tokens) name() string { return "tokens" }

// TokenRow is a key to the API.
type TokenRow struct{ Name, Scope, Since, Used string }

// TokenForm is what was typed for a new one.
type TokenForm struct {
	Name   string
	Scopes []Option // with what each may do
	Errors map[string]string
}
