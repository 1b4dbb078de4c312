package server

import (
	"fmt"
	"slices"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"
)

func (f retentionFile) groups(clock templates.Clock) templates.KeptGroups {
	say := clock.Words.Text
	out := templates.KeptGroups{Rule: say("retention_groups_rule")}
	if f.by == surveys.BySaid {
		out.Rule = say("retention_groups_rule_said")
	}
	link := func(by surveys.Grouping, text string) {
		out.By = append(out.By, templates.Link{Text: text, Address: f.with("by", string(by)), Current: by == f.by})
	}
	for _, by := range []surveys.Grouping{surveys.BySaid, surveys.ByCohort, surveys.ByStage} {
		link(by, say("retention_by_"+string(by)))
	}
	for _, key := range f.keys {
		link(surveys.ByAttribute(key), key)
	}
	groups := slices.Clone(f.found.Groups)
	if f.by == surveys.BySaid {
		order := surveys.AllSaid()
		slices.SortFunc(groups, func(a, b store.RetentionGroup) int {
			return slices.Index(order, surveys.Said(a.Group)) - slices.Index(order, surveys.Said(b.Group))
		})
	}
	for _, g := range groups[:min(len(groups), groupsShown)] {
		out.Rows = append(out.Rows, keptRow(groupName(f.by, g.Group, clock), "", g.Flows,
			func(list store.RetentionList) string { return f.listAddress(list, f.by, g.Group) }))
	}
	return out
}

// groupName is what people call a group.
func groupName(by surveys.Grouping, group string, clock templates.Clock) string {
	switch {
	case by == surveys.BySaid:
		return clock.Words.Text("life_said_" + group)
	case by == surveys.ByStage:
		return stageName(surveys.Stage(group), clock)
	case group == "":
		return clock.Words.Text("retention_group_none")
	}
	return group
}

// stageName is what people call a stage.
func stageName(stage surveys.Stage, clock templates.Clock) string {
	return clock.Words.Text("life_stage_" + string(stage))
}

// listPlate names the customers behind a figure; nil where none is asked for.
func (f retentionFile) listPlate(clock templates.Clock) *templates.CountedList {
	if f.list.name == "" || f.list.name == listPaid {
		return nil
	}
	say := clock.Words.Text
	heading := clock.Words.Count("retention_undated", f.list.total)
	if f.list.name != store.ListUndated {
		heading = say("retention_"+string(f.list.name)) + ": " + clock.Words.Count("retention_customers", f.list.total)
		if f.list.split != "" {
			heading += ", " + groupName(f.list.split, f.list.group, clock)
		}
	}
	out := &templates.CountedList{Heading: heading, Day: say("retention_list_since"), Close: f.without(listKeys()...).with()}
	if f.list.name == store.ListWon || f.list.name == store.ListLost {
		out.Day = say("retention_list_day")
	}
	if f.list.page*countedShown < f.list.total {
		out.More = f.with("page", fmt.Sprint(f.list.page+1)) + "#list"
	}
	for _, item := range f.list.items {
		out.Rows = append(out.Rows, countedRow(item, clock))
	}
	return out
}

func countedRow(item store.Counted, clock templates.Clock) templates.CountedRow {
	row := templates.CountedRow{Name: item.Name, Address: customerAddress(item.ID), Day: "–", Stage: stageName(item.Stage, clock)}
	if item.Day != 0 {
		row.Day = clock.FullDate(item.Day)
	}
	return row
}
