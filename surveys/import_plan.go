package surveys

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// DateOrder says how a date with slashes is read.
type DateOrder string

// The orders. Dates such as 2026-11-05, 05.11.2026 and 5 Nov 2026 need none.
const (
	DatesUnsaid   DateOrder = ""    // as the columns show; else refused: nobody knows which number is the month
	DatesDayFirst DateOrder = "dmy" // 05/11/2026 is in November
	DatesMonth    DateOrder = "mdy" // 11/05/2026 is in November
)

// ImportPlan says how a table is read.
type ImportPlan struct {
	Kind    ImportKind
	Columns map[string]int // name of the field → column, from 0
	Dates   DateOrder      // empty: as the columns show
	Decimal string         // "," or "."; empty: as the columns show
	Project ProjectID      // of rows that name none; empty: general
}

// GuessImport finds the columns of a kind by their headings, each once.
func GuessImport(kind ImportKind, header []string) map[string]int {
	out, taken := map[string]int{}, map[int]bool{}
	for at, heading := range header {
		// So our own exports name attributes.
		if !strings.HasPrefix(heading, AttributePrefix) {
			continue
		}
		name := AttributeField(heading)
		if _, twice := out[name]; !twice && kind.takes(name) {
			out[name], taken[at] = at, true
		}
	}
	most := 0
	for _, f := range kind.Fields() {
		most = max(most, len(f.Headings))
	}
	// The surest headings of all fields come before the second ones of any, so
	// that "Company" is the customer where no column says so better. A heading
	// that asks, such as "Employee?", is answered with yes or no.
	for turn := range most {
		for _, f := range kind.Fields() {
			if _, ok := out[f.Name]; ok || turn >= len(f.Headings) {
				continue
			}
			at := slices.IndexFunc(header, func(h string) bool {
				return plainHeading(h) == plainHeading(f.Headings[turn]) && !strings.HasSuffix(h, "?")
			})
			if at >= 0 && !taken[at] {
				out[f.Name], taken[at] = at, true
			}
		}
	}
	return out
}

// MapImport is GuessImport after the wishes of somebody: name of a field → name
// of the column, empty for none. Invalid names every wish that cannot be met.
func MapImport(kind ImportKind, header []string, wishes map[string]string) (map[string]int, error) {
	out := GuessImport(kind, header)
	var p Problems
	for _, name := range sortedKeys(wishes) {
		column, wish := wishes[name], name
		if strings.HasPrefix(name, AttributePrefix) {
			name = cmp.Or(AttributeField(name), name)
		}
		at := slices.IndexFunc(header, func(h string) bool { return plainHeading(h) == plainHeading(column) })
		switch {
		case !kind.takes(name):
			p.Add("map", "knows no field %q; there are %s", wish, strings.Join(kind.fieldNames(), ", "))
		case column == "":
			delete(out, name)
		case at < 0:
			p.Add("map", "names the column %q for %s, which the file does not have", column, name)
		default:
			out[name] = at
		}
	}
	return out, p.Err()
}

// Check returns nil, or names what keeps the table from being read so.
func (p ImportPlan) Check(header []string) error {
	var wrong Problems
	if !p.Kind.Known() {
		wrong.Add("kind", "must be one of %s", CodesOf("imports_", ImportKinds()))
	}
	if !slices.Contains([]DateOrder{DatesUnsaid, DatesDayFirst, DatesMonth}, p.Dates) {
		wrong.Add("dates", "must be dmy or mdy")
	}
	if p.Decimal != "" && p.Decimal != "," && p.Decimal != "." {
		wrong.Add("decimal", "must be a comma or a point")
	}
	for _, name := range sortedKeys(p.Columns) {
		if at := p.Columns[name]; !p.Kind.takes(name) || at < 0 || at >= len(header) {
			wrong.Add(name, "has no such column")
		}
	}
	has := func(name string) bool { _, ok := p.Columns[name]; return ok }
	for _, f := range p.Kind.Fields() {
		if _, ok := p.Columns[f.Name]; f.Needed && !ok && !(f.Name == "person" && (has("first_name") || has("last_name"))) {
			wrong.Add(f.Name, "is needed: say in which column it is (found: %s)", strings.Join(header[:min(len(header), 20)], ", "))
		}
	}
	if p.Kind == ImportCustomers && !has("id") && !has("name") {
		wrong.Add("id", "or name is needed: a row must say whom it is about")
	}
	if p.Kind == ImportRevenue && !has("day") && !has("from") {
		wrong.Add("day", "or from and to are needed: revenue belongs to a day or a span")
	}
	return wrong.Err()
}

// takes reports whether rows of the kind may say the field.
func (k ImportKind) takes(name string) bool {
	key, attribute := strings.CutPrefix(name, AttributePrefix)
	return slices.Contains(k.fieldNames(), name) || attribute && k == ImportCustomers && IsAttributeKey(key)
}

func (k ImportKind) fieldNames() []string {
	var out []string
	for _, f := range k.Fields() {
		out = append(out, f.Name)
	}
	return out
}

// plainHeading is what headings are compared by: letters and digits, small.
func plainHeading(h string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, h)
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}
