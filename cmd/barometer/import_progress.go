package main

import (
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// progress shows how far an import is: a bar on a terminal, a line now and
// then elsewhere.
type progress struct {
	out  io.Writer
	bar  *progressbar.ProgressBar // nil: no terminal
	size int64                    // in bytes, or in rows
	last time.Time
}

const progressEvery = 5 * time.Second

func newProgress(out io.Writer, size int64, bytes bool) *progress {
	p := &progress{out: out, size: size, last: time.Now()}
	if f, ok := out.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		p.bar = progressbar.NewOptions64(size, progressbar.OptionSetWriter(out), progressbar.OptionShowBytes(bytes),
			progressbar.OptionSetDescription("importing"), progressbar.OptionClearOnFinish())
	}
	return p
}

// at shows how much of it is done.
func (p *progress) at(done int64, c imports) {
	if p.bar != nil {
		_ = p.bar.Set64(min(done, p.size))
		return
	}
	if time.Since(p.last) < progressEvery || p.size == 0 {
		return
	}
	p.last = time.Now()
	fmt.Fprintf(p.out, "importing: %d %%, %s rows\n", 100*done/p.size, thousands(c.added+c.there+c.refused))
}

// tell says why a row is refused; after many, only that there are more.
func (p *progress) tell(n, line int, why error) {
	if p.bar != nil {
		_ = p.bar.Clear()
	}
	switch {
	case n <= maxToldLines:
		fmt.Fprintf(p.out, "line %d refused: %v\n", line, why)
	case n == maxToldLines+1:
		fmt.Fprintln(p.out, "more rows are refused; they are counted only")
	}
}

func (p *progress) end() {
	if p.bar != nil {
		_ = p.bar.Finish()
	}
}

// thousands writes 61210 as 61,210.
func thousands(n int) string {
	digits := strconv.Itoa(n)
	var b strings.Builder
	for i, d := range digits {
		if i > 0 && (len(digits)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(d)
	}
	return b.String()
}
