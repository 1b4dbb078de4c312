package surveys_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// longest is the number of lines a file may have: one noun or one job.
const longest = 450

// TestFilesAreShort reads every Go file of the module.
func TestFilesAreShort(t *testing.T) {
	eachFile(t, func(path string, content []byte) {
		if lines := bytes.Count(content, []byte("\n")); lines > longest {
			t.Errorf("%s has %d lines, more than %d: split it", path, lines, longest)
		}
	})
}

// TestNothingHappensBeforeMain: no init functions, so that importing a package
// does nothing.
func TestNothingHappensBeforeMain(t *testing.T) {
	eachSyntax(t, func(path string, file *ast.File) {
		for _, d := range file.Decls {
			if f, ok := d.(*ast.FuncDecl); ok && f.Name.Name == "init" && f.Recv == nil {
				t.Errorf("%s has an init function", path)
			}
		}
	})
}

// TestTestsNeitherSleepNorSkip: a test waits for what it waits for, and runs.
func TestTestsNeitherSleepNorSkip(t *testing.T) {
	forbidden := []string{"time.Sleep", "t.Skip", "t.Skipf", "t.SkipNow", "b.Skip", "b.Skipf", "b.SkipNow"}
	eachSyntax(t, func(path string, file *ast.File) {
		if !strings.HasSuffix(path, "_test.go") {
			return
		}
		ast.Inspect(file, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			if s, ok := call.Fun.(*ast.SelectorExpr); ok {
				if x, ok := s.X.(*ast.Ident); ok && slices.Contains(forbidden, x.Name+"."+s.Sel.Name) {
					t.Errorf("%s calls %s.%s", path, x.Name, s.Sel.Name)
				}
			}
			return true
		})
	})
}

// TestScriptsSayWhatTheyTake: a script of Redis is read beside its caller, so
// its head says its name, keys, arguments and what it returns.
func TestScriptsSayWhatTheyTake(t *testing.T) {
	files, err := filepath.Glob("store/scripts/*.lua")
	if err != nil || len(files) < 20 {
		t.Fatalf("found %d scripts, %v", len(files), err)
	}
	for _, path := range files {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if missing := missingInHead(strings.TrimSuffix(filepath.Base(path), ".lua"), string(text)); missing != "" {
			t.Errorf("%s does not say %s", path, missing)
		}
	}
	for missing, script := range map[string]string{
		"-- touch ":  "return 1\n",
		"-- KEYS ":   "-- touch notes a visit.\n-- Returns 1.\nreturn 1\n",
		"-- ARGV ":   "-- touch notes a visit.\n-- KEYS  1 visit\n-- Returns 1.\nreturn ARGV[1]\n",
		"-- Returns": "-- touch notes a visit.\n-- KEYS  1 visit\nreturn 1 -- Returns 1.\n",
	} {
		if got := missingInHead("touch", script); got != missing {
			t.Errorf("of %q: %q is missing, want %q", script, got, missing)
		}
	}
}

// missingInHead returns what the comment that a script begins with lacks, "" for
// nothing.
func missingInHead(name, script string) string {
	head, body := "", script
	for strings.HasPrefix(body, "--") {
		line, rest, _ := strings.Cut(body, "\n")
		head, body = head+line+"\n", rest
	}
	want := []string{"-- " + name + " ", "-- KEYS ", "-- Returns"}
	if strings.Contains(body, "ARGV") {
		want = append(want, "-- ARGV ")
	}
	for _, words := range want {
		if !strings.Contains(head, words) {
			return words
		}
	}
	return ""
}

// TestNothingIsLeftForLater: what is not done is an issue, not a comment.
func TestNothingIsLeftForLater(t *testing.T) {
	eachSyntax(t, func(path string, file *ast.File) {
		for _, group := range file.Comments {
			for _, c := range group.List {
				if words := strings.Fields(c.Text); slices.ContainsFunc(words, isLater) {
					t.Errorf("%s: %s", path, c.Text)
				}
			}
		}
	})
}

func isLater(word string) bool {
	word = strings.TrimRight(word, ":")
	return word == "TODO" || word == "FIXME" || word == "XXX" || strings.HasPrefix(word, "TODO(")
}

// eachSyntax calls f with every Go file of the module, parsed.
func eachSyntax(t *testing.T, f func(path string, file *ast.File)) {
	t.Helper()
	files := token.NewFileSet()
	eachFile(t, func(path string, content []byte) {
		file, err := parser.ParseFile(files, path, content, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			t.Error(err)
			return
		}
		f(path, file)
	})
}

// eachFile calls f with every Go file of the module.
func eachFile(t *testing.T, f func(path string, content []byte)) {
	t.Helper()
	found := 0
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case d.IsDir() && strings.HasPrefix(d.Name(), ".") && d.Name() != "..":
			return filepath.SkipDir
		case d.IsDir() || !strings.HasSuffix(path, ".go"):
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		found++
		f(path, content)
		return nil
	})
	if err != nil || found < 20 {
		t.Fatalf("found %d files, %v", found, err)
	}
}
