package server

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"barometer/surveys"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// postAlarms: POST /settings/alarms promises so many false alarms a month; an
// empty field returns to the default.
func (s *Server) postAlarms(c *gin.Context) {
	text := strings.TrimSpace(c.PostForm("a_month"))
	aMonth, err := 0.0, error(nil)
	if text != "" {
		aMonth, err = strconv.ParseFloat(strings.Replace(text, ",", ".", 1), 64)
	}
	if err != nil || text != "" && aMonth <= 0 {
		err = surveys.InvalidField("a_month", "must be a number above 0, such as 2")
	}
	if err == nil {
		err = s.Store.SetAlarmBudget(c.Request.Context(), aMonth)
	}
	if surveys.CodeOf(err) == surveys.Invalid {
		s.showAlerts(c, http.StatusUnprocessableEntity, "", map[string]string{"a_month": s.fieldErrors(err)["a_month"]})
		return
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	s.record(c, "alarms.changed", "alarms", promiseTelling(aMonth))
	s.showAlerts(c, http.StatusOK, s.words.Text("alerts_promised"), nil)
}

// promiseTelling is what was promised, for the record.
func promiseTelling(aMonth float64) surveys.Telling {
	if aMonth == 0 {
		return surveys.Tell("alerts_the_default")
	}
	return surveys.Tell("alerts_a_month", "N", strconv.FormatFloat(aMonth, 'g', -1, 64))
}

// alarmPlate says what is promised about false alarms, and what may be expected
// for it at our own volumes.
func alarmPlate(b surveys.AlarmBudget, clock templates.Clock) templates.AlarmPlate {
	say, short := clock.Words, func(n float64) string { return fmt.Sprintf("%.2g", n) }
	p := templates.AlarmPlate{Now: say.Count("alerts_today", b.Streams, "Alpha", short(b.Alpha), "Month", short(b.Alpha*float64(b.Streams)/12))}
	if b.From > 0 {
		p.Now += " " + say.Text("alerts_from", "Day", clock.Date(b.From), "Alpha", short(b.Next))
	}
	if b.AMonth > 0 {
		p.AMonth = strconv.FormatFloat(b.AMonth, 'g', -1, 64)
	}
	for i, v := range b.Volumes {
		whole, found, id := func(n float64) string { return fmt.Sprintf("%.0f", n) }, say.Count("alerts_weeks", v.Weeks), "alerts_or_more"
		upper := ""
		if i > 0 {
			id, upper = "alerts_between", whole(b.Volumes[i-1].From)
		}
		if v.Weeks == 0 {
			id, found = "alerts_fewer", say.Text("alerts_later")
		}
		p.Finds = append(p.Finds, templates.Fact{Term: say.Text(id, "From", whole(v.From), "To", upper), Text: found + say.Text("team_clause") + say.Count("alerts_yours", v.Streams)})
	}
	return p
}
