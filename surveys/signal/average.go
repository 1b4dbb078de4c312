package signal

import (
	"slices"
	"time"
)

// averageDays and averageNeeds are the habit that a replay is compared with:
// the mean of the last 30 days, from 5 answers on.
const (
	averageDays  = 30 * 24 * time.Hour
	averageNeeds = 5
)

// Sighting is the first instant of an episode at which a 30-day average stood
// out.
type Sighting struct {
	Stream string
	At     time.Time
}

// Average tells when a 30-day average of badness would have drawn attention to
// a stream, with its limit set so that it speaks about as often as asked: at
// equal noise, which one is earlier?
func Average(past []Past, often int) []Sighting {
	readings := averages(past)
	limits := make([]float64, 0, len(readings))
	for _, r := range readings {
		limits = append(limits, r.mean)
	}
	slices.Sort(limits)
	limits = slices.Compact(limits)
	// The higher the limit, the fewer the sightings: the lowest limit that
	// does not speak more often than asked.
	i, _ := slices.BinarySearchFunc(limits, often, func(limit float64, often int) int {
		if len(sightings(readings, limit)) > often {
			return -1
		}
		return 1
	})
	if i == len(limits) {
		return nil
	}
	return sightings(readings, limits[i])
}

// average is the mean badness of a stream's last 30 days at one answer.
type average struct {
	stream string
	at     time.Time
	mean   float64
}

func averages(past []Past) []average {
	r := newReplay(past, Rules{})
	windows := map[string][]Past{}
	var out []average
	for _, p := range r.past {
		w := append(windows[p.Stream], p)
		for !w[0].At.After(p.At.Add(-averageDays)) {
			w = w[1:]
		}
		windows[p.Stream] = w
		if len(w) < averageNeeds {
			continue
		}
		sum := 0.0
		for _, x := range w {
			sum += r.scales[x.Scale].BadnessOf(x.Choice)
		}
		out = append(out, average{p.Stream, p.At, sum / float64(len(w))})
	}
	return out
}

func sightings(readings []average, limit float64) []Sighting {
	last := map[string]time.Time{}
	var out []Sighting
	for _, r := range readings {
		if before, ok := last[r.stream]; r.mean < limit || ok && r.at.Sub(before) < averageDays {
			continue
		}
		last[r.stream] = r.at
		out = append(out, Sighting{r.stream, r.at})
	}
	return out
}
