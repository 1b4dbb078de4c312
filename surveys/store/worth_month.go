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
	costs             []surveys.Amount // of time, by piece; noRate: none is known
	sum               surveys.Worth    // of the month, priced
}

const noRate surveys.Amount = -1

// handDay is what somebody did on a day for a customer in a project: so much is
// rounded at once.
type handDay struct {
	customer, project int32
	person, role      string
	day               int
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
	inOrder []int32     // of cells, by project; nil: not known
	there   []uint64    // a bit for each customer with a cell, by place
}

// has reports whether the month holds anything of a customer: a shard holds few
// of them, and most questions end here.
func (m worthMonth) has(customer int32) bool {
	word := int(customer / 64)
	return word < len(m.there) && m.there[word]&(1<<(customer%64)) != 0
}

// join adds what another month has of some customers, by their places.
func (m *worthMonth) join(other worthMonth, customers []int32) {
	for _, who := range customers {
		if !other.has(who) {
			continue
		}
		at, _ := slices.BinarySearchFunc(other.cells, who, func(c worthCell, who int32) int { return int(c.customer - who) })
		for ; at < len(other.cells) && other.cells[at].customer == who; at++ {
			m.cells = append(m.cells, other.cells[at])
		}
		at, _ = slices.BinarySearchFunc(other.lines, who, func(l worthLine, who int32) int { return int(l.customer - who) })
		for ; at < len(other.lines) && other.lines[at].customer == who; at++ {
			m.lines = append(m.lines, other.lines[at])
		}
	}
}

// in returns the cells of a project, by its place; -1: of all.
func (m worthMonth) in(project int32) []worthCell {
	if project == -1 {
		return m.cells
	}
	var out []worthCell
	if m.inOrder == nil { // of some customers
		for _, c := range m.cells {
			if c.project == project {
				out = append(out, c)
			}
		}
		return out
	}
	at, _ := slices.BinarySearchFunc(m.inOrder, project, func(i, project int32) int { return int(m.cells[i].project - project) })
	for ; at < len(m.inOrder) && m.cells[m.inOrder[at]].project == project; at++ {
		out = append(out, m.cells[m.inOrder[at]])
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
// before are the minutes of the month in other shards, and then of this one, too.
func (m worthMonth) price(rates surveys.Rates, before map[handDay]int) worthMonth {
	out := worthMonth{month: m.month, version: m.version, cells: make([]worthCell, len(m.cells)), inOrder: make([]int32, len(m.cells))}
	type place struct{ customer, project int32 }
	at := make(map[place]int, len(m.cells)/2)
	sorted := slices.Clone(m.cells)
	slices.SortFunc(sorted, func(a, b worthCell) int { return int(a.customer - b.customer) })
	for i, c := range sorted {
		c.sum, c.costs = surveys.Worth{}, c.costsOf(m.month, rates, before)
		for n, p := range c.pieces {
			c.sum = c.sum.Add(c.worth(n, p))
		}
		out.cells[i], out.inOrder[i] = c, int32(i)
		where := place{c.customer, c.project}
		n, known := at[where]
		if !known {
			n = len(out.lines)
			at[where] = n
			out.lines = append(out.lines, worthLine{customer: c.customer, project: c.project})
		}
		out.lines[n].sum = out.lines[n].sum.Add(c.sum)
	}
	if n := len(sorted); n > 0 {
		out.there = make([]uint64, sorted[n-1].customer/64+1)
	}
	for _, c := range sorted {
		out.there[c.customer/64] |= 1 << (c.customer % 64)
	}
	slices.SortFunc(out.inOrder, func(a, b int32) int { return int(out.cells[a].project - out.cells[b].project) })
	return out
}

// costsOf prices the pieces of a cell of time: each costs what it adds to those of
// the same day in other shards.
func (c worthCell) costsOf(month int, rates surveys.Rates, before map[handDay]int) []surveys.Amount {
	if string(c.counts) != countsTime {
		return nil
	}
	out := make([]surveys.Amount, len(c.pieces))
	for n, p := range c.pieces {
		perHour, ok := rates.On(c.person, c.role, dayIn(month, p.From))
		if out[n] = noRate; ok {
			at := handDay{c.customer, c.project, c.person, c.role, p.From}
			all := before[at] + int(p.By)
			out[n] = surveys.CostOf(all, perHour) - surveys.CostOf(before[at], perHour)
			before[at] = all
		}
	}
	return out
}

// worth is what the piece counts that has the place n in the cell, or a part of
// it.
func (c worthCell) worth(n int, p surveys.Piece) surveys.Worth {
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
		if c.costs[n] == noRate {
			return surveys.Worth{Minutes: minutes, Unpriced: minutes}
		}
		return surveys.Worth{Minutes: minutes, Time: c.costs[n]}
	}
	return surveys.Worth{Revenue: amount}
}

// within is what of the cell lies between two days of the month.
func (c worthCell) within(from, to int) (sum surveys.Worth) {
	for n, p := range c.pieces {
		if p.To < from || p.From > to {
			continue
		}
		p.By = p.Between(from, to)
		sum = sum.Add(c.worth(n, p))
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
