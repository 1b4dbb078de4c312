package server_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"barometer/server"
	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/redistest"
	"barometer/surveys/store/storetest"

	"github.com/gin-gonic/gin"
	"github.com/redis/go-redis/v9"
)

// connections is how many taps are on their way at once.
const connections = 50

// tapBench is a house whose invitations all wait for the tap of a page that is
// open: the same keys in Redis for the whole handler and for the bare script.
type tapBench struct {
	b      *testing.B
	rdb    *redis.Client
	sealer *surveys.Sealer
	nonce  surveys.Nonce     // of the first invitation
	dump   map[string]string // its keys without the id, dumped
	script *redis.Script
	whole  http.Handler
	made   uint64
}

func newTapBench(b *testing.B) *tapBench {
	b.Helper()
	rdb := redistest.Start(b).Client()
	s := storetest.OpenWith(b, rdb, store.Options{Rules: storetest.Rules()})
	inv := storetest.Sent(b, s, storetest.At(time.Now()))
	sight, err := s.Visit(b.Context(), store.Opening{Invitation: inv.ID, Choice: 5, Client: surveys.Client{1}, Browser: "cw", Nameless: true})
	must(b, err)
	opened := time.Now().Add(-2 * time.Second)
	t := &tapBench{b: b, rdb: rdb, sealer: surveys.NewSealer(rand.Reader, tapSecret()), dump: map[string]string{},
		nonce: surveys.Nonce{Invitation: inv.ID, Scale: surveys.CSAT5, Choice: 5, Visit: sight.Visit.Number,
			Seen: sight.Visits.Seen, OpenedAt: opened, IssuedAt: opened, Client: sight.Visit.Client}}
	keys, err := rdb.Keys(b.Context(), "*"+string(inv.ID)).Result()
	must(b, err)
	for _, key := range keys {
		dump, err := rdb.Dump(b.Context(), key).Result()
		must(b, err)
		t.dump[strings.TrimSuffix(key, string(inv.ID))] = dump
	}
	public, err := url.Parse("https://ask.example")
	must(b, err)
	srv, err := server.New(server.Options{Store: s, PublicURL: public, Secret: tapSecret(), Log: slog.New(slog.NewJSONHandler(io.Discard, nil))})
	must(b, err)
	t.whole, t.script = srv.Handler(), recordScript(b)
	must(b, t.script.Load(b.Context(), rdb).Err())
	return t
}

// recordScript reads the script as the store runs it.
func recordScript(b *testing.B) *redis.Script {
	const dir = "../surveys/store/scripts/"
	raw, err := os.ReadFile(dir + "record.lua")
	must(b, err)
	lines := strings.Split(string(raw), "\n")
	for i, line := range lines {
		if part, ok := strings.CutPrefix(line, "--!include "); ok {
			text, err := os.ReadFile(dir + "include/" + part + ".lua")
			must(b, err)
			lines[i] = string(text)
		}
	}
	return redis.NewScript(strings.Join(lines, "\n"))
}

// invitations puts n more invitations into Redis, each with an open page.
func (t *tapBench) invitations(n int) []surveys.InvitationID {
	ids := make([]surveys.InvitationID, n)
	alphabet := base32.NewEncoding("0123456789abcdefghjkmnpqrstvwxyz").WithPadding(base32.NoPadding)
	for from := 0; from < n; from += 1000 {
		pipe := t.rdb.Pipeline()
		for i := from; i < min(from+1000, n); i++ {
			t.made++
			sum := sha256.Sum256(binary.BigEndian.AppendUint64(nil, t.made))
			sum[0] = byte(t.nonce.Invitation.Shard()<<4) | sum[0]&15
			ids[i] = surveys.InvitationID(alphabet.EncodeToString(sum[:10]))
			for key, dump := range t.dump {
				pipe.Restore(context.Background(), key+string(ids[i]), 0, dump)
			}
		}
		_, err := pipe.Exec(context.Background())
		must(t.b, err)
	}
	return ids
}

// bodies are the forms of the whole handler, with the nonce of each page.
func (t *tapBench) bodies(n int) []string {
	out := make([]string, n)
	for i, id := range t.invitations(n) {
		nonce := t.nonce
		nonce.Invitation = id
		text, err := t.sealer.Seal(nonce)
		must(t.b, err)
		out[i] = url.Values{"nonce": {text}, "step": {"1"}, "ev": {"auto"}}.Encode()
	}
	return out
}

