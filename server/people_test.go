package server_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"barometer/surveys"
)

const alfEmail = "alf@house.example"

// linkIn returns the path of the link to a person's own page that a page, or a
// mail, holds.
func linkIn(t *testing.T, kind, text string) string {
	t.Helper()
	path := regexp.MustCompile("/" + kind + "/[0-9a-zA-Z]{42}").FindString(text)
	if path == "" {
		t.Fatalf("no link to /%s/ in:\n%s", kind, text)
	}
	return path
}

// posted are the mails about accounts that wait to be sent, in no order.
func (o *office) posted() (out []surveys.Post) {
	o.tb.Helper()
	for shard := range surveys.Shards {
		due, err := o.store.Claim(o.tb.Context(), shard, time.Minute, 100)
		if err != nil {
			o.tb.Fatal(err)
		}
		for _, d := range due {
			if d.Kind == surveys.DuePost {
				post, err := o.store.PostOf(o.tb.Context(), surveys.PostID(d.ID))
				if err != nil {
					o.tb.Fatal(err)
				}
				post.Secret, _ = o.links().Open(post.Secret)
				out = append(out, post)
			}
		}
	}
	return out
}

// links opens the links of mails about accounts, as the mailer does.
func (o *office) links() *surveys.Safe {
	return surveys.NewSafe(nil, surveys.PostSafe, o.options.Secret)
}

// onePost is the only mail about an account that waits to be sent.
func (o *office) onePost(kind surveys.PostKind) surveys.Post {
	o.tb.Helper()
	all := o.posted()
	if len(all) != 1 || all[0].Kind != kind {
		o.tb.Fatalf("posted %+v, want one %s", all, kind)
	}
	return all[0]
}

// leads fails the test where the answer does not lead to the path.
func leads(t *testing.T, answer *httptest.ResponseRecorder, to string) {
	t.Helper()
	if got := answer.Header().Get("Location"); answer.Code != http.StatusSeeOther || got != to {
		t.Fatalf("%d to %q, want %q\n%s", answer.Code, got, to, answer.Body)
	}
}

// recorded fails the test where the record of changes lacks one of the acts.
func (o *office) recorded(acts ...string) {
	o.tb.Helper()
	lines, _, err := o.store.Audit(o.tb.Context(), surveys.AuditFilter{}, "", 100)
	if err != nil {
		o.tb.Fatal(err)
	}
	for _, act := range acts {
		if !slices.ContainsFunc(lines, func(l surveys.AuditEntry) bool { return l.Act == act && l.By != "" }) {
			o.tb.Errorf("%s is not in the record: %+v", act, lines)
		}
	}
}

// Alf is invited, joins, works, is lowered, and leaves.
func TestTheStoryOfAColleague(t *testing.T) {
	o := openOffice(t, localOffice, mailing)
	marta := o.signedIn(martaEmail)
	invited := marta.post("/settings/people", "email", "Alf@House.example", "role", "member", "money", "1")
	says(t, invited, "Alf@house.example is invited.", "by Marta Lindqvist", "The mail is on its way.")
	link := linkIn(t, "join", invited.Body.String())
	if post := o.onePost(surveys.PostJoin); "/join/"+post.Secret != link || post.To != "Alf@house.example" || post.By != "Marta Lindqvist" {
		t.Errorf("the mail is %+v, the page shows %s", post, link)
	}
	if again := marta.get("/settings/people").Body.String(); strings.Contains(again, link) {
		t.Error("the link is shown twice")
	}

	alf := o.someone()
	for range 2 { // looking uses nothing up
		says(t, alf.get(link), "There is a place for you", "Marta Lindqvist has invited you as member .", "You may see what customers pay and cost.")
	}
	if answer := alf.post(link, "name", "", "password", "short"); answer.Code != http.StatusUnprocessableEntity || strings.Count(answer.Body.String(), `class="wrong"`) != 2 {
		t.Errorf("two mistakes: %d\n%s", answer.Code, answer.Body)
	}
	leads(t, alf.post(link, "name", "Alf Berg", "password", "nine green bottles"), "/")
	says(t, alf.get("/account"), "Alf Berg", "member", "sees money", "here")
	for _, answer := range []*httptest.ResponseRecorder{o.someone().get(link), o.someone().post(link, "name", "Eve", "password", martaPassword)} {
		if answer.Code != http.StatusGone {
			t.Errorf("the link works twice: %d", answer.Code)
		}
	}
	if answer := alf.get("/settings/people"); answer.Code != http.StatusForbidden {
		t.Errorf("a member sees the people: %d", answer.Code)
	}

	page := "/settings/people/" + string(surveys.NewUserID(alfEmail))
	says(t, marta.post(page, "do", "rights", "role", "viewer"), "Alf Berg is viewer now.")
	if answer := alf.post("/cases/1", "do", "take"); answer.Code != http.StatusForbidden {
		t.Errorf("lowered, and yet %d", answer.Code)
	}
	if strings.Contains(alf.get("/account").Body.String(), "sees money") {
		t.Error("still sees money")
	}
	says(t, marta.post(page, "do", "remove"), "Alf Berg is not on the team any more.", "1 person on the team")
	leads(t, alf.get("/account"), "/login?next=%2Faccount")
	if answer := o.someone().post("/login", "email", alfEmail, "password", "nine green bottles"); answer.Code != http.StatusUnauthorized {
		t.Errorf("removed, and yet %d", answer.Code)
	}
	o.recorded("person.invited", "person.joined", "person.changed", "person.removed")
}

