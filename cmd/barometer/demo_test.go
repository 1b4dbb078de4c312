package main

import (
	"bytes"
	"context"
	"html"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/cookiejar"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"barometer/surveys"
)

// The demo stands in memory or on a private Redis, signs in by its link, shows
// a year, and has mails to tap in; a port that is taken is no obstacle.
func TestTheDemoShowsAYear(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	port := strconv.Itoa(taken.Addr().(*net.TCPAddr).Port)
	for _, way := range []struct {
		name   string
		args   []string
		notice string
	}{
		{"private Redis", nil, "its data is deleted when it ends"},
		{"in memory", []string{"--memory"}, "Data is only in memory: it goes with this process."},
	} {
		t.Run(way.name, func(t *testing.T) {
			said := startDemo(t, append([]string{"demo", "--port", port}, way.args...))
			if !strings.Contains(said, "Port "+port+" is taken") || !strings.Contains(said, way.notice) {
				t.Errorf("said:\n%s", said)
			}
			link := regexp.MustCompile(`http://localhost:\d+/welcome/\w+`).FindString(said)
			jar, _ := cookiejar.New(nil)
			browser := &http.Client{Jar: jar, Timeout: patience}
			overview := read(t, browser, link)
			for _, want := range []string{way.notice, "Northgate Logistics", "Alma Foods", "Third time I explain this"} {
				if !strings.Contains(overview, want) {
					t.Errorf("the overview lacks %q", want)
				}
			}
			home := link[:strings.Index(link, "/welcome")]
			lookAround(t, browser, home)
			if stranger := read(t, &http.Client{}, home+"/"); strings.Contains(stranger, "Northgate") {
				t.Error("a stranger sees the overview")
			}
		})
	}
}

// counted is how a decline is told. How many answers it counts goes by the day
// of the week on which the demo starts: nobody answers at weekends.
var counted = regexp.MustCompile(`\d+ of \d+ before`)

// lookAround finds mails in the languages of those who are asked, the surveys,
// and what became of cases.
func lookAround(t *testing.T, browser *http.Client, home string) {
	t.Helper()
	for _, c := range []struct {
		page  string
		wants []string
	}{
		{"/outbox", []string{"One question about ticket 4152", "Waagen am Netz: Wie war es?", "टिकट 4160 के बारे में एक सवाल", "سؤال واحد عن التذكرة 4162",
			"Half-yearly review", "¿Va mejor ahora?", "Re: One question about ticket 4127", "Studio Çelik needs somebody",
			"was asked within the quiet period", "asked us not to ask again", "asking this customer is paused"}},
		{"/surveys", []string{"After a ticket", "After a visit or a milestone", "Twice a year, by hand"}},
		{"/complaints", []string{"Third time I explain this", "Dev", "Marta"}},
		{"/complaints?state=resolved", []string{"El formulario tardó una semana."}},
		{"/lessons", []string{"Every form is tried on a phone before it goes live."}},
		{"/customers/northgate", []string{"got worse", "so many of so many before"}},
		{"/customers/alma", []string{"3 of 4"}},
	} {
		awaitAll(t, c.page, c.wants, func() string {
			return counted.ReplaceAllString(html.UnescapeString(read(t, browser, home+c.page)), "so many of so many before")
		})
	}
}

// awaitAll waits until a page says all that is wanted.
func awaitAll(t *testing.T, page string, wants []string, read func() string) {
	t.Helper()
	missing := ""
	defer func() {
		if missing != "" {
			t.Logf("%s does not say %q", page, missing)
		}
	}()
	await(t, page+" is complete", func() bool {
		text := read()
		i := slices.IndexFunc(wants, func(want string) bool { return !strings.Contains(text, want) })
		missing = ""
		if i >= 0 {
			missing = wants[i]
		}
		return i < 0
	})
}

// The words that the demo prints are enough to ask somebody by the API, who is
// then asked in their language.
func TestTheDemoTakesTheAPI(t *testing.T) {
	said := startDemo(t, []string{"demo", "--memory", "--port", "0"})
	found := regexp.MustCompile(`export API=(\S+) TOKEN=(\S+)`).FindStringSubmatch(said)
	if found == nil {
		t.Fatalf("said:\n%s", said)
	}
	r, _ := http.NewRequest(http.MethodPost, found[1]+"/interactions", strings.NewReader(
		`{"id": "5001", "type": "ticket", "contact": {"email": "ilse.brandt@alma-foods.example", "language": "de"}}`))
	r.Header.Set("Authorization", "Bearer "+found[2])
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusCreated {
		t.Fatalf("answered %s", answer.Status)
	}
	jar, _ := cookiejar.New(nil)
	browser := &http.Client{Jar: jar, Timeout: patience}
	link := regexp.MustCompile(`http://localhost:\d+/welcome/\w+`).FindString(said)
	read(t, browser, link)
	await(t, "the mail is caught", func() bool {
		return strings.Contains(read(t, browser, link[:strings.Index(link, "/welcome")]+"/outbox"), "Eine Frage zu Ticket 5001")
	})
}

// Nothing of the firm is written over by something else of it: the demo's ids
// are its own.
func TestTheFirmHasNoIDTwice(t *testing.T) {
	seen := map[surveys.InteractionID]bool{}
	see := func(id surveys.InteractionID) {
		if seen[id] {
			t.Errorf("%s is there twice", id)
		}
		seen[id] = true
	}
	for _, row := range firmRows(rand.New(rand.NewPCG(1, 2)), time.Now()) {
		see(row.Interaction.ID)
	}
	for i := range firmToday() {
		see(surveys.InteractionID(strconv.Itoa(firstToday + i)))
	}
}

// startDemo runs the demo until the test ends and returns what it says first.
func startDemo(t *testing.T, args []string) string {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	var out, errs safeBuffer
	ended := make(chan error, 1)
	go func() { ended <- run(ctx, args, nil, &out, &errs) }()
	t.Cleanup(func() {
		stop()
		if err := <-ended; err != nil {
			t.Errorf("the demo ended with %v", err)
		}
		if strings.Contains(errs.String(), `"ERROR"`) {
			t.Errorf("the demo logged errors:\n%s", errs.String())
		}
	})
	await(t, "the demo is ready", func() bool { return strings.Contains(out.String(), "Ctrl-C") })
	return out.String()
}

func read(t *testing.T, client *http.Client, url string) string {
	t.Helper()
	r, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	var b bytes.Buffer
	if _, err := io.Copy(&b, r.Body); err != nil {
		t.Fatal(err)
	}
	return b.String()
}