// bare is a Gin route that runs the same script for the invitation in the
// form, and nothing else.
func (t *tapBench) bare() (http.Handler, func(n int) []string) {
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	tag := ""
	for key := range t.dump {
		tag = key[:strings.Index(key, "}")+1]
	}
	engine.POST("/r/confirm", func(c *gin.Context) {
		id := c.PostForm("id")
		now := strconv.FormatInt(time.Now().UnixMilli(), 10)
		keys := []string{tag + "i:" + id, tag + ":v:" + id, tag + ":w:" + id, tag + ":out", tag + ":due", tag + ":said",
			tag + ":k:open", tag + ":h:" + id, tag + ":bad", tag + ":try", tag + ":open"}
		out, err := t.script.EvalSha(c.Request.Context(), t.rdb, keys, id, now, t.nonce.Visit, 1, t.nonce.Seen, "c", "a", 5,
			"", "", t.nonce.Client.String(), now, now, 604800, "", "", "", "").Int64Slice()
		if err != nil || out[0] != 1 {
			c.Status(http.StatusInternalServerError)
			return
		}
		c.String(http.StatusOK, "It is counted.")
	})
	return engine, func(n int) []string {
		out := make([]string, n)
		for i, id := range t.invitations(n) {
			out[i] = url.Values{"id": {string(id)}, "step": {"1"}, "ev": {"auto"}, "pad": {strings.Repeat("x", 60)}}.Encode()
		}
		return out
	}
}

// send posts all bodies over the connections and returns how long it took.
func (t *tapBench) send(client *http.Client, address string, bodies []string) time.Duration {
	var wait sync.WaitGroup
	start := time.Now()
	for worker := range connections {
		wait.Go(func() {
			for i := worker; i < len(bodies); i += connections {
				r, err := http.NewRequest("POST", address+"/r/confirm", bytes.NewReader([]byte(bodies[i])))
				if err != nil {
					t.b.Error(err)
					return
				}
				r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
				answer, err := client.Do(r)
				if err != nil {
					t.b.Error(err)
					return
				}
				_, _ = io.Copy(io.Discard, answer.Body)
				_ = answer.Body.Close()
				if answer.StatusCode != http.StatusOK {
					t.b.Errorf("status %d", answer.StatusCode)
					return
				}
			}
		})
	}
	wait.Wait()
	return time.Since(start)
}

func (t *tapBench) serve(h http.Handler) (*http.Client, string) {
	web := httptest.NewServer(h)
	t.b.Cleanup(web.Close)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections, MaxConnsPerHost: connections}}
	t.b.Cleanup(client.CloseIdleConnections)
	return client, web.URL
}

// BenchmarkConfirm confirms taps through the whole handler over HTTP.
func BenchmarkConfirm(b *testing.B) {
	t := newTapBench(b)
	client, address := t.serve(t.whole)
	bodies := t.bodies(b.N)
	b.ResetTimer()
	b.ReportMetric(float64(b.N)/t.send(client, address, bodies).Seconds(), "taps/s")
}

// BenchmarkRecordBareGin runs the same script behind a bare Gin route.
func BenchmarkRecordBareGin(b *testing.B) {
	t := newTapBench(b)
	h, make := t.bare()
	client, address := t.serve(h)
	bodies := make(b.N)
	b.ResetTimer()
	b.ReportMetric(float64(b.N)/t.send(client, address, bodies).Seconds(), "taps/s")
}

// BenchmarkConfirmRatio runs both in turn, in rounds, and reports the rate of
// the whole handler as a share of the bare one's, the median of the rounds:
// only ratios of one run mean something.
func BenchmarkConfirmRatio(b *testing.B) {
	t := newTapBench(b)
	bareHandler, bareBodies := t.bare()
	wholeClient, wholeAddress := t.serve(t.whole)
	bareClient, bareAddress := t.serve(bareHandler)
	const taps = 2000
	var ratios []float64
	var wholeCPU, bareCPU time.Duration
	for b.Loop() {
		b.StopTimer()
		forWhole, forBare := t.bodies(taps), bareBodies(taps)
		b.StartTimer()
		var whole, bare time.Duration
		sendWhole := func() {
			before := cpuTime(b)
			whole = t.send(wholeClient, wholeAddress, forWhole)
			wholeCPU += cpuTime(b) - before
		}
		if len(ratios)%2 == 0 {
			sendWhole()
		}
		before := cpuTime(b)
		bare = t.send(bareClient, bareAddress, forBare)
		bareCPU += cpuTime(b) - before
		if len(ratios)%2 == 1 {
			sendWhole()
		}
		ratios = append(ratios, bare.Seconds()/whole.Seconds())
	}
	slices.Sort(ratios)
	b.ReportMetric(ratios[len(ratios)/2], "ratio")
	b.ReportMetric(bareCPU.Seconds()/wholeCPU.Seconds(), "cpu-ratio")
	b.ReportMetric(float64(wholeCPU.Microseconds())/float64(taps*len(ratios)), "whole-cpu-µs")
	b.ReportMetric(float64(bareCPU.Microseconds())/float64(taps*len(ratios)), "bare-cpu-µs")
}

// cpuTime is what this process (server and generator, not Redis) has used of
// the processors: it moves less than the clock while others work beside.
func cpuTime(b *testing.B) time.Duration {
	b.Helper()
	var u syscall.Rusage
	must(b, syscall.Getrusage(syscall.RUSAGE_SELF, &u))
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
