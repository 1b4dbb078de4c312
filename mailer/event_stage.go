package mailer

import (
	"context"
	"fmt"
	"slices"
	"time"

	"barometer/surveys"
)

// stageEventBody is the data of the event of a customer's new stage.
type stageEventBody struct {
	Customer   namedBody         `json:"customer"`
	URL        string            `json:"url"`
	Stage      string            `json:"stage"`
	Since      string            `json:"since"`
	Reason     string            `json:"reason"`
	WonOn      *string           `json:"won_on"`
	LostOn     *string           `json:"lost_on"`
	Attributes map[string]string `json:"attributes"`
}

// tellStage tells webhooks of a step of a customer's life. A step that is not
// there was announced but never taken.
func (m *Mailer) tellStage(ctx context.Context, id surveys.CustomerID, number int) error {
	life, err := m.Store.Life(ctx, id)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(life.Changes, func(c surveys.StageChange) bool { return c.Number == number })
	if i < 0 {
		return nil
	}
	c, err := m.Store.Customer(ctx, id)
	if surveys.CodeOf(err) == surveys.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	step := life.Changes[i]
	spell := life.TimeOf(step)
	body := stageEventBody{Customer: namedBody{string(c.ID), c.Name}, URL: m.writer.public + "/customers/" + c.ID.Key(),
		Stage: string(step.Stage), Since: step.Day.String(), Reason: step.Reason,
		WonOn: dayOrNull(spell.Won), LostOn: dayOrNull(spell.Lost), Attributes: map[string]string{}}
	for key, value := range life.Attributes {
		body.Attributes[key] = value
	}
	return m.deliverAll(ctx, happening{key: fmt.Sprintf("stage/%s/%d", id, number), kind: surveys.OnStageChanged,
		at: time.Unix(step.At, 0), data: body})
}

func dayOrNull(d surveys.Day) *string {
	if d == 0 {
		return nil
	}
	text := d.String()
	return &text
}
