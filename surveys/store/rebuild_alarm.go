package store

import (
	"slices"
	"time"

	"barometer/surveys"
)

// withAlarms adds what a fold raised: a later alarm of an episode moves its end.
func withAlarms(all, raised []alarmNote) []alarmNote {
	for _, n := range raised {
		if n.opens {
			all = append(all, n)
			continue
		}
		if i := slices.IndexFunc(all, func(o alarmNote) bool { return o.field() == n.field() }); i >= 0 {
			all[i].last = n.last
		}
	}
	return all
}

// alarmArgs are the lists of rebuild.lua about alarms.
func (f *folding) alarmArgs(shard, project int, now time.Time) []any {
	var fields, gone, listed []any
	for _, n := range f.before {
		gone = append(gone, n.member(project))
	}
	for _, n := range f.alarms {
		fields = append(fields, n.fields()...)
		if !n.joined {
			listed = append(listed, n.at, n.member(project))
		}
	}
	var out []any
	for _, list := range [][]any{fields, gone, listed, f.dueAlarms(shard, project, now)} {
		out = append(append(out, len(list)), list...)
	}
	return out
}

// dueAlarms compares the episodes that are kept with those of the fold. One
// that moved keeps its place on the schedule, or that it was told; one that is
// gone leaves the schedule; a new one that stands wants a case, unless it was
// raised by an answer that was brought in.
func (f *folding) dueAlarms(shard, project int, now time.Time) []any {
	member := func(n alarmNote) string {
		return dueMember(surveys.DueAlarm, string(n.id(shard, project)))
	}
	var out []any
	matched := map[string]bool{}
	for _, n := range f.alarms {
		if n.joined {
			continue
		}
		i := slices.IndexFunc(f.before, func(o alarmNote) bool { return !o.joined && !matched[o.field()] && o.same(n) })
		switch {
		case i >= 0:
			matched[f.before[i].field()] = true
			if f.before[i].field() != n.field() {
				out = append(out, member(f.before[i]), member(n), "")
			}
		case n.by != surveys.ByImported && n.ended(now).IsZero():
			out = append(out, "", member(n), now.UnixMilli())
		}
	}
	for _, o := range f.before {
		if !o.joined && !matched[o.field()] {
			out = append(out, member(o), "", "")
		}
	}
	return out
}

// same reports whether two alarms of a project tell of one episode.
func (n alarmNote) same(o alarmNote) bool {
	apart := time.Duration(n.at-o.at) * time.Second
	return apart.Abs() < episode && (n.rater == o.rater || n.customer == 0 && o.customer == 0)
}
