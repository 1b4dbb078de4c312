package surveys_test

import (
	"strings"
	"testing"

	"barometer/surveys"
)

// People are greeted by what is plainly a name; nothing else that a caller
// wrote there gets into a sentence.
func TestNamesToGreetBy(t *testing.T) {
	for _, c := range []struct{ name, first, full string }{
		{"Priya Nair", "Priya", "Priya Nair"},
		{"Nair, Priya", "Priya", "Priya Nair"},
		{"Dr. Anna-Lena Berg", "Anna-Lena", "Dr. Anna-Lena Berg"},
		{"Kovács Anna", "Kovács", "Kovács Anna"},
		{"O’Connor, Jr.", "O’Connor", "O’Connor"},
		{"प्रिया नायर", "प्रिया", "प्रिया नायर"},
		{"السيدة ليلى حداد", "ليلى", "السيدة ليلى حداد"},
		{"Sra. Lucía Gómez", "Lucía", "Sra. Lucía Gómez"},
		{"李小龙", "李小龙", "李小龙"},
		{"דוד 123", "דוד", "דוד"},
		{"Priya nair@northwind.example", "Priya", "Priya"},
		{"One Two Three Four Five", "One", "One"},
		{"李 小龙", "", ""},
		{"J. Smith", "", ""},
		{"", "", ""},
		{"evil.example", "", ""},
		{"<script>alert(1)</script>", "", ""},
		{"{{.}}", "", ""},
		{"{first_name}", "", ""},
		{"00123", "", ""},
		{"priya@northwind.example", "", ""},
		{"Z" + strings.Repeat("\u0301", 50) + "oe", "", ""},
	} {
		if got := surveys.FirstName(c.name); got != c.first {
			t.Errorf("first name of %q is %q, want %q", c.name, got, c.first)
		}
		if got := surveys.FullName(c.name); got != c.full {
			t.Errorf("full name of %q is %q, want %q", c.name, got, c.full)
		}
	}
}

func TestSenderNames(t *testing.T) {
	for sender, want := range map[string][2]string{
		"Jonas Weber at Lindqvist & Rao": {"Jonas Weber", "Lindqvist & Rao"},
		"Lindqvist & Rao":                {"Lindqvist & Rao", "Lindqvist & Rao"},
		" at ":                           {"at", "at"},
		"Jonas\r\nBcc: x at Acme":        {"Jonas Bcc: x", "Acme"},
	} {
		if person, house := surveys.SenderNames(sender); person != want[0] || house != want[1] {
			t.Errorf("%q is %q of %q", sender, person, house)
		}
	}
}

func TestNumberThatAPersonKnows(t *testing.T) {
	for id, want := range map[surveys.InteractionID]string{
		"4127": "4127", "T-4127": "T-4127", "#88": "#88", "9f8c2d1e-77aa-4b1b": "", "zd_x": "", "TICKET": "", "12345678901234567": "",
	} {
		if got := (surveys.Invitation{Type: "ticket", Interaction: id}).Number(); got != want {
			t.Errorf("%s is %q, want %q", id, got, want)
		}
	}
	if got := (surveys.Invitation{Type: "visit", Interaction: "4127"}).Number(); got != "" {
		t.Errorf("a visit has the number %q", got)
	}
}
