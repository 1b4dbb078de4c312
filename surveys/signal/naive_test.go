package signal_test

import (
	"encoding/csv"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"
)

var update = flag.Bool("update", false, "write testdata/events.csv and testdata/vectors.csv anew")

// TestNaive computes the committed vectors a second way: from all ratings
// there are, by the formulas as written, with no state carried along.
func TestNaive(t *testing.T) {
	if *update {
		writeEvents(t)
	}
	all := readEvents(t, filepath.Join("testdata", "events.csv"))
	got := naiveVectors(all)
	if *update {
		writeVectors(t, got)
	}
	want := readVectors(t, filepath.Join("testdata", "vectors.csv"))
	alarms := 0
	for _, v := range got {
		for i, name := range vectors {
			if math.Abs(v.said[i]-want[v.vectorKey][i]) > 1e-9 {
				t.Errorf("%s rating %d: %s is %v, file has %v", v.project, v.idx, name, v.said[i], want[v.vectorKey][i])
			}
		}
		alarms += int(v.said[5])
	}
	if len(got) != len(want) || alarms < 3 {
		t.Errorf("%d vectors with %d alarms for a file of %d: the files prove too little", len(got), alarms, len(want))
	}
}

type naiveVector struct {
	vectorKey
	said []float64
}

func naiveVectors(all []event) []naiveVector {
	var out []naiveVector
	past := map[string][]event{}
	r := map[string]float64{}
	for i, e := range all {
		p, g := naivePortfolio(all[:i], e.rating.P0)
		own := append(past[e.project], e)
		past[e.project] = own
		share, dt, before, alarm := naiveAlarm(own, r[e.project], p)
		r[e.project] = before
		if alarm {
			r[e.project] = 0
		}
		said := []float64{p, g, share, dt, before, boolean(alarm), naiveRisk(own, g)}
		out = append(out, naiveVector{vectorKey{e.project, len(own) - 1}, said})
	}
	return out
}

// naivePortfolio is the share of complaints and the recent mean badness of all
// ratings before, as of the last of them.
func naivePortfolio(past []event, p0 float64) (p, recent float64) {
	n, k, b := 20.0, 20*p0, 20*.185
	for _, e := range past {
		n, k, b = n+1, k+boolean(e.rating.Complaint), b+e.rating.Badness
	}
	rn, rb := 50.0, 50*.185
	if len(past) > 0 {
		first, last := past[0].rating.At, past[len(past)-1].rating.At
		fade := func(at float64) float64 { return math.Pow(.5, (last-at)/30) }
		rn, rb = rn*fade(first), rb*fade(first)
		for _, e := range past {
			rn, rb = rn+fade(e.rating.At), rb+fade(e.rating.At)*e.rating.Badness
		}
	}
	return k / n, (rb + 20*b/n) / (rn + 20)
}

// naiveAlarm takes the newest rating of a stream and the evidence before it.
func naiveAlarm(own []event, evidence, p float64) (share, dt, after float64, alarm bool) {
	last := len(own) - 1
	n, k := 0.0, 0.0
	for i := 0; i < last-15; i++ {
		n, k = n+1, k+boolean(own[i].rating.Complaint)
	}
	share = (10*p + k) / (10 + n)
	if last > 0 {
		dt = math.Min(90, own[last].rating.At-own[last-1].rating.At)
	}
	after = (evidence + dt/365.25) / (1 + 2*share)
	if own[last].rating.Complaint {
		after *= 3
	}
	recent := 0
	for i := max(0, last-14); i <= last; i++ {
		recent += int(boolean(own[i].rating.Complaint))
	}
	return share, dt, after, own[last].rating.Complaint && after >= 1 && recent >= 2
}

func naiveRisk(own []event, g float64) float64 {
	now := own[len(own)-1].rating.At
	f, fn, s, sn := 0.0, 0.0, 0.0, 0.0
	for _, e := range own {
		fast, slow := math.Pow(.5, (now-e.rating.At)/30), math.Pow(.5, (now-e.rating.At)/365)
		f, fn = f+fast*e.rating.Badness, fn+fast
		s, sn = s+slow*e.rating.Badness, sn+slow
	}
	return (30*(25*g+s)/(25+sn) + f) / (30 + fn)
}

func boolean(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// writeEvents makes two years of five projects: one steady and busy, one
// steady and rare, one that declines, one that recovers, one with a long
// silence; now and then two answers in the same second.
func writeEvents(t *testing.T) {
	t.Helper()
	chance := rand.New(rand.NewPCG(2026, 11))
	at := time.Date(2024, 1, 8, 9, 0, 0, 0, time.UTC)
	rows := [][]string{{"project", "answered_at", "score"}}
	for i := range 400 {
		names := []string{"busy", "busy", "busy", "rare", "declines", "declines", "recovers", "silent"}
		name := names[chance.IntN(len(names))]
		bad := .12
		switch {
		case name == "declines" && i > 200, name == "recovers" && i < 200:
			bad = .45
		case name == "silent" && i > 60 && i < 330:
			name = "busy"
		}
		score := 3 + chance.IntN(3)
		if chance.Float64() < bad {
			score = 1 + chance.IntN(2)
		}
		rows = append(rows, []string{name, at.Format(time.RFC3339), fmt.Sprint(score)})
		if chance.IntN(20) > 0 {
			at = at.Add(time.Duration(chance.ExpFloat64()*44*3600) * time.Second)
		}
	}
	writeTable(t, "events.csv", rows)
}

func writeVectors(t *testing.T, all []naiveVector) {
	t.Helper()
	rows := [][]string{append([]string{"project", "idx"}, vectors...)}
	for _, v := range all {
		row := []string{v.project, fmt.Sprint(v.idx)}
		for _, x := range v.said {
			row = append(row, fmt.Sprintf("%.12g", x))
		}
		rows = append(rows, row)
	}
	writeTable(t, "vectors.csv", rows)
}

func writeTable(t *testing.T, name string, rows [][]string) {
	t.Helper()
	file, err := os.Create(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := csv.NewWriter(file).WriteAll(rows); err != nil {
		t.Fatal(err)
	}
}
