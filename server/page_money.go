package server

import (
	"errors"
	"net/http"
	"strconv"
	"strings"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/templates"

	"github.com/gin-gonic/gin"
)

// getMoneyPage: GET /settings/money.
func (s *Server) getMoneyPage(c *gin.Context) {
	s.showMoney(c, http.StatusOK, templates.MoneyPage{})
}

// showMoney shows the settings with what was just done, or what is wrong.
func (s *Server) showMoney(c *gin.Context, status int, page templates.MoneyPage) {
	ctx := c.Request.Context()
	m, err := s.Store.MoneySettings(ctx)
	if err != nil {
		s.fail(c, err)
		return
	}
	rates, err := s.Store.Rates(ctx)
	if err != nil {
		s.fail(c, err)
		return
	}
	today := s.Store.Today()
	hands, err := s.Store.TimeSpent(ctx, store.YearOf(today), "", "")
	if err != nil {
		s.fail(c, err)
		return
	}
	page.Layout = s.layout(c, templates.SettingsSection(), s.words.Text("worth_money_title"))
	me, _ := userOf(c)
	page.MayChange = me.May(surveys.Admin)
	page.Currency, page.Fixed, page.Today = string(m.Currency), m.Fixed, today.String()
	page.Satisfied, page.Margin = formatFloat(m.Lines.Satisfied), formatFloat(m.Lines.Margin)
	page.Currencies = surveys.Currencies()
	page.Rates = s.rateRows(rates, m.Currency, page.Clock)
	page.People = handsOf(hands)
	s.show(c, status, page)
}

func formatFloat(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// handsOf are the names that rates may be for, each once.
func handsOf(all []surveys.PersonTime) []string {
	var out []string
	seen := map[string]bool{"": true}
	for _, p := range all {
		for _, name := range []string{p.Person, p.Role} {
			if !seen[name] {
				seen[name] = true
				out = append(out, name)
			}
		}
	}
	return out
}

// rateRows are the rates with which of them hold today.
func (s *Server) rateRows(rates surveys.Rates, c surveys.Currency, clock templates.Clock) []templates.RateRow {
	type whose struct {
		kind surveys.RateKind
		name string
	}
	found := map[whose]bool{}
	var out []templates.RateRow
	for _, r := range rates.All() {
		row := templates.RateRow{Kind: string(r.Kind), KindName: s.words.Text("worth_rate_" + string(r.Kind)), Name: r.Name,
			From: r.From.String(), FromText: clock.Date(r.From), PerHour: templates.ExactMoney(c, r.PerHour)}
		if of := (whose{r.Kind, r.Name}); r.From <= clock.Today() && !found[of] {
			found[of], row.Holds = true, true
		}
		out = append(out, row)
	}
	return out
}

// postMoney: POST /settings/money keeps currency and lines.
func (s *Server) postMoney(c *gin.Context) {
	var wrong surveys.Problems
	m := store.MoneySettings{Currency: surveys.Currency(strings.ToUpper(strings.TrimSpace(c.PostForm("currency"))))}
	m.Lines.Satisfied, m.Lines.Margin = numberOf(&wrong, c, "satisfied"), numberOf(&wrong, c, "margin")
	err := surveys.JoinProblems(wrong.Err(), m.Check())
	if err == nil {
		err = s.Store.SetMoney(c.Request.Context(), m)
	}
	if s.moneyRefused(c, err, templates.RateRow{}) {
		return
	}
	s.record(c, "money.set", "settings of money", surveys.Plain(string(m.Currency)))
	s.showMoney(c, http.StatusOK, templates.MoneyPage{Saved: s.words.Text("worth_money_kept")})
}

func numberOf(wrong *surveys.Problems, c *gin.Context, field string) float64 {
	n, err := strconv.ParseFloat(strings.TrimSpace(c.PostForm(field)), 64)
	if err != nil {
		wrong.Add(field, "must be a number")
	}
	return n
}

// postRate: POST /settings/money/rates keeps or removes a rate.
func (s *Server) postRate(c *gin.Context) {
	ctx := c.Request.Context()
	m, err := s.Store.MoneySettings(ctx)
	if err != nil {
		s.fail(c, err)
		return
	}
	form := templates.RateRow{Kind: c.PostForm("kind"), Name: normaliseText(c.PostForm("name")), From: c.PostForm("from"), PerHour: strings.TrimSpace(c.PostForm("per_hour"))}
	var wrong surveys.Problems
	r := surveys.Rate{Kind: surveys.RateKind(form.Kind), Name: form.Name}
	if r.Kind == surveys.RateOfHouse {
		r.Name = ""
	}
	day, err := surveys.ParseDay(form.From)
	if err != nil {
		wrong.Add("from", "must be a calendar date such as 2026-03-29")
	}
	r.From = day
	saved, act := "worth_rate_removed", "rates.deleted"
	if remove := c.PostForm("do") == "remove"; !remove {
		saved, act = "worth_rate_kept", "rates.set"
		r.PerHour = amount(&wrong, "per_hour", moneyText(form.PerHour), m.Currency, "")
		if err = surveys.JoinProblems(wrong.Err(), r.Check()); err == nil {
			err = s.Store.PutRates(ctx, m.Currency, r)
		}
	} else if err = wrong.Err(); err == nil {
		err = s.Store.DeleteRate(ctx, r)
	}
	if s.moneyRefused(c, err, form) {
		return
	}
	s.record(c, act, "rate", rateTelling(r))
	s.showMoney(c, http.StatusOK, templates.MoneyPage{Saved: s.words.Text(saved)})
}

// rateTelling is a rate in the record.
func rateTelling(r surveys.Rate) surveys.Telling {
	if r.Kind == surveys.RateOfHouse {
		return surveys.Tell("worth_rate_house")
	}
	return surveys.Tell("changes_rate", "Kind", surveys.TellCode("worth_rate_", r.Kind), "Name", r.Name)
}

// moneyRefused answers where something is wrong.
func (s *Server) moneyRefused(c *gin.Context, err error, form templates.RateRow) bool {
	if err == nil {
		return false
	}
	wrong := s.fieldErrors(err)
	var conflict *surveys.Error
	if len(wrong) == 0 && errors.As(err, &conflict) && conflict.Code == surveys.Conflict {
		wrong = map[string]string{"currency": s.words.Refusal(conflict)}
	}
	if len(wrong) == 0 {
		s.fail(c, err)
		return true
	}
	s.showMoney(c, http.StatusUnprocessableEntity, templates.MoneyPage{Errors: wrong, Form: form})
	return true
}
