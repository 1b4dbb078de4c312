package templates_test

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"barometer/surveys"

	"golang.org/x/net/html"
)

// maxHTML is how large a mail may be: far from where mail programs cut it.
const maxHTML = 30_000

// Every mail of every scale in every language keeps to what mail programs,
// screen readers and phones need.
func TestShapeOfEveryMail(t *testing.T) {
	d := newDesk(t)
	for _, tag := range surveys.Languages() {
		for _, scale := range surveys.Scales() {
			t.Run(string(scale.ID)+"."+tag, func(t *testing.T) {
				inv := ticket(builtIn(scale.ID))
				inv.Reminds = "0000000000000001"
				mail, twins := d.compose(tag, builtIn(scale.ID), inv, "Priya Nair")
				page := readPage(t, twins.HTML)
				checkLanguage(t, page, tag, mail.Dir)
				checkLinks(t, page, tag, len(scale.Choices()))
				checkNothingFromOutside(t, page, twins.HTML)
				checkColours(t, twins.HTML)
				checkTextTwin(t, twins.Text, mail.Question, mail.Reminder, len(scale.Choices()))
				checkLabels(t, page, mail.Words, scale)
			})
		}
	}
}

// element is a start tag with its text.
type element struct {
	html.Token
	text string
}

func (e element) attr(name string) string {
	for _, a := range e.Attr {
		if a.Key == name {
			return a.Val
		}
	}
	return ""
}

type page []element

func (p page) all(tag string) page {
	return slices.DeleteFunc(slices.Clone(p), func(e element) bool { return e.Data != tag })
}

// readPage reads a page and makes sure that what is opened is closed.
func readPage(t *testing.T, source string) page {
	t.Helper()
	var out page
	var open []int
	z := html.NewTokenizer(strings.NewReader(source))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				t.Errorf("%s is never closed", out[open[0]].Data)
			}
			return out
		case html.StartTagToken:
			out = append(out, element{Token: z.Token()})
			if name := out[len(out)-1].Data; name != "br" && name != "meta" {
				open = append(open, len(out)-1)
			}
		case html.EndTagToken:
			name := z.Token().Data
			if len(open) == 0 || out[open[len(open)-1]].Data != name {
				t.Fatalf("</%s> closes nothing", name)
			}
			open = open[:len(open)-1]
		case html.TextToken:
			text := z.Token().Data
			for _, i := range open {
				out[i].text += text
			}
		}
	}
}

func checkLanguage(t *testing.T, p page, tag, dir string) {
	t.Helper()
	for _, e := range slices.Concat(p.all("html"), p.all("table")) {
		if e.attr("lang") != tag || e.attr("dir") != dir {
			t.Errorf("%s has lang %q and dir %q", e.Data, e.attr("lang"), e.attr("dir"))
		}
	}
	for _, e := range p.all("table") {
		if e.attr("role") != "presentation" {
			t.Error("a layout table has no role")
		}
	}
	if len(p.all("h1")) != 1 || strings.TrimSpace(p.all("h1")[0].text) == "" || len(p.all("title")) != 1 {
		t.Error("not one heading and one title")
	}
	if dir == "rtl" && !strings.Contains(bdis(p), "Lindqvist & Rao|") {
		t.Errorf("isolated is only %s", bdis(p))
	}
}

func bdis(p page) string {
	var b strings.Builder
	for _, e := range p.all("bdi") {
		b.WriteString(e.text + "|")
	}
	return b.String()
}

