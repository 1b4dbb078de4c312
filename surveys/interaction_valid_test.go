package surveys_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"barometer/surveys"
)

func good() surveys.Interaction {
	return surveys.Interaction{
		ID: "ticket-1", Type: "ticket", OccurredAt: time.Date(2026, 3, 29, 10, 0, 0, 0, time.UTC),
		Project:    surveys.ProjectRef{ID: "website", Name: "Website"},
		Customer:   surveys.CustomerRef{ID: "acme", Name: "Acme"},
		Contact:    surveys.Contact{Address: "ana@acme.example", Name: "Ana", Language: "pt-BR", Role: surveys.Champion},
		Properties: map[string]string{"queue": "second line"},
	}
}

func fieldsOf(err error) string {
	var e *surveys.Error
	if !errors.As(err, &e) {
		return ""
	}
	var names []string
	for _, f := range e.Fields {
		names = append(names, f.Field)
	}
	return strings.Join(names, " ")
}

func TestInteractionValidate(t *testing.T) {
	tests := []struct {
		name   string
		change func(*surveys.Interaction)
		wrong  string
	}{
		{"a good one", func(*surveys.Interaction) {}, ""},
		{"nobody to ask is no mistake", func(in *surveys.Interaction) { in.Contact = surveys.Contact{} }, ""},
		{"no id", func(in *surveys.Interaction) { in.ID = "" }, "id"},
		{"an id of 129 letters", func(in *surveys.Interaction) { in.ID = surveys.InteractionID(strings.Repeat("é", 129)) }, "id"},
		{"an id of 128 letters", func(in *surveys.Interaction) { in.ID = surveys.InteractionID(strings.Repeat("é", 128)) }, ""},
		{"a line break in an id", func(in *surveys.Interaction) { in.ID = "\r\nCONFIG SET dir /\r\n" }, "id id"},
		{"no project", func(in *surveys.Interaction) { in.Project.ID = "" }, "project.id"},
		{"no time", func(in *surveys.Interaction) { in.OccurredAt = time.Time{} }, "occurred_at"},
		{"an unknown survey", func(in *surveys.Interaction) { in.Survey = "stars" }, "survey"},
		{"a negative delay", func(in *surveys.Interaction) { in.Delay = -time.Second }, "delay"},
		{"a delay of a year", func(in *surveys.Interaction) { in.Delay = 365 * 24 * time.Hour }, "delay"},
		{"an unknown role", func(in *surveys.Interaction) { in.Contact.Role = "boss" }, "contact.role"},
		{"an odd language", func(in *surveys.Interaction) { in.Contact.Language = "xx-\x00\x00" }, "contact.language"},
		{"a very long value", func(in *surveys.Interaction) { in.Properties["queue"] = strings.Repeat("x", 501) }, "properties.queue"},
		{"a property without key", func(in *surveys.Interaction) { in.Properties[""] = "x" }, "properties[0]"},
		{"a separator of lines in a name", func(in *surveys.Interaction) { in.Customer.Name = "a\u2028b" }, "customer.name"},
		{"all at once", func(in *surveys.Interaction) {
			in.ID, in.Project.ID, in.Contact.Address = "", "", "a@b"
			in.Contact.Name, in.Agent = "Bob\nX-Inj: 1", "a\x1b[2Jb"
		}, "id project.id agent contact.email contact.name"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := good()
			tt.change(&in)
			if got := fieldsOf(in.Validate(surveys.NewCatalogue(nil, ""))); got != tt.wrong {
				t.Errorf("wrong fields: %q, want %q", got, tt.wrong)
			}
		})
	}
}

func TestCheckComment(t *testing.T) {
	tests := []struct {
		text string
		ok   bool
	}{
		{"", true},
		{"line1\r\nline2\rline3\n\t=1+1", true},
		{strings.Repeat("W", 4000), true},
		{strings.Repeat("W", 4001), false},
		{"a\x00b", false},
		{"\xff", false},
	}
	for _, tt := range tests {
		if problem := surveys.CheckComment(tt.text); (problem == nil) != tt.ok {
			t.Errorf("CheckComment(%.20q) = %q, want ok %v", tt.text, problem, tt.ok)
		}
	}
}

func TestParseDuration(t *testing.T) {
	tests := []struct {
		text string
		want time.Duration
		ok   bool
	}{
		{"", 0, true},
		{"0", 0, true},
		{"90s", 90 * time.Second, true},
		{"30m", 30 * time.Minute, true},
		{"3d", 72 * time.Hour, true},
		{"-1h", 0, false},
		{"-1d", 0, false},
		{"3 days", 0, false},
		{"d", 0, false},
		{"99999999999d", 0, false},
	}
	for _, tt := range tests {
		got, err := surveys.ParseDuration(tt.text)
		if got != tt.want || (err == nil) != tt.ok {
			t.Errorf("ParseDuration(%q) = %v, %v; want %v, ok %v", tt.text, got, err, tt.want, tt.ok)
		}
	}
}

func TestJoinProblems(t *testing.T) {
	down := errors.New("down")
	tests := []struct {
		name string
		errs []error
		want string
		is   error
	}{
		{"nothing wrong", []error{nil, nil}, "", nil},
		{"both tell their fields", []error{surveys.InvalidField("a", "x"), nil, surveys.InvalidField("b", "y")}, "a b", nil},
		{"another kind wins", []error{surveys.InvalidField("a", "x"), down}, "", down},
	}
	for _, tt := range tests {
		err := surveys.JoinProblems(tt.errs...)
		if fieldsOf(err) != tt.want || tt.is != nil && !errors.Is(err, tt.is) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}
