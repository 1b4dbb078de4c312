package store

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// Fields of the visits hash beside the visits themselves (number → ms, choice,
// client, browser and doubts) and what became of them (e and number → step,
// evidence, choice, ms and state), parted by bars.
const (
	visitsSeen   = "n" // number of events
	visitsWindow = "w" // scan window, ms
	visitsAnswer = "a" // visit and client of the answer that counts
	visitsAct    = "e"
	visitsFlag   = "f:" // and client → doubts
)

// fieldGateway marks an invitation whose mail goes through a known gateway.
const fieldGateway = "y"

// Limits of what is kept of visits.
const (
	visitsTTL   = 7 * 24 * time.Hour
	visitsMost  = 5000 // events of one invitation
	burstTTL    = 2 * time.Minute
	burstMost   = 200 // invitations of one client
	saltTTL     = 48 * time.Hour
	historyMost = 100 // lines that record.lua and void.lua keep
)

// Opening is a rating link being opened.
type Opening struct {
	Invitation surveys.InvitationID
	Choice     int
	Client     surveys.Client
	Yesterday  surveys.Client // the same under yesterday's salt; zero: there was none
	Nameless   bool           // its network is not known, so bursts cannot be judged
	Browser    surveys.Browser
	Doubts     surveys.Doubts
	Window     time.Duration // scan window; 0: off
}

// Sight is what the house sees after an opening.
type Sight struct {
	Invitation surveys.Invitation // without its words
	Visit      surveys.Visit
	Visits     surveys.Visits
	Doubts     surveys.Doubts // everything weighed
}

// Visit notes that a link was opened, weighs it, and takes back what the same
// client was counted for where it turns out to be no person. NotFound: no such
// invitation, or its mail never left. TooMany: opened thousands of times.
func (s *Store) Visit(ctx context.Context, o Opening) (Sight, error) {
	answers, err := s.runAll(ctx, s.visitCalls(o))
	if err != nil {
		return Sight{}, fmt.Errorf("visit: %w", err)
	}
	sight, err := s.readSight(ctx, o.Invitation, answers[0], o.Window)
	if err != nil {
		return Sight{}, err
	}
	found := surveys.Doubts(0)
	var lookBack []surveys.InvitationID
	if len(answers) > 1 {
		found, lookBack = surveys.Fleet(readBurst(answers[1]), sight.Visit.At)
	}
	return s.suspect(ctx, sight, found, lookBack)
}

func (s *Store) visitCalls(o Opening) []call {
	yesterday := ""
	if o.Yesterday != (surveys.Client{}) {
		yesterday = o.Yesterday.String()
	}
	now := s.now().UnixMilli()
	keys := []string{invitationKey(o.Invitation), visitsKey(o.Invitation), unconfirmedKey(o.Invitation.Shard())}
	calls := []call{{"visit", keys, []any{
		now, o.Choice, o.Client.String(), yesterday, string(o.Browser), int(o.Doubts),
		o.Window.Milliseconds(), int(visitsTTL.Seconds()), visitsMost,
		string(o.Invitation), s.unconfirmedSince().UnixMilli(), unconfirmedMost,
	}}}
	if !o.Nameless {
		calls = append(calls, call{"burst", []string{clientKey(o.Client)}, []any{
			string(o.Invitation), now, int(burstTTL.Seconds()), burstMost,
		}})
	}
	return calls
}

// readSight reads the answer of visit.lua.
func (s *Store) readSight(ctx context.Context, id surveys.InvitationID, cmd *redis.Cmd, window time.Duration) (Sight, error) {
	parts, err := cmd.Slice()
	if err != nil {
		return Sight{}, fmt.Errorf("visit: %w", err)
	}
	if len(parts) != 3 {
		return Sight{}, errors.New("visit: the script answered something else")
	}
	number, _ := parts[0].(int64)
	switch {
	case number == 0:
		return Sight{}, surveys.Errorf(surveys.NotFound, "there is no such invitation")
	case number < 0:
		return Sight{}, surveys.Errorf(surveys.TooMany, "this link was opened too often; please try again in a few days")
	}
	fields := pairs(parts[1])
	invs, err := s.decodeInvitations(ctx, []invitationRow{{id: id, fields: fields}})
	if err != nil {
		return Sight{}, err
	}
	sight := Sight{Invitation: invs[0], Visits: readVisits(fields, pairs(parts[2]))}
	visit, ok := sight.Visits.Visit(int(number))
	if !ok {
		return Sight{}, errors.New("visit: the visit is not among the visits")
	}
	sight.Visit = visit
	return sight, nil
}

