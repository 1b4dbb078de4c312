package main

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"unicode/utf8"

	"barometer/surveys"

	"github.com/alecthomas/kong"
)

// A flag with the tag `setting` is a setting: BAROMETER_<NAME> sets it, too,
// and BAROMETER_<NAME>_FILE where the tag says secret.

const settingPrefix = "BAROMETER_"

// settingName returns the variable of a flag that is a setting, "" for others.
func settingName(v *kong.Value) string {
	if v.Tag == nil || !v.Tag.Has("setting") {
		return ""
	}
	return settingPrefix + strings.ToUpper(strings.ReplaceAll(v.Name, "-", "_"))
}

func isSecret(v *kong.Value) bool { return v.Tag.Get("setting") == "secret" }

// settingHelp adds the variable to the help of a flag.
func settingHelp(v *kong.Value) string {
	name := settingName(v)
	if name == "" {
		return v.Help
	}
	if isSecret(v) {
		name += " or " + name + "_FILE"
	}
	if v.Default != "" {
		name += ", default " + v.Default
	}
	return v.Help + " (" + name + ")"
}

// settingsFrom reads settings that are no flags on the command line from the
// environment. Files that cannot be read are put into unread: the other
// settings are looked at all the same.
func settingsFrom(env map[string]string, unread *surveys.Problems) kong.Resolver {
	return kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
		name := settingName(flag.Value)
		if name == "" {
			return nil, nil
		}
		if value := env[name]; value != "" {
			return value, nil
		}
		file := env[name+"_FILE"]
		if file == "" || !isSecret(flag.Value) {
			return nil, nil
		}
		content, problem := readSecret(file)
		if problem == "" {
			return content, nil
		}
		if name += "_FILE"; !told(*unread, name) {
			unread.Add(name, "%s", problem)
		}
		return nil, nil
	})
}

func readSecret(file string) (content, problem string) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return "", "cannot be read: " + err.Error()
	}
	raw = bytes.TrimRight(raw, "\r\n")
	if !utf8.Valid(raw) {
		return "", "is not text"
	}
	return string(raw), ""
}

func told(p surveys.Problems, name string) bool {
	return slices.ContainsFunc(p, func(f surveys.FieldError) bool { return f.Field == name })
}

// unreadable names the files that could not be read together with everything
// else that is wrong with the settings of the chosen command.
func unreadable(command any, unread surveys.Problems) error {
	if c, ok := command.(interface{ problems() surveys.Problems }); ok {
		for _, f := range c.problems() {
			if !told(unread, f.Field+"_FILE") { // that it is not there is known
				unread = append(unread, f)
			}
		}
	}
	return settingsError(unread)
}

// unknownSettings returns the variables with our prefix that are no setting,
// sorted: most are misspelt.
func unknownSettings(env map[string]string) []string {
	known := map[string]bool{}
	parser, err := kong.New(&commands{})
	if err != nil {
		return nil
	}
	_ = kong.Visit(parser.Model, func(node kong.Visitable, next kong.Next) error {
		if flag, ok := node.(*kong.Flag); ok {
			if name := settingName(flag.Value); name != "" {
				known[name], known[name+"_FILE"] = true, isSecret(flag.Value)
			}
		}
		return next(nil)
	})
	var unknown []string
	for name := range env {
		if strings.HasPrefix(name, settingPrefix) && !known[name] && !strings.HasPrefix(name, settingPrefix+"TEST_") {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	return unknown
}
