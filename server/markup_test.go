package server_test

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/net/html"
)

// Elements by how HTML closes them (WHATWG HTML, 13.1.2).
var (
	voidElements = strings.Fields("area base br col embed hr img input link meta source track wbr")
	// Their end tag may be left out: before another of the kind, or with the parent.
	openEnded = map[string][]string{"li": {"li"}, "dt": {"dt", "dd"}, "dd": {"dt", "dd"}, "option": {"option"}, "tr": {"tr"}, "td": {"td", "th", "tr"}, "th": {"td", "th", "tr"},
		"p": strings.Fields("address article aside blockquote details div dl fieldset figure footer form h1 h2 h3 h4 header hr main nav ol p pre search section table ul"), "thead": {"tbody"}, "tbody": {"tbody", "tfoot"}, "html": nil, "head": {"body"}, "body": nil}
)

// markup collects what is wrong with a page.
type markup struct {
	faults []string
	open   []string
}

func (m *markup) fault(format string, args ...any) {
	m.faults = append(m.faults, fmt.Sprintf(format, args...))
}

// faultsOf names what is wrong with the markup of a whole page.
func faultsOf(page string) []string {
	m := &markup{}
	m.nesting(page)
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		m.fault("%v", err)
		return m.faults
	}
	all := slices.Collect(root.Descendants())
	m.references(all)
	m.headings(all)
	m.controls(all)
	m.tables(all)
	return m.faults
}

// nesting reads the page as it was written: a parser would mend it.
func (m *markup) nesting(page string) {
	z := html.NewTokenizer(strings.NewReader(page))
	if !strings.HasPrefix(page, "<!doctype html>") {
		m.fault("no doctype")
	}
	for {
		switch kind := z.Next(); kind {
		case html.ErrorToken:
			for _, name := range m.open {
				if _, ok := openEnded[name]; !ok {
					m.fault("<%s> is never closed", name)
				}
			}
			return
		case html.StartTagToken, html.SelfClosingTagToken:
			token := z.Token()
			m.attributes(token)
			m.begin(token.Data, kind == html.SelfClosingTagToken)
		case html.EndTagToken:
			m.end(z.Token().Data)
		}
	}
}

func (m *markup) attributes(token html.Token) {
	for _, a := range token.Attr {
		if a.Key == "style" || strings.HasPrefix(a.Key, "on") {
			m.fault("<%s> has %s, which the policy forbids", token.Data, a.Key)
		}
		if strings.ContainsAny(a.Key, `"'<=`) {
			m.fault("<%s> has the attribute %q", token.Data, a.Key)
		}
		if strings.Contains(a.Val, "ZgotmplZ") {
			m.fault("<%s %s> holds a value that its place does not allow", token.Data, a.Key)
		}
	}
}

func (m *markup) within(names ...string) bool {
	return slices.ContainsFunc(m.open, func(name string) bool { return slices.Contains(names, name) })
}

func (m *markup) top() string {
	if len(m.open) == 0 {
		return ""
	}
	return m.open[len(m.open)-1]
}

func (m *markup) begin(name string, closed bool) {
	for slices.Contains(openEnded[m.top()], name) {
		m.open = m.open[:len(m.open)-1]
	}
	switch {
	case slices.Contains(voidElements, name):
		if name == "input" && m.within("a", "button") {
			m.fault("<input> in a link or button")
		}
		return
	case m.within("svg"):
		if closed {
			return
		}
	case closed:
		m.fault("<%s/> is not closed by its slash", name)
	}
	if slices.Contains([]string{"a", "button", "select", "textarea", "summary", "label"}, name) && m.within("a", "button") && name != "label" {
		m.fault("<%s> in a link or button", name)
	}
	if slices.Contains([]string{"form", "label", "main"}, name) && m.within(name) {
		m.fault("<%s> in <%s>", name, name)
	}
	if slices.Contains(openEnded["p"], name) && m.within("p", "span", "h1", "h2", "h3", "button") && !m.within("svg") {
		m.fault("<%s> in %s", name, strings.Join(m.open[2:], " "))
	}
	if (name == "li") != (m.top() == "ul" || m.top() == "ol") && (name == "li" || !slices.Contains([]string{"script", "template"}, name)) {
		m.fault("<%s> in <%s>", name, m.top())
	}
	if parents := map[string]string{"tr": "thead tbody tfoot table", "td": "tr", "th": "tr", "dt": "dl div", "dd": "dl div", "option": "select datalist optgroup", "legend": "fieldset", "summary": "details", "figcaption": "figure", "caption": "table"}[name]; parents != "" && !slices.Contains(strings.Fields(parents), m.top()) {
		m.fault("<%s> in <%s>", name, m.top())
	}
	m.open = append(m.open, name)
}

func (m *markup) end(name string) {
	if slices.Contains(voidElements, name) {
		m.fault("</%s>", name)
		return
	}
	for m.top() != name {
		if _, may := openEnded[m.top()]; !may || m.top() == "" || !m.within(name) {
			m.fault("</%s> where <%s> is open", name, m.top())
			return
		}
		m.open = m.open[:len(m.open)-1]
	}
	m.open = m.open[:len(m.open)-1]
}