// pairs turns a flat list of fields and values into a map.
func pairs(v any) map[string]string {
	list, _ := v.([]any)
	out := make(map[string]string, len(list)/2)
	for i := 0; i+1 < len(list); i += 2 {
		field, _ := list[i].(string)
		out[field], _ = list[i+1].(string)
	}
	return out
}

func readBurst(cmd *redis.Cmd) map[surveys.InvitationID]time.Time {
	list, err := cmd.Slice()
	if err != nil {
		return nil
	}
	out := make(map[surveys.InvitationID]time.Time, len(list)/2)
	for id, ms := range pairs(list) {
		out[surveys.InvitationID(id)] = time.UnixMilli(int64(atoi(ms)))
	}
	return out
}

// readVisits reads the visits of an invitation from both hashes.
func readVisits(invitation, visits map[string]string) surveys.Visits {
	length := time.Duration(atoi(visits[visitsWindow])) * time.Millisecond
	out := surveys.Visits{
		Seen:      atoi(visits[visitsSeen]),
		Delivered: seconds(invitation[fieldSent]),
		Window:    surveys.NewWindow(length, invitation[fieldGateway] == "1"),
		Flagged:   map[surveys.Client]surveys.Doubts{},
	}
	_, answerer, _ := strings.Cut(visits[visitsAnswer], "|")
	out.Answerer, _ = surveys.ParseClient(answerer)
	for field, value := range visits {
		if flagged, ok := strings.CutPrefix(field, visitsFlag); ok {
			if client, ok := surveys.ParseClient(flagged); ok {
				out.Flagged[client] = surveys.Doubts(atoi(value))
			}
			continue
		}
		if number, err := strconv.Atoi(field); err == nil {
			if visit, ok := readVisit(number, value, visits[visitsAct+field]); ok {
				out.List = append(out.List, visit)
			}
		}
	}
	surveys.SortVisits(out.List)
	return out
}

func readVisit(number int, opened, act string) (surveys.Visit, bool) {
	p := strings.Split(opened, "|")
	if len(p) != 5 {
		return surveys.Visit{}, false
	}
	client, ok := surveys.ParseClient(p[2])
	v := surveys.Visit{
		Number: number, At: time.UnixMilli(int64(atoi(p[0]))), Choice: atoi(p[1]),
		Client: client, Browser: surveys.Browser(p[3]), Doubts: surveys.Doubts(atoi(p[4])),
	}
	if a := strings.Split(act, "|"); len(a) == 5 {
		v.Step, v.By, v.Chosen = atoi(a[0]), evidenceByLetter(a[1]), atoi(a[2])
		v.Acted, v.State = time.UnixMilli(int64(atoi(a[3]))), visitStateByLetter(a[4])
	}
	return v, ok
}

// visitLetters returns the letter of each state of a visit, as record.lua
// takes and writes them.
func visitLetters() map[surveys.VisitState]string {
	return map[surveys.VisitState]string{
		surveys.VisitCounted: "c", surveys.VisitHeld: "h", surveys.VisitNoted: "n",
		surveys.VisitKept: "k", surveys.VisitDeclined: "d",
	}
}

func visitStateByLetter(letter string) surveys.VisitState { return keyOf(visitLetters(), letter) }

// visitsOf reads an invitation's visits.
func (s *Store) visitsOf(ctx context.Context, id surveys.InvitationID) (fields map[string]string, visits surveys.Visits, err error) {
	pipe := s.rdb.Pipeline()
	inv, vis := pipe.HGetAll(ctx, invitationKey(id)), pipe.HGetAll(ctx, visitsKey(id))
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, surveys.Visits{}, fmt.Errorf("read visits: %w", err)
	}
	return inv.Val(), readVisits(inv.Val(), vis.Val()), nil
}

// Visits reads what is known of who opened an invitation's links.
func (s *Store) Visits(ctx context.Context, id surveys.InvitationID) (surveys.Visits, error) {
	_, visits, err := s.visitsOf(ctx, id)
	return visits, err
}
