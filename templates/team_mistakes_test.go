package templates_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"barometer/templates"

	"github.com/BurntSushi/toml"
)

const mistakesFile = "locales/team_mistakes.en.toml"

// TestEveryMistakeStandsInTheLocaleFile: what the house says is wrong can be
// said in other languages, and no other text is kept for them to say.
func TestEveryMistakeStandsInTheLocaleFile(t *testing.T) {
	there, said := readMistakes(t, mistakesFile), mistakesInGo(t)
	for format, where := range said.formats {
		if text, ok := there[format]; !ok || text != format {
			t.Errorf("%s says %q; the file says %q", where, format, text)
		}
	}
	for field, where := range said.fields {
		if text, want := there[templates.FieldID(field)], templates.Sentence(field); text != want {
			t.Errorf("%s names the field %s, in the file %q instead of %q", where, templates.FieldID(field), text, want)
		}
		delete(there, templates.FieldID(field))
	}
	for id := range there {
		if said.formats[id] == "" && id != "mistake_sentence" && id != "mistake_it" {
			t.Errorf("nothing says %q", id)
		}
	}
}

// TestEveryLanguageTakesTheValuesOfAMistake: a format has the verbs of the
// English one, in any order.
func TestEveryLanguageTakesTheValuesOfAMistake(t *testing.T) {
	files, err := filepath.Glob("locales/team_mistakes.*.toml")
	if err != nil || len(files) == 0 {
		t.Fatal("no files:", err)
	}
	for _, file := range files {
		for id, text := range readMistakes(t, file) {
			if !strings.HasPrefix(id, "mistake_") && !slices.Equal(verbsOf(text), verbsOf(id)) {
				t.Errorf("%s: %q takes %v, %q gives %v", file, text, verbsOf(text), id, verbsOf(id))
			}
		}
	}
	if got := verbsOf("%[2]s nach %[1]d"); !slices.Equal(got, verbsOf("%d before %s")) {
		t.Errorf("turned round they are %v", got)
	}
	if slices.Equal(verbsOf("%[2]d %[1]s"), verbsOf("%d before %s")) {
		t.Error("a number is taken for a word")
	}
}

// verbsOf are the verbs of a format, by the place of the value each takes.
func verbsOf(format string) []string {
	byPlace := map[string]string{}
	for i, m := range regexp.MustCompile(`%(?:\[(\d)\])?(\.\d)?([a-z])`).FindAllStringSubmatch(format, -1) {
		place := m[1]
		if place == "" {
			place = strconv.Itoa(i + 1)
		}
		byPlace[place] = m[2] + m[3]
	}
	var out []string
	for _, place := range slices.Sorted(maps.Keys(byPlace)) {
		out = append(out, place+byPlace[place])
	}
	return out
}

func readMistakes(t *testing.T, file string) map[string]string {
	t.Helper()
	texts := map[string]string{}
	if _, err := toml.DecodeFile(file, &texts); err != nil {
		t.Fatal(err)
	}
	return texts
}

// mistakes are formats and names of fields, each with a place that says it.
type mistakes struct {
	t               *testing.T
	files           *token.FileSet
	formats, fields map[string]string
}

// mistakesInGo reads the sources of all that finds mistakes for the pages.
func mistakesInGo(t *testing.T) mistakes {
	t.Helper()
	m := mistakes{t, token.NewFileSet(), map[string]string{}, map[string]string{}}
	for _, dir := range []string{"../surveys", "../surveys/store", "../server"} {
		files, err := filepath.Glob(dir + "/*.go")
		if err != nil || len(files) == 0 {
			t.Fatal("no sources:", err)
		}
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(m.files, path, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			m.read(file)
		}
	}
	return m
}