func attribute(n *html.Node, key string) (string, bool) {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val, true
		}
	}
	return "", false
}

// references: every id once, and everything that points leads to one.
func (m *markup) references(all []*html.Node) {
	ids := map[string]int{}
	for _, n := range all {
		if id, ok := attribute(n, "id"); ok {
			if ids[id]++; ids[id] > 1 || id == "" || strings.ContainsAny(id, " \t\n") {
				m.fault("id %q of <%s> is empty, has blanks or stands twice", id, n.Data)
			}
		}
	}
	for _, n := range all {
		for _, a := range n.Attr {
			var to []string
			switch a.Key {
			case "for", "popovertarget", "list", "form", "aria-activedescendant":
				to = []string{a.Val}
			case "aria-labelledby", "aria-describedby", "aria-controls", "headers":
				to = strings.Fields(a.Val)
			case "href":
				if id, ok := strings.CutPrefix(a.Val, "#"); ok {
					to = []string{id}
				}
			}
			for _, id := range to {
				if ids[id] == 0 {
					m.fault("<%s %s=%q> leads nowhere", n.Data, a.Key, a.Val)
				}
			}
		}
	}
}

// headings: one h1, no level left out; a language and a title.
func (m *markup) headings(all []*html.Node) {
	level, first, titles := 0, 0, 0
	for _, n := range all {
		switch {
		case n.Type != html.ElementNode:
		case n.Data == "html":
			if lang, _ := attribute(n, "lang"); lang == "" {
				m.fault("no language")
			}
		case n.Data == "title" && n.Namespace == "":
			if titles++; strings.TrimSpace(words(n)) == "" {
				m.fault("an empty title")
			}
		case len(n.Data) == 2 && n.Data[0] == 'h' && n.Data[1] >= '1' && n.Data[1] <= '6':
			now := int(n.Data[1] - '0')
			if now > level+1 {
				m.fault("h%d %q after h%d", now, words(n), level)
			}
			if level = now; now == 1 {
				first++
			}
			if strings.TrimSpace(words(n)) == "" {
				m.fault("an empty h%d", now)
			}
		}
	}
	if first != 1 || titles != 1 {
		m.fault("%d h1 and %d titles", first, titles)
	}
}

func words(n *html.Node) string {
	var b strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			b.WriteString(d.Data)
		}
	}
	return b.String()
}

// controls: every picture, field, link and button says what it is.
func (m *markup) controls(all []*html.Node) {
	labels := map[string]bool{}
	for _, n := range all {
		if id, ok := attribute(n, "for"); ok {
			labels[id] = true
		}
	}
	for _, n := range all {
		if n.Type != html.ElementNode || n.Namespace != "" {
			continue
		}
		_, named := attribute(n, "aria-label")
		_, pointed := attribute(n, "aria-labelledby")
		switch n.Data {
		case "img":
			if _, ok := attribute(n, "alt"); !ok {
				m.fault("<img> without alt")
			}
		case "a", "button":
			if !named && !pointed && strings.TrimSpace(words(n)) == "" {
				m.fault("<%s %v> says nothing", n.Data, n.Attr)
			}
		case "input", "select", "textarea":
			kind, _ := attribute(n, "type")
			_, hidden := attribute(n, "hidden") // for programs that keep passwords
			if kind == "hidden" || kind == "submit" || hidden {
				continue
			}
			_, fixed := attribute(n, "readonly")
			if name, _ := attribute(n, "name"); name == "" && !fixed {
				m.fault("<%s %v> has no name", n.Data, n.Attr)
			}
			id, _ := attribute(n, "id")
			labelled := slices.ContainsFunc(slices.Collect(n.Ancestors()), func(a *html.Node) bool { return a.Data == "label" })
			if !named && !pointed && !labelled && !labels[id] {
				m.fault("<%s %v> has no label", n.Data, n.Attr)
			}
		}
	}
}

// tables: every row of a table is as wide as the others.
func (m *markup) tables(all []*html.Node) {
	for _, table := range all {
		if table.Data != "table" || table.Namespace != "" {
			continue
		}
		wide, rows := 0, 0
		for row := range table.Descendants() {
			if row.Data != "tr" {
				continue
			}
			cells := 0
			for cell := range row.ChildNodes() {
				if cell.Type == html.ElementNode {
					span := 1
					if text, ok := attribute(cell, "colspan"); ok {
						if n, err := fmt.Sscan(text, &span); n != 1 || err != nil {
							m.fault("colspan %q", text)
						}
					}
					cells += span
				}
			}
			if rows++; rows > 1 && cells != wide {
				m.fault("row %d of a table has %d cells, the others %d: %.60q", rows, cells, wide, strings.Join(strings.Fields(words(row)), " "))
			}
			wide = cells
		}
	}
}
