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
		s.showAlerts(c, http.StatusUnprocessableEntity, "", map[string]string{"a_month": fieldErrors(err)["a_month"]})
		return
	}
	if err != nil {
		s.fail(c, err)
		return
	}
	s.record(c, "alarms.changed", "alarms", promiseText(aMonth))
	s.showAlerts(c, http.StatusOK, s.words.Text("alerts_promised"), nil)
}

// promiseText is what was promised, for the record.
func promiseText(aMonth float64) string {
	if aMonth == 0 {
		return "the default"
	}
	return strconv.FormatFloat(aMonth, 'g', -1, 64) + " a month"
}

// alarmPlate says what is promised about false alarms, and what may be expected
// for it at our own volumes.
func alarmPlate(b surveys.AlarmBudget, clock templates.Clock) templates.AlarmPlate {
	p := templates.AlarmPlate{Now: fmt.Sprintf("Today: at most %.2g false alarms a year for each of %s", b.Alpha,
		templates.Counted(b.Streams, "stream", "streams"))}
	p.Now += fmt.Sprintf(", %.2g a month in all.", b.Alpha*float64(b.Streams)/12)
	if b.From > 0 {
		p.Now += fmt.Sprintf(" From %s on: %.2g a year for each.", clock.Date(b.From), b.Next)
	}
	if b.AMonth > 0 {
		p.AMonth = strconv.FormatFloat(b.AMonth, 'g', -1, 64)
	}
	for i, v := range b.Volumes {
		f := templates.Fact{Term: fmt.Sprintf("%.0f or more", v.From), Text: fmt.Sprintf("about %s", templates.Counted(v.Weeks, "week", "weeks"))}
		switch {
		case v.Weeks == 0:
			f = templates.Fact{Term: fmt.Sprintf("fewer than %.0f", b.Volumes[i-1].From), Text: "later, and at one a month no promise: there each complaint, the customer's level and silence speak"}
		case i > 0:
			f.Term = fmt.Sprintf("%.0f to %.0f", v.From, b.Volumes[i-1].From)
		}
		f.Text += "; " + templates.Counted(v.Streams, "project", "projects") + " of yours"
		p.Finds = append(p.Finds, f)
	}
	return p
}
