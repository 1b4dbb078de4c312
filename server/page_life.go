package server

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// lifePlate is a customer's way with us, with the forms that change it for
// those who may.
func (s *Server) lifePlate(ctx context.Context, f customerFile, me surveys.User, clock templates.Clock) (*templates.LifePlate, error) {
	old, err := s.Store.Formerly(ctx, f.customer.ID)
	if err != nil {
		return nil, err
	}
	team, err := s.Store.Users(ctx)
	if err != nil {
		return nil, err
	}
	out := showLife(f.life, f.customer.ID, old, team, me, clock)
	out.Joined, err = s.joinedRows(ctx, f.customer.ID, me, clock)
	return out, err
}

func showLife(life surveys.Life, id surveys.CustomerID, old []surveys.CustomerID, team []surveys.User, me surveys.User, clock templates.Clock) *templates.LifePlate {
	say := clock.Words.Text
	out := &templates.LifePlate{Attributes: attributeFacts(life)}
	if life.Stage != "" {
		out.Stage = stageName(life.Stage, clock)
	}
	for _, spell := range slices.Backward(life.Spells) {
		out.Spells = append(out.Spells, spellText(spell, clock))
	}
	for i, step := range life.Changes {
		one := templates.LifeStep{When: "–", Stage: stageName(step.Stage, clock), Reason: step.Reason}
		if step.Day != 0 {
			one.When = clock.FullDate(step.Day)
		}
		if who, ok := surveys.FindUser(team, string(step.By)); ok {
			one.Who = say("life_step_by", "Who", who.Called())
		}
		out.Steps = append([]templates.LifeStep{one}, out.Steps...)
		if i == len(life.Changes)-1 {
			out.Since, out.Reason = one.When, step.Reason
		}
	}
	if len(old) > 0 {
		names := make([]string, len(old))
		for i, o := range old {
			names[i] = string(o)
		}
		slices.Sort(names)
		out.Formerly = say("life_merged", "Names", clock.Words.Join(names))
	}
	out.Form = lifeForm(life, id, me, clock)
	return out
}

func spellText(spell surveys.Spell, clock templates.Clock) string {
	from := clock.Words.Text("life_spell_unknown")
	if spell.Won != 0 {
		from = clock.FullDate(spell.Won)
	}
	if spell.Lost == 0 {
		return clock.Words.Text("life_spell", "From", from)
	}
	return clock.Words.Text("life_spell_to", "From", from, "To", clock.FullDate(spell.Lost))
}

func attributeFacts(life surveys.Life) []templates.Fact {
	var out []templates.Fact
	for key, value := range life.Attributes {
		out = append(out, templates.Fact{Term: key, Text: value})
	}
	slices.SortFunc(out, func(a, b templates.Fact) int { return strings.Compare(a.Term, b.Term) })
	return out
}

// lifeForm is nil for people who may only look.
func lifeForm(life surveys.Life, id surveys.CustomerID, me surveys.User, clock templates.Clock) *templates.LifeForm {
	if !me.May(surveys.Member) {
		return nil
	}
	out := &templates.LifeForm{Address: customerAddress(id) + "/life", Won: dayValue(life.WonOn()), Lost: dayValue(life.LostOn()), Attributes: attributeFacts(life)}
	if life.Stage == "" {
		out.Stages = append(out.Stages, templates.Option{Text: stageName("", clock), Chosen: true})
	}
	for _, stage := range surveys.Stages() {
		out.Stages = append(out.Stages, templates.Option{Value: string(stage), Text: stageName(stage, clock), Chosen: stage == life.Stage})
	}
	if me.May(surveys.Admin) {
		out.Merge = customerAddress(id) + "/merge"
	}
	return out
}

// dayValue is a day as a form holds it, empty for none.
func dayValue(d surveys.Day) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

// postLife: POST /customers/:id/life changes stage or attributes.
func (s *Server) postLife(c *gin.Context) {
	ctx := c.Request.Context()
	customer, err := s.findCustomer(ctx, c.Param("id"))
	if err != nil {
		s.fail(c, err)
		return
	}
	before, err := s.Store.Life(ctx, customer.ID)
	if err != nil {
		s.fail(c, err)
		return
	}
	patch, err := lifePatch(c, before)
	if err == nil {
		me, _ := userOf(c)
		patch.By = me.ID
		_, err = s.Store.PutCustomer(ctx, customer.ID, patch)
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	s.record(c, "customer.changed", customerSubject(customer.ID), surveys.TellCode("changes_field_", c.PostForm("do")))
	c.Redirect(http.StatusSeeOther, customerAddress(customer.ID)+"#life")
}

// lifePatch reads the form: what stands there as it stood is no change.
func lifePatch(c *gin.Context, before surveys.Life) (p surveys.CustomerPatch, err error) {
	switch c.PostForm("do") {
	case "attributes":
		p.Attributes = map[string]*string{}
		values := c.PostFormArray("value")
		for i, key := range c.PostFormArray("key") {
			if key = strings.TrimSpace(key); key != "" && i < len(values) {
				value := strings.TrimSpace(normaliseText(values[i]))
				p.Attributes[key] = &value
			}
		}
		return p, nil
	case "stage":
		return stagePatch(c, before)
	}
	return p, surveys.InvalidField("do", "must be stage or attributes")
}

func stagePatch(c *gin.Context, before surveys.Life) (p surveys.CustomerPatch, err error) {
	var wrong surveys.Problems
	p.Reason = strings.TrimSpace(normaliseText(c.PostForm("reason")))
	if stage := surveys.Stage(c.PostForm("stage")); stage != "" && stage != before.Stage {
		p.Stage = &stage
	}
	if text := c.PostForm("won_on"); text != "" && text != dayValue(before.WonOn()) {
		p.WonOn = lifeDay(&wrong, "won_on", text)
	}
	var none surveys.Day
	switch text := c.PostForm("lost_on"); {
	case text == "" && before.LostOn() != 0 && (p.Stage == nil || p.Stage.Stays()):
		p.LostOn = &none // the day was taken out: it has not left
	case text != "" && text != dayValue(before.LostOn()):
		p.LostOn = lifeDay(&wrong, "lost_on", text)
	}
	return p, wrong.Err()
}

// stageLinks choose the customers of a list by their stage.
func stageLinks(sp span, q listQuery, clock templates.Clock) []templates.Link {
	sp.rest.Del("page")
	out := []templates.Link{{Text: clock.Words.Text("life_all"), Address: sp.with("stage", ""), Current: q.stage == ""}}
	for _, stage := range surveys.Stages() {
		out = append(out, templates.Link{Text: stageName(stage, clock), Address: sp.with("stage", string(stage)), Current: q.stage == stage})
	}
	return out
}
