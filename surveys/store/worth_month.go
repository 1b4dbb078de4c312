package store

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"barometer/surveys"
)

// worthCell is one field of a month: what one customer in one project earned or
// cost in one way, by pieces.
type worthCell struct {
	customer, project int32 // places in the tables of the book
	counts            byte
	person, role      string
	pieces            []surveys.Piece
	sum               surveys.Worth // of the month, priced
}

// worthLine is the sum of the month of one customer in one project.
type worthLine struct {
	customer, project int32
	sum               surveys.Worth
}

// worthMonth is a month of a shard as it was read, with its version.
type worthMonth struct {
	month   int
	version string
	cells   []worthCell // by customer
	lines   []worthLine // by customer
}

// of keeps what is of some customers, by their places; nil: of all.
func (m worthMonth) of(customers []int32) worthMonth {
	if customers == nil {
		return m
	}
	out := worthMonth{month: m.month, version: m.version}
	for _, who := range customers {
		at, _ := slices.BinarySearchFunc(m.cells, who, func(c worthCell, who int32) int { return int(c.customer - who) })
		for ; at < len(m.cells) && m.cells[at].customer == who; at++ {
			out.cells = append(out.cells, m.cells[at])
		}
		at, _ = slices.BinarySearchFunc(m.lines, who, func(l worthLine, who int32) int { return int(l.customer - who) })
		for ; at < len(m.lines) && m.lines[at].customer == who; at++ {
			out.lines = append(out.lines, m.lines[at])
		}
	}
	return out
}

// readPieces reads a value such as "5=120 17-31=60".
func readPieces(month int, text string) ([]surveys.Piece, error) {
	out := make([]surveys.Piece, 0, 1+strings.Count(text, " "))
	for word := range strings.FieldsSeq(text) {
		days, n, _ := strings.Cut(word, "=")
		from, to, span := strings.Cut(days, "-")
		if !span {
			to = from
		}
		p := surveys.Piece{Month: month, From: atoi(from), To: atoi(to)}
		var err error
		if p.By, err = strconv.ParseInt(n, 10, 64); err != nil || p.From < 1 || p.To < p.From {
			return nil, fmt.Errorf("sum %q of month %d is not one of ours", text, month)
		}
		out = append(out, p)
	}
	return out, nil
}

// price fills in the sums of the month's cells, and the lines, by the rates.
func (m worthMonth) price(rates surveys.Rates) worthMonth {
	out := worthMonth{month: m.month, version: m.version, cells: make([]worthCell, len(m.cells)), lines: nil}
	type place struct{ customer, project int32 }
	at := make(map[place]int, len(m.cells)/2)
	sorted := slices.Clone(m.cells)
	slices.SortFunc(sorted, func(a, b worthCell) int { return int(a.customer - b.customer) })
	for i, c := range sorted {
		c.sum = surveys.Worth{}
		for _, p := range c.pieces {
			c.sum = c.sum.Add(c.worth(p, rates))
		}
		out.cells[i] = c
		where := place{c.customer, c.project}
		n, known := at[where]
		if !known {
			n = len(out.lines)
			at[where] = n
			out.lines = append(out.lines, worthLine{customer: c.customer, project: c.project})
		}
		out.lines[n].sum = out.lines[n].sum.Add(c.sum)
	}
	return out
}

// worth is what a piece of the cell counts.
func (c worthCell) worth(p surveys.Piece, rates surveys.Rates) surveys.Worth {
	amount := surveys.Amount(p.By)
	switch string(c.counts) {
	case countsRecurring:
		return surveys.Worth{Revenue: amount, Recurring: amount}
	case countsCost:
		return surveys.Worth{Purchases: amount}
	case countsBeyond:
		return surveys.Worth{Beyond: amount}
	case countsTime:
		minutes := int(p.By)
		perHour, ok := rates.On(c.person, c.role, dayIn(p.Month, p.From))
		if !ok {
			return surveys.Worth{Minutes: minutes, Unpriced: minutes}
		}
		return surveys.Worth{Minutes: minutes, Time: surveys.CostOf(minutes, perHour)}
	}
	return surveys.Worth{Revenue: amount}
}

// within is what of the cell lies between two days of the month.
func (c worthCell) within(from, to int, rates surveys.Rates) (sum surveys.Worth) {
	for _, p := range c.pieces {
		first, last := max(p.From, from), min(p.To, to)
		if first > last {
			continue
		}
		// Cut from the beginning of the piece, so that parts add up to it.
		n := p.To - p.From + 1
		until := surveys.Amount(p.By).Share(last-p.From+1, n)
		p.By = int64(until - surveys.Amount(p.By).Share(first-p.From, n))
		sum = sum.Add(c.worth(p, rates))
	}
	return sum
}

// dayIn is a day of a month such as 202603.
func dayIn(month, day int) surveys.Day {
	return surveys.DayFromDate(month/100, time.Month(month%100), day)
}

// daysIn returns which days of the month lie in the period; whole where all do,
// none where from is after to.
func daysIn(month int, p surveys.Period) (from, to int, whole bool) {
	first := dayIn(month, 1)
	length := int(surveys.DayFromDate(month/100, time.Month(month%100)+1, 1) - first)
	from, to = max(1, int(p.From-first)+1), min(length, int(p.To-first)+1)
	return from, to, from == 1 && to == length
}