func (m mistakes) read(file *ast.File) {
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			m.call(n)
		case *ast.FuncDecl:
			if at := problemAt(n.Type.Results); at >= 0 && n.Body != nil {
				m.problems(n.Body, at)
			}
		case *ast.AssignStmt:
			if to, ok := n.Lhs[0].(*ast.Ident); ok && to.Name == "problem" {
				m.sentence(n.Rhs[0])
			}
		}
		return true
	})
}

// call reads what is given to the functions that make mistakes: a field, where
// they take one, then the format.
func (m mistakes) call(call *ast.CallExpr) {
	field, format := -1, -1
	switch name, of := calledBy(call.Fun); {
	case name == "Phrasef":
		format = 0
	case name == "Errorf" && of != "fmt":
		format = 1
	case name == "InvalidField":
		field, format = 0, 1
	case name == "MistakeIn":
		m.field(call.Args[0])
	case name == "Add" && of != "" && len(call.Args) > 1 && isSentence(call.Args[1]):
		field, format = 0, 1
	}
	if format < 0 || format >= len(call.Args) {
		return
	}
	if field >= 0 {
		m.field(call.Args[field])
	}
	if _, ok := literal(call.Args[format]); !ok && !isParameter(call.Args[format]) {
		m.t.Errorf("%s: the format must stand there as it is", m.files.Position(call.Pos()))
	}
	m.sentence(call.Args[format])
}

// field notes the name of a field.
func (m mistakes) field(e ast.Expr) {
	if name, ok := literal(e); ok {
		m.fields[name] = m.files.Position(e.Pos()).String()
	}
}

// isSentence tells what is added to mistakes from what is added to a header.
func isSentence(e ast.Expr) bool {
	text, ok := literal(e)
	return ok && (text == "%s" || strings.Contains(text, " "))
}

// sentence notes a text that has words and is no id of one.
func (m mistakes) sentence(e ast.Expr) {
	if text, ok := literal(e); ok && regexp.MustCompile(`\pL{2}`).MatchString(text) && !regexp.MustCompile(`^[a-z]+_[a-z_]+$`).MatchString(text) {
		m.formats[text] = m.files.Position(e.Pos()).String()
	}
}

// problems reads what a function with a result "problem" returns there.
func (m mistakes) problems(body *ast.BlockStmt, at int) {
	consts := map[string]ast.Expr{}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ValueSpec:
			if len(n.Values) == 1 {
				consts[n.Names[0].Name] = n.Values[0]
			}
		case *ast.ReturnStmt:
			if at >= len(n.Results) {
				return true
			}
			if id, ok := n.Results[at].(*ast.Ident); ok && consts[id.Name] != nil {
				m.sentence(consts[id.Name])
			}
			m.sentence(n.Results[at])
		}
		return true
	})
}

// problemAt is which result of a function is a problem, -1 for none.
func problemAt(results *ast.FieldList) int {
	at := 0
	if results == nil {
		return -1
	}
	for _, field := range results.List {
		for _, name := range field.Names {
			if name.Name == "problem" {
				return at
			}
			at++
		}
	}
	return -1
}

// calledBy is the name of a function and the last name before it.
func calledBy(fun ast.Expr) (name, of string) {
	switch fun := fun.(type) {
	case *ast.Ident:
		return fun.Name, ""
	case *ast.SelectorExpr:
		switch x := fun.X.(type) {
		case *ast.Ident:
			of = x.Name
		case *ast.SelectorExpr:
			of = x.Sel.Name
		}
		return fun.Sel.Name, of
	}
	return "", ""
}

// isParameter reports the format that one maker of mistakes hands to another.
func isParameter(e ast.Expr) bool {
	id, ok := e.(*ast.Ident)
	return ok && id.Name == "format"
}

// literal is a text as it stands in the source, or joined of such.
func literal(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		text, err := strconv.Unquote(e.Value)
		return text, err == nil && e.Kind == token.STRING
	case *ast.BinaryExpr:
		a, ok := literal(e.X)
		b, fine := literal(e.Y)
		return a + b, ok && fine && e.Op == token.ADD
	}
	return "", false
}