// checkLinks: the first link, which programs follow, does nothing; the last one
// ends the questions; in between is one for each choice.
func checkLinks(t *testing.T, p page, tag string, choices int) {
	t.Helper()
	links := p.all("a")
	if len(links) != choices+2 {
		t.Fatalf("%d links for %d choices", len(links), choices)
	}
	if first := links[0].attr("href"); first != "https://rate.example.com/about?lang="+tag {
		t.Errorf("the first link leads to %s", first)
	}
	if last := links[len(links)-1].attr("href"); last != "https://rate.example.com/u/stop" {
		t.Errorf("the last link leads to %s", last)
	}
	seen := map[string]bool{}
	for _, a := range links {
		if seen[a.attr("href")] || strings.TrimSpace(a.text) == "" {
			t.Errorf("the link %q to %s", a.text, a.attr("href"))
		}
		seen[a.attr("href")] = true
	}
}

func checkNothingFromOutside(t *testing.T, p page, source string) {
	t.Helper()
	if len(source) > maxHTML {
		t.Errorf("%d bytes", len(source))
	}
	for _, tag := range []string{"img", "link", "script", "iframe", "object", "form", "base", "svg", "video"} {
		if len(p.all(tag)) > 0 {
			t.Errorf("there is a %s", tag)
		}
	}
	if strings.Contains(source, "url(") || strings.Contains(source, "@import") || strings.Contains(source, "@font-face") {
		t.Error("the style loads something")
	}
	if n := strings.Count(source, "http"); n != len(p.all("a"))+strings.Count(source, `http-equiv`) {
		t.Errorf("%d addresses in %d links", n, len(p.all("a")))
	}
}

// checkColours: texts 4.5:1 and borders 3:1 (WCAG 1.4.3, 1.4.11), on paper and
// in the dark.
func checkColours(t *testing.T, source string) {
	t.Helper()
	style, body, _ := strings.Cut(source, "</style>")
	for _, c := range []struct {
		in, find, on string
		want         float64
	}{
		{body, `[;"]color:(#\w{6})`, "#fffdf8", 4.5},
		{body, `border:1px solid (#\w{6})`, "#fffdf8", 3},
		{body, `border:1px solid (#\w{6})`, "#1e1d1a", 3},
		{style, `[{]color:(#\w{6})`, "#1e1d1a", 4.5},
	} {
		found := regexp.MustCompile(c.find).FindAllStringSubmatch(c.in, -1)
		if len(found) == 0 {
			t.Errorf("nothing is like %s", c.find)
		}
		for _, hit := range found {
			if got := contrast(parseRGB(t, hit[1][1:]), parseRGB(t, c.on[1:])); got < c.want {
				t.Errorf("%s on %s is %.1f:1", hit[1], c.on, got)
			}
		}
	}
}

// checkTextTwin: the text twin is whole without the other.
func checkTextTwin(t *testing.T, text, question, reminder string, choices int) {
	t.Helper()
	for _, part := range []string{question, reminder, "Lindqvist & Rao", "Jonas Weber", "https://rate.example.com/u/stop", "14"} {
		if part == "14" && strings.Contains(text, "१४") {
			continue
		}
		if part == "" || !strings.Contains(text, part) {
			t.Errorf("the text lacks %q", part)
		}
	}
	if n := strings.Count(text, "https://rate.example.com/r/"); n != choices {
		t.Errorf("the text has %d of %d choices", n, choices)
	}
	if strings.Contains(text, "\n\n\n") || strings.Contains(text, "<") {
		t.Errorf("the text is untidy:\n%s", text)
	}
}

// checkLabels: a number is read out with its place on the scale, a word is
// seen beside its colour.
func checkLabels(t *testing.T, p page, words bool, scale surveys.Scale) {
	t.Helper()
	links := p.all("a")
	for i, a := range links[1 : len(links)-1] {
		aria := a.attr("aria-label")
		switch {
		case words && (aria != "" || strings.TrimSpace(a.text) == ""):
			t.Errorf("the word %q is read as %q", a.text, aria)
		case !words && (!strings.Contains(aria, strconv.Itoa(scale.Min+i)) || !strings.Contains(aria, strconv.Itoa(scale.Max))):
			t.Errorf("choice %d is read as %q", scale.Min+i, aria)
		}
	}
}
