package mailer

import (
	"fmt"
	"regexp"
	"strings"

	"barometer/templates"
)

// Composing a mail costs some forty times what sending it costs, and nearly
// all of it is the same in every mail of a survey. So it is composed once,
// with marks where the values of one invitation go, and the values are put
// into the finished bytes. What is put in is always encoded as plain text.

// Marks stand for a value in one of the twins: letters and digits only, so
// that no template and no encoding changes them.
const (
	inText byte = 'T'
	inHTML byte = 'H'
)

// marker begins the marks of one mail. It does not occur in the mail itself,
// whatever words an owner has chosen.
type marker string

// newMarker returns one that occurs in neither twin.
func newMarker(t templates.Twins) marker {
	for i := 0; ; i++ {
		m := marker(fmt.Sprintf("zq%dm", i))
		if !strings.Contains(t.Text, string(m)) && !strings.Contains(t.HTML, string(m)) {
			return m
		}
	}
}

func (m marker) all(twin byte, n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("%s%c%02dqz", m, twin, i)
	}
	return out
}

// master is a composed body with places for values: piece, value, piece, …
type master struct {
	pieces [][]byte
	places []place
}

type place struct {
	value int
	twin  byte
}

// newMaster composes the twins that render gives for the marks of n values.
func newMaster(n int, render func(values []string) (templates.Twins, error)) (*master, error) {
	bare, err := render(make([]string, n))
	if err != nil {
		return nil, err
	}
	marks := newMarker(bare)
	text, err := render(marks.all(inText, n))
	if err != nil {
		return nil, err
	}
	page, err := render(marks.all(inHTML, n))
	if err != nil {
		return nil, err
	}
	raw, err := compose(templates.Twins{Text: text.Text, HTML: page.HTML})
	if err != nil {
		return nil, err
	}
	m := cut(raw, marks)
	if want := strings.Count(text.Text+page.HTML, string(marks)); len(m.places) != want {
		return nil, fmt.Errorf("composed mail: %d places for values, want %d", len(m.places), want)
	}
	return m, nil
}

// cut splits a composed mail at its marks. A mark may have been broken by a
// soft line end; both go.
func cut(raw []byte, marks marker) *master {
	letters := append(strings.Split(string(marks), ""), "([TH])", "([0-9])", "([0-9])", "q", "z")
	find := regexp.MustCompile(strings.Join(letters, `(?:=\r\n)?`))
	m := &master{}
	at := 0
	for _, hit := range find.FindAllSubmatchIndex(raw, -1) {
		value := int(raw[hit[4]]-'0')*10 + int(raw[hit[6]]-'0')
		m.pieces = append(m.pieces, raw[at:hit[0]])
		m.places = append(m.places, place{value, raw[hit[2]]})
		at = hit[1]
	}
	m.pieces = append(m.pieces, raw[at:])
	return m
}

// fill appends the body with the values in their places.
func (m *master) fill(dst []byte, values []string) []byte {
	for i, p := range m.places {
		dst = append(dst, m.pieces[i]...)
		v := values[p.value]
		if p.twin == inHTML {
			v = templates.EscapeText(v)
		}
		dst = appendQuoted(dst, v)
	}
	return append(dst, m.pieces[len(m.pieces)-1]...)
}

// quotedLine is the number of octets of a value on one line; with the soft
// line end it stays below the 76 of RFC 2045, 6.7.
const quotedLine = 72

// appendQuoted appends a value in quoted-printable on lines of its own, which
// soft line ends join to what stands before and behind. It encodes more than
// it must: without a hyphen no value can look like the boundary between the
// parts, whatever a caller writes into a name.
func appendQuoted(dst []byte, v string) []byte {
	const hex = "0123456789ABCDEF"
	dst = append(dst, "=\r\n"...)
	for column := 0; v != ""; {
		if column >= quotedLine {
			dst = append(dst, "=\r\n"...)
			column = 0
		}
		n, most := 0, min(len(v), quotedLine-column)
		for n < most && isPlain(v[n]) {
			n++
		}
		dst = append(dst, v[:n]...)
		if column += n; n < most {
			dst = append(dst, '=', hex[v[n]>>4], hex[v[n]&15])
			column += 3
			n++
		}
		v = v[n:]
	}
	return append(dst, "=\r\n"...)
}

func isPlain(c byte) bool {
	switch c {
	case ' ', ',', ':', ';', '/', '&', '#', '(', ')':
		return true
	}
	return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z'
}
