package surveys

import (
	"cmp"
	"maps"
	"slices"
)

// Merged is the life of two customers that are one from the beginning: it was
// a customer whenever one of them was, so neither was won or lost where the
// other was there. Stage and attributes are those of into; what it does not
// say, the other does. The history tells both ways.
func (into Life) Merged(other Life) Life {
	out := Life{Stage: into.Stage, Spells: unite(append(slices.Clone(into.Spells), other.Spells...)), Attributes: Attributes{}}
	maps.Copy(out.Attributes, other.Attributes)
	maps.Copy(out.Attributes, into.Attributes)
	for _, key := range slices.Sorted(maps.Keys(out.Attributes))[:max(0, len(out.Attributes)-MaxAttributes)] {
		delete(out.Attributes, key)
	}
	out.Changes = append(slices.Clone(into.Changes), other.Changes...)
	slices.SortStableFunc(out.Changes, func(a, b StageChange) int { return cmp.Compare(a.Day, b.Day) })
	for i := range out.Changes {
		out.Changes[i].Number = i + 1
	}
	out.Changes = out.Changes[max(0, len(out.Changes)-MaxChanges):]
	switch there := len(out.Spells) > 0 && out.newest().Lost == 0; {
	case out.Stage == "":
		out.Stage = other.Stage
	case there && !out.Stage.Stays():
		out.Stage = cmp.Or(staying(other.Stage), Active)
	}
	return out
}

func staying(s Stage) Stage {
	if s.Stays() {
		return s
	}
	return ""
}

// unite joins spells that touch or overlap, in their order. Those that begin
// nobody knows when stay only where no other is known.
func unite(all []Spell) []Spell {
	dated := slices.DeleteFunc(slices.Clone(all), func(s Spell) bool { return s.Won == 0 })
	if len(dated) == 0 {
		return all[:min(1, len(all))]
	}
	slices.SortFunc(dated, func(a, b Spell) int { return cmp.Compare(a.Won, b.Won) })
	out := dated[:1]
	for _, s := range dated[1:] {
		last := &out[len(out)-1]
		switch {
		case last.Lost != 0 && s.Won > last.Lost:
			out = append(out, s)
		case last.Lost != 0:
			last.Lost = laterEnd(last.Lost, s.Lost)
		}
	}
	if slices.Contains(all, Spell{}) {
		out[len(out)-1].Lost = 0 // one of them is there now
	}
	return out
}

// laterEnd is the later of two ends, where 0 is none.
func laterEnd(a, b Day) Day {
	if a == 0 || b == 0 {
		return 0
	}
	return max(a, b)
}
