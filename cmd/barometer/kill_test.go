package main

import (
	"context"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"barometer/surveys"
)

// Each of the two tests keeps killing for so long; on a slow machine until it was
// so often, and so many ratings were acknowledged, that it says something.
const (
	killBudget   = 30 * time.Second
	killsLeast   = 6
	ratingsLeast = 50
)

// TestKillServer kills the server at random moments under load and starts it
// again: no acknowledged rating is lost, none counts twice, no mail is sent
// twice, and what the figures say is what the responses say.
func TestKillServer(t *testing.T) {
	t.Parallel()
	h := newHouse(t, []string{"--appendonly", "yes"}, "BAROMETER_SCAN_WINDOW=0", "BAROMETER_QUIET_DAYS=0")
	s := h.spawn(t)
	l := startLoad(h)
	kills := 0
	for began := time.Now(); l.goesOn(time.Since(began), kills); kills++ {
		pause(t, 300*time.Millisecond, 2500*time.Millisecond)
		s.kill()
		s = h.spawn(t)
	}
	l.stop()
	newVerdict(t, l).check(kills)
}

// TestKillRedis does the same to a Redis that writes every step to disk before
// it answers.
func TestKillRedis(t *testing.T) {
	t.Parallel()
	h := newHouse(t, []string{"--appendonly", "yes", "--appendfsync", "always"}, "BAROMETER_SCAN_WINDOW=0", "BAROMETER_QUIET_DAYS=0")
	s := h.spawn(t)
	defer s.kill()
	l := startLoad(h)
	kills := 0
	for began := time.Now(); l.goesOn(time.Since(began), kills); kills++ {
		pause(t, 500*time.Millisecond, 3*time.Second)
		h.redis.Kill()
		pause(t, 0, 300*time.Millisecond)
		h.redis.Run()
	}
	l.stop()
	newVerdict(t, l).check(kills)
}

// pause lets the load run for a random while: the moment of a kill must not
// be the same in each round.
func pause(t *testing.T, from, to time.Duration) {
	t.Helper()
	<-time.After(from + rand.N(to-from))
}

// process is the server in a process of its own.
type process struct {
	cmd  *exec.Cmd
	done chan struct{}
}

// spawn starts the server in a process of its own and waits until it answers.
func (h *house) spawn(t *testing.T) *process {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(append(os.Environ(), h.env...), childArg+"=serve --lease 5s")
	cmd.Stdout, cmd.Stderr = &h.log, &h.log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	p := &process{cmd, make(chan struct{})}
	go func() {
		_ = cmd.Wait()
		close(p.done)
	}()
	t.Cleanup(p.kill)
	h.awaitReady()
	return p
}

func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	<-p.done
}

// load is what customers and their suppliers do meanwhile.
type load struct {
	h    *house
	ctx  context.Context
	end  context.CancelFunc
	wait sync.WaitGroup

	mu    sync.Mutex
	asked []surveys.InvitationID       // that the API acknowledged
	rated map[surveys.InvitationID]int // ratings that the page acknowledged, by invitation
	seen  int                          // mails looked at
}

func startLoad(h *house) *load {
	ctx, end := context.WithCancel(context.Background())
	l := &load{h: h, ctx: ctx, end: end, rated: map[surveys.InvitationID]int{}}
	for worker := range 3 {
		l.wait.Go(func() { l.ask(worker) })
	}
	l.wait.Go(l.read)
	return l
}

// goesOn reports whether to kill once more.
func (l *load) goesOn(took time.Duration, kills int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return took < killBudget || took < patience && (kills < killsLeast || len(l.rated) < ratingsLeast)
}

func (l *load) stop() {
	l.end()
	l.wait.Wait()
}

// ask posts interactions, each until it is acknowledged, as a helpdesk would.
func (l *load) ask(worker int) {
	for n := 0; l.ctx.Err() == nil; n++ {
		body := interaction(fmt.Sprintf("%d-%d", worker, n), fmt.Sprintf("project-%d", n%5),
			fmt.Sprintf("customer-%d", n%7), fmt.Sprintf("c%d-%d@kill.example", worker, n))
		for l.ctx.Err() == nil {
			var a asked
			status, raw, err := l.h.try("POST", "/interactions", body)
			if err == nil && status < 300 && json.Unmarshal(raw, &a) == nil {
				l.mu.Lock()
				l.asked = append(l.asked, surveys.InvitationID(a.Invitation.ID))
				l.mu.Unlock()
				break
			}
			l.rest()
		}
		l.rest()
	}
}

// rest is the breath between two requests, so that there are hundreds of
// customers and not one that hammers.
func (l *load) rest() {
	select {
	case <-l.ctx.Done():
	case <-time.After(15 * time.Millisecond):
	}
}

// read looks into the mailboxes and rates what has come.
func (l *load) read() {
	for l.ctx.Err() == nil {
		mails := l.h.mails.Messages()
		for ; l.seen < len(mails); l.seen++ {
			if mail := readLetter(l.h.tb, mails[l.seen]); mail.choice(1) != "" {
				choice := 1 + l.seen%5
				l.wait.Go(func() { l.rate(mail.choice(choice), choice) })
			}
		}
		l.rest()
	}
}

var field = regexp.MustCompile(`name="(nonce|step)" value="([^"]*)"`)

// rate opens the page and presses the button, again and again until the server
// says that it counts.
func (l *load) rate(link string, choice int) {
	for l.ctx.Err() == nil {
		page, status, err := fetch(l.ctx, "GET", link, nil)
		form := url.Values{"choice": {fmt.Sprint(choice)}}
		for _, m := range field.FindAllStringSubmatch(page, -1) {
			form.Set(m[1], m[2])
		}
		if err != nil || status != http.StatusOK || form.Get("nonce") == "" {
			l.rest()
			continue
		}
		// The page takes nothing in its first 700 ms.
		select {
		case <-l.ctx.Done():
			return
		case <-time.After(750 * time.Millisecond):
		}
		page, status, err = fetch(l.ctx, "POST", "http://"+l.h.addr+"/r/confirm", form)
		if err == nil && status == http.StatusOK && strings.Contains(page, "It is counted") {
			l.mu.Lock()
			l.rated[invitationBehind(link)] = choice
			l.mu.Unlock()
			return
		}
	}
}

func fetch(ctx context.Context, method, link string, form url.Values) (string, int, error) {
	req, err := http.NewRequestWithContext(ctx, method, link, strings.NewReader(form.Encode()))
	if err != nil {
		return "", 0, err
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r, err := http.DefaultClient.Do(req)
	if err != nil {
		return "", 0, err
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	return string(body), r.StatusCode, err
}

// invitationBehind reads the invitation out of a signed link: it follows the first
// of the token's 28 bytes.
func invitationBehind(link string) surveys.InvitationID {
	letters := base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)
	raw, err := letters.DecodeString(link[strings.LastIndex(link, "/")+1:])
	if err != nil || len(raw) != 28 {
		return ""
	}
	return surveys.InvitationIDFromBytes([10]byte(raw[1:11]))
}