func TestInvitationsThatComeToNothing(t *testing.T) {
	o := openOffice(t, localOffice, mailing)
	marta := o.signedIn(martaEmail)
	for _, wrong := range []struct {
		name, email, role string
		want              int
	}{
		{"no address", "alf", "member", http.StatusUnprocessableEntity},
		{"no role", alfEmail, "owner", http.StatusUnprocessableEntity},
		{"a right that is no role", alfEmail, "money", http.StatusUnprocessableEntity},
		{"on the team already", strings.ToUpper(martaEmail[:1]) + martaEmail[1:], "member", http.StatusConflict},
	} {
		if answer := marta.post("/settings/people", "email", wrong.email, "role", wrong.role); answer.Code != wrong.want || !strings.Contains(answer.Body.String(), `class="wrong"`) {
			t.Errorf("%s: %d, want %d", wrong.name, answer.Code, wrong.want)
		}
	}
	if len(o.posted()) != 0 {
		t.Error("somebody got a mail")
	}
	first := linkIn(t, "join", marta.post("/settings/people", "email", alfEmail, "role", "viewer").Body.String())
	waiting := "/settings/people/invited/" + string(surveys.NewUserID(alfEmail))
	second := linkIn(t, "join", marta.post(waiting, "do", "again").Body.String())
	if answer := o.someone().get(first); answer.Code != http.StatusGone {
		t.Errorf("sent again, and yet the first link: %d", answer.Code)
	}
	o.clock.Advance(surveys.PlaceKept)
	if answer := o.someone().get(second); answer.Code != http.StatusGone {
		t.Errorf("after a week: %d", answer.Code)
	}
	says(t, o.signedIn(martaEmail).get("/settings/people"), "expired", "The mail still waits to be sent.")
	marta = o.signedIn(martaEmail)
	third := linkIn(t, "join", marta.post(waiting, "do", "again").Body.String())
	says(t, marta.post(waiting, "do", "revoke"), "its link opens nothing any more", "Nobody is waited for.")
	if answer := o.someone().post(third, "name", "Alf", "password", martaPassword); answer.Code != http.StatusGone {
		t.Errorf("taken back, and yet %d", answer.Code)
	}
	if answer := marta.post(waiting, "do", "again"); answer.Code != http.StatusNotFound {
		t.Errorf("again after that: %d", answer.Code)
	}
	o.recorded("person.uninvited")
}

func TestAnAdminCannotLockTheHouse(t *testing.T) {
	o := openOffice(t, localOffice)
	own := "/settings/people/" + string(o.marta.ID)
	marta := o.signedIn(martaEmail)
	for _, act := range [][]string{{"do", "rights", "role", "member"}, {"do", "rights", "role", "admin-ish"}, {"do", "remove"}, {"do", "sessions"}} {
		if answer := marta.post(own, act...); answer.Code != http.StatusConflict || !strings.Contains(answer.Body.String(), "You cannot lower or remove yourself") {
			t.Errorf("%v: %d", act, answer.Code)
		}
	}
	says(t, marta.post(own, "do", "rights", "role", "admin", "money", "1"), "Marta Lindqvist is admin now.")
	alf := o.hire(alfEmail, "Alf Berg", surveys.Admin)
	b := o.signedIn(alfEmail)
	says(t, b.post(own, "do", "rights", "role", "viewer"), "Marta Lindqvist is viewer now.")
	if answer := marta.get("/settings/people"); answer.Code != http.StatusForbidden {
		t.Errorf("lowered, and yet %d", answer.Code)
	}
	if answer := b.post("/settings/people/"+string(alf.ID), "do", "fire"); answer.Code != http.StatusUnprocessableEntity {
		t.Errorf("an act that is none: %d", answer.Code)
	}
	if answer := b.get("/settings/people/nobody"); answer.Code != http.StatusNotFound {
		t.Errorf("nobody: %d", answer.Code)
	}
}

// An admin helps a colleague who cannot get in any more.
func TestHelpingAColleagueIn(t *testing.T) {
	o := openOffice(t, localOffice, mailing)
	alf := o.hire(alfEmail, "Alf Berg", surveys.Member)
	marta, b := o.signedIn(martaEmail), o.signedIn(alfEmail)
	page := "/settings/people/" + string(alf.ID)
	says(t, marta.get(page), "Signed in in 1 place.")
	says(t, marta.post(page, "do", "sessions"), "Alf Berg is signed out everywhere.", "Not signed in anywhere.")
	leads(t, b.get("/"), "/login")
	says(t, marta.post(page, "do", "password"), "The mail is on its way.")
	post := o.onePost(surveys.PostReset)
	if post.By != "Marta Lindqvist" || post.To != alfEmail {
		t.Errorf("the mail is %+v", post)
	}
	says(t, o.someone().post("/reset/"+post.Secret, "password", "nine green bottles"), "Your password is changed")
	leads(t, o.someone().post("/login", "email", alfEmail, "password", "nine green bottles"), "/")
	o.recorded("person.signed_out", "person.reset_sent", "person.password")
}
