package templates

import "barometer/surveys"

// AgentPage is what those said whom one person of the team served. It is for
// coaching: no word of the dial, no rank, nobody beside it.
type AgentPage struct {
	Layout
	Heading  string
	Periods  []Link
	Level    surveys.Level
	Span     string
	Behind   Link // the answers behind the level
	Coverage []string
	AskedAt  string // address of the questions behind the coverage
	Cautions []string
	Chosen   Chosen
	Reasons  Reasons
	Said     []Voice
	SaidRule string
}

func (AgentPage) name() string { return "agent" }

// AgentRow is somebody who served in a project.
type AgentRow struct {
	Name    string
	Address string
	Level   surveys.Level
	Behind  string // address of the answers
}
