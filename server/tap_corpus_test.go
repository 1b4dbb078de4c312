package server_test

import (
	"cmp"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"barometer/surveys/store/storetest"
)

// window is the scan window of the tests.
const window = 10 * time.Minute

// corpus is a file of visit sequences with what must be counted.
type corpus struct {
	IPClasses map[string]string `json:"ip_classes"`
	Scenarios []scenario
}

type scenario struct {
	ID, Label, Title string
	MX               string `json:"recipient_mx"`
	Scale            int
	ExpiresMS        int64 `json:"expires_ms"`
	Requests         []visitRequest
	Expected         struct {
		MustCount    *int `json:"must_count"`
		Acceptable   []*int
		KnownFailure bool `json:"known_failure"`
	}
}

type visitRequest struct {
	MS                 int64
	Client, IP, Method string
	Target             string
	Choice             *int
	UserAgent          string `json:"user_agent"`
	Headers            map[string]string
	RunsJS             bool `json:"runs_js"`
	PostsForm          bool `json:"posts_form"`
	Press              any
	PressAfterMS       int64 `json:"press_after_ms"`
	OpenMS             int64 `json:"open_ms"`
	VirtualTime        any   `json:"virtual_time"`
	SendsVisitCookie   bool  `json:"sends_visit_cookie"`
	Others             int   `json:"same_client_other_invitations_within_10s"`
	Input              []struct {
		AfterMS int64 `json:"after_ms"`
		Trusted *bool
	}
}

// TestTapCorpus drives every sequence of the corpus (or of the file named by
// BAROMETER_TAP_CORPUS) through the real handlers, and prints how many people
// and machines were judged rightly.
func TestTapCorpus(t *testing.T) {
	t.Parallel()
	file := cmp.Or(os.Getenv("BAROMETER_TAP_CORPUS"), "testdata/taps.json")
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var c corpus
	if err := json.Unmarshal(raw, &c); err != nil {
		t.Fatal(err)
	}
	if len(c.Scenarios) == 0 {
		t.Fatal("the corpus is empty")
	}
	rdb := storetest.Redis(t)
	score := &tapScore{}
	for _, s := range c.Scenarios {
		t.Run(s.ID, func(t *testing.T) {
			storetest.Empty(t, rdb)
			counted := newReplay(t, rdb, c, s).run()
			score.add(s, counted)
			if !slices.ContainsFunc(s.Expected.Acceptable, func(a *int) bool { return equal(a, counted) }) {
				t.Errorf("%s: counted %s, acceptable %s", s.Title, show(counted), show(s.Expected.Acceptable...))
			}
		})
	}
	fmt.Println(score)
}

// tapScore counts as the protocol does: a person is right when what was meant
// is what counts; a machine is counted when anything else counts.
type tapScore struct {
	oneTap, oneTapRight, people, peopleRight, machines, counted, unmarked int
}

func (k *tapScore) add(s scenario, counted *int) {
	truth := s.Expected.MustCount
	if truth != nil {
		k.people++
		right := equal(truth, counted)
		k.peopleRight += number(right)
		if !slices.ContainsFunc(s.Requests, func(r visitRequest) bool { return r.PostsForm }) {
			k.oneTap++
			k.oneTapRight += number(right)
		}
	}
	if s.Label == "machine" {
		k.machines++
		wrong := counted != nil
		k.counted += number(wrong)
		k.unmarked += number(wrong && !s.Expected.KnownFailure)
	}
}

func (k *tapScore) String() string {
	return fmt.Sprintf("humans right in one tap %d/%d (%.0f %%), humans right %d/%d, machines counted %d/%d (%.0f %%, %d of them unmarked)",
		k.oneTapRight, k.oneTap, share(k.oneTapRight, k.oneTap), k.peopleRight, k.people,
		k.counted, k.machines, share(k.counted, k.machines), k.unmarked)
}

func share(k, n int) float64 { return 100 * float64(k) / float64(max(n, 1)) }

func number(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func equal(a, b *int) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }

func show(all ...*int) string {
	var out []string
	for _, a := range all {
		if a == nil {
			out = append(out, "nothing")
			continue
		}
		out = append(out, fmt.Sprint(*a))
	}
	return strings.Join(out, " or ")
}
