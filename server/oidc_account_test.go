package server_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"barometer/surveys"
)

// comes signs in by the provider with an account and what it says of it.
func (v *voucher) comes(o *office, sub, email string, verified bool) (*colleague, *httptest.ResponseRecorder) {
	v.tb.Helper()
	b := o.someone()
	asked := v.begin(b, "/")
	v.claims = v.about(o, asked, email)
	v.claims["sub"], v.claims["email_verified"] = sub, verified
	return b, b.get("/login/oidc/callback?code=c&state=" + url.QueryEscape(asked.Get("state")))
}

// lines counts the lines of the record with an act.
func (o *office) lines(act string) int {
	o.tb.Helper()
	found, _, err := o.store.Audit(o.tb.Context(), surveys.AuditFilter{Act: act}, "", 100)
	if err != nil {
		o.tb.Fatal(err)
	}
	return len(found)
}

// Whoever came once is known by the account, not by the address: a changed
// address neither locks out nor opens another's account, and whoever gets the
// address of one who has left gets nothing else.
func TestAnAccountAtAProviderIsMoreThanItsAddress(t *testing.T) {
	v := newVoucher(t)
	o := guarded(t, v)
	alf := o.hire(alfEmail, "Alf Berg", surveys.Viewer)
	page := "/settings/people/" + string(alf.ID)
	for _, step := range []struct {
		name, sub, email string
		verified         bool
		before           string // what Marta does to Alf first
		want             string // who is signed in; empty: refused
	}{
		{"first", "alf", alfEmail, true, "", "Alf Berg"},
		{"again", "alf", alfEmail, true, "", "Alf Berg"},
		{"another address, not verified", "alf", "alf@elsewhere.example", false, "", "Alf Berg"},
		{"the address of a colleague", "alf", martaEmail, true, "", "Alf Berg"},
		{"no address", "alf", "", false, "", "Alf Berg"},
		{"another account with the address", "eve", alfEmail, true, "", ""},
		{"and again", "eve", alfEmail, true, "", ""},
		{"an account whose name has no end", strings.Repeat("x", 256), martaEmail, true, "", ""},
		{"an account without a name", "", martaEmail, true, "", ""},
		{"the colleague", "marta", martaEmail, true, "", "Marta Lindqvist"},
		{"another account, let in", "eve", alfEmail, true, "account", "Alf Berg"},
		{"the first one, by its address", "alf", alfEmail, true, "", ""},
		{"the account of one who has left", "eve", alfEmail, true, "remove", ""},
	} {
		if step.before != "" {
			if answer := o.signedIn(martaEmail).post(page, "do", step.before); answer.Code != http.StatusOK {
				t.Fatalf("%s: Marta may not: %d\n%s", step.name, answer.Code, answer.Body)
			}
		}
		b, answer := v.comes(o, step.sub, step.email, step.verified)
		own := b.get("/account")
		if in := own.Code == http.StatusOK; in != (step.want != "") || in && !strings.Contains(own.Body.String(), step.want) {
			t.Errorf("%s: signed in %t, want %q; answered with %d\n%s", step.name, in, step.want, answer.Code, answer.Body)
		}
		if step.sub == "eve" && step.want == "" && step.before == "" {
			if text := answer.Body.String(); answer.Code != http.StatusForbidden || !strings.Contains(text, "Whoever has the address "+alfEmail+" on this team signs in by another account at Acme ID than yours") {
				t.Errorf("%s: %d\n%s", step.name, answer.Code, text)
			}
		}
	}
	if n := o.lines("person.refused"); n != 2 {
		t.Errorf("the record holds %d refusals, want one of each account", n)
	}
	o.recorded("person.account", "person.account_freed")
}
