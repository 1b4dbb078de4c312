package server_test

import (
	"strings"
	"testing"

	"barometer/surveys"
)

// rights says of every route who may: the one table that all tests of access
// read. A route that stands nowhere here fails them.
func rights() map[surveys.Right]string {
	return map[surveys.Right]string{
		anybody: `
GET /about /healthz /readyz /r/*token /u/*token /report/:token /report/:token/stop /static/:file /api/v1/openapi.json
GET /login /login/code /login/oidc /login/oidc/callback /forgot /reset/:secret /join/:secret /setup/:secret /welcome/:secret
POST /login /login/code /forgot /reset/:secret /join/:secret /setup/:secret
POST /r/confirm /u/*token /report/:token/stop /hooks/ses /hooks/postmark`,

		surveys.Viewer: `
GET / /live /attention /complaints /complaints.csv /complaints.json /cases/:id /lessons /alarms/:id
GET /customers /customers.csv /customers.json /customers/:id /projects /projects.csv /projects.json /projects/:id /agents/:id
GET /responses /responses.csv /responses.json /search /views
GET /retention /leavers /relations /founders /advocates /reports /reports/:id
GET /retention.csv /retention.json /leavers.csv /leavers.json /advocates.csv /advocates.json
GET /customers/lives.csv /customers/lives.json /customers/days.csv /customers/days.json
GET /surveys /surveys/:id /surveys/:id/preview /digest /digest/html
GET /outbox /outbox.csv /outbox.json /outbox/:id /outbox/mails/:id /outbox/mails/:id/html
GET /settings /settings/alerts /settings/kept /settings/suppression /account /account/factor
POST /views /views/:id /account /account/password /account/factor /account/sessions /logout`,

		surveys.Member: `
POST /cases /cases/:id /cases/:id/notes /cases/:id/replies
POST /customers/:id/ask /customers/:id/cases /customers/:id/contacts/:contact /customers/:id/days /customers/:id/life
POST /customers/:id/notes /customers/:id/pause /customers/:id/ties /advocates/:id /founders/:id /reports /reports/:id
POST /outbox/go-on /outbox/:id/again /outbox/:id/void /outbox/:id/restore`,

		surveys.Admin: `
GET /settings/changes /settings/doctor /settings/owners /settings/people /settings/people/:id /settings/sender /settings/suppression.csv
GET /customers/:id/merge /customers/contacts.csv /customers/contacts.json
GET /contacts/:id/erase /imports /imports/:id /imports/:id/refused.csv /settings/tokens /settings/webhooks /settings/webhooks/:id /start /surveys/new /surveys/preview /surveys/:id/test/:test
POST /contacts/:id/erase /imports /imports/:id /advocates /retention /customers/:id/merge /customers/:id/part /settings/alarms /settings/doctor /settings/owners
POST /settings/people /settings/people/:id /settings/people/invited/:id /settings/sender /settings/sender/test
POST /settings/suppression /settings/suppression/lift /settings/tokens
POST /settings/webhooks /settings/webhooks/:id /settings/webhooks/:id/deliveries/:delivery
POST /start/preview /start/question /start/test /start/token
POST /surveys /surveys/new /surveys/preview /surveys/:id /surveys/:id/test`,

		surveys.Money: `
GET /worth/time.csv /worth/time.json /worth/revenue.csv /worth/revenue.json /worth/costs.csv /worth/costs.json /worth/beyond.csv /worth/beyond.json
GET /worth /worth/entries /worth.csv /worth.json /customers/:id/worth.csv /customers/:id/worth.json /settings/money
GET /api/v1/worth /api/v1/worth/entries /api/v1/time-entries /api/v1/revenue /api/v1/costs /api/v1/rates /api/v1/money`,

		moneyAdmin: `
POST /settings/money /settings/money/rates`,

		surveys.Send: `
POST /api/v1/interactions /api/v1/responses`,

		surveys.Read: `
GET /api/v1/agents /api/v1/agents/:id /api/v1/alarm-budget /api/v1/alarms /api/v1/alarms/:id /api/v1/attention
GET /api/v1/cases /api/v1/cases/:id /api/v1/contacts/:id /api/v1/lessons /api/v1/owners
GET /api/v1/customers /api/v1/customers/:id /api/v1/customers/:id/contacts /api/v1/customers/:id/days
GET /api/v1/advocates /api/v1/founders /api/v1/reports /api/v1/reports/:id
GET /api/v1/customers/:id/timeline /api/v1/customers/:id/trend /api/v1/relations /api/v1/retention /api/v1/leavers
GET /api/v1/invitations /api/v1/invitations/:id /api/v1/invitations/:id/evidence /api/v1/responses
GET /api/v1/projects /api/v1/projects/:id /api/v1/projects/:id/trend /api/v1/surveys /api/v1/surveys/:id /api/v1/preferences
POST /api/v1/surveys/:id/preview`,

		adminToken: `
GET /api/v1/webhooks /api/v1/webhooks/:id/deliveries /api/v1/surveys/:id/test/:test
POST /api/v1/cases /api/v1/cases/:id/notes /api/v1/cases/:id/replies /api/v1/customers/:id/days /api/v1/customers/:id/merge /api/v1/customers/:id/part
POST /api/v1/invitations/:id/void /api/v1/invitations/:id/restore /api/v1/surveys/:id/test
POST /api/v1/webhooks /api/v1/webhooks/:id/test /api/v1/webhooks/:id/deliveries/:delivery/again
POST /api/v1/time-entries /api/v1/revenue /api/v1/costs /api/v1/worth
PUT /api/v1/alarm-budget /api/v1/customers /api/v1/customers/:id /api/v1/customers/:id/days/:day /api/v1/money
PUT /api/v1/owners /api/v1/preferences /api/v1/rates /api/v1/surveys/:id /api/v1/webhooks/:id
PATCH /api/v1/cases/:id /api/v1/contacts/:id /api/v1/customers/:id
DELETE /api/v1/contacts/:id /api/v1/customers/:id/days/:day /api/v1/webhooks/:id
DELETE /api/v1/time-entries/:id /api/v1/revenue/:id /api/v1/costs/:id /api/v1/worth/:id /api/v1/rates`,
	}
}

// Rights that only the table knows.
const (
	anybody    surveys.Right = "anybody"
	moneyAdmin surveys.Right = "money and admin"
	adminToken surveys.Right = "admin token"
)

// rightOf reads the table: the right of every route of the server. A route
// without one, or a line about none, fails the test.
func rightOf(t *testing.T, routes []string) map[string]surveys.Right {
	t.Helper()
	said := map[string]surveys.Right{}
	for right, lines := range rights() {
		for line := range strings.Lines(strings.TrimSpace(lines)) {
			method, paths, _ := strings.Cut(strings.TrimSpace(line), " ")
			for _, path := range strings.Fields(paths) {
				route := method + " " + path
				if other, twice := said[route]; twice {
					t.Errorf("%s stands in the table for %s and for %s", route, right, other)
				}
				said[route] = right
			}
		}
	}
	out := map[string]surveys.Right{}
	for _, route := range routes {
		twin := strings.Replace(route, "HEAD ", "GET ", 1) // HEAD is GET without the body
		right, ok := said[twin]
		if !ok {
			t.Errorf("nobody has said who may %s: put it into the table of rights", route)
		}
		if ok && twin == route {
			out[route] = right
		}
	}
	for route := range said {
		if out[route] == "" {
			t.Errorf("the table speaks of %s, which is no route", route)
		}
	}
	return out
}
