package store_test

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store"
	"barometer/surveys/store/storetest"

	"github.com/redis/go-redis/v9"
)

// dump is every key of a Redis with all that it holds, as text.
func dump(t *testing.T, rdb redis.UniversalClient) map[string]string {
	t.Helper()
	ctx := context.Background()
	var keys []string
	var one sync.Mutex // the masters of a cluster are asked at once
	read := func(ctx context.Context, c redis.Cmdable) error {
		found, err := c.Keys(ctx, "*").Result()
		one.Lock()
		defer one.Unlock()
		keys = append(keys, found...)
		return err
	}
	if cluster, ok := rdb.(*redis.ClusterClient); ok {
		must(t, cluster.ForEachMaster(ctx, func(ctx context.Context, c *redis.Client) error { return read(ctx, c) }))
	} else {
		must(t, read(ctx, rdb))
	}
	out := map[string]string{}
	for _, key := range keys {
		kind, err := rdb.Type(ctx, key).Result()
		must(t, err)
		switch kind {
		case "string":
			out[key] = rdb.Get(ctx, key).Val()
		case "hash":
			out[key] = fmt.Sprint(rdb.HGetAll(ctx, key).Val())
		case "list":
			out[key] = fmt.Sprint(rdb.LRange(ctx, key, 0, -1).Val())
		case "set":
			out[key] = fmt.Sprint(rdb.SMembers(ctx, key).Val())
		case "zset":
			out[key] = fmt.Sprint(rdb.ZRange(ctx, key, 0, -1).Val())
		case "stream":
			out[key] = fmt.Sprint(rdb.XRange(ctx, key, "-", "+").Val())
		default:
			t.Fatalf("%s is a %s, which nobody looks into", key, kind)
		}
	}
	return out
}

// naming are the keys that hold one of the words, in whatever case.
func naming(t *testing.T, rdb redis.UniversalClient, words ...string) []string {
	t.Helper()
	var out []string
	for key, text := range dump(t, rdb) {
		for _, word := range words {
			if strings.Contains(strings.ToLower(key+" "+text), strings.ToLower(word)) {
				out = append(out, key+" holds "+word)
			}
		}
	}
	slices.Sort(out)
	return out
}

const (
	annaAddress = "anna.keller@lakeside.example"
	annaName    = "Anna Keller"
	annaWords   = "The booking page was down on the busiest day of our year."
)

// annasHouse is a house that knows Anna in every way that it can: asked and
// answered as one of a customer and as a customer herself, with a case, notes, a
// reply, a webhook's delivery, a letter, a consent and a pause.
func annasHouse(t *testing.T, rdb redis.UniversalClient) (*store.Store, *storetest.Clock) {
	t.Helper()
	ctx := context.Background()
	s, clock := storetest.OpenAt(t, rdb)
	anna := surveys.NewContactID(annaAddress)
	answer := func(id string, customer surveys.CustomerRef, to, words string, choice int) {
		in := surveys.Interaction{ID: surveys.InteractionID(id), Type: "ticket_solved", OccurredAt: clock.Now(), Project: surveys.ProjectRef{ID: "support", Name: "Support"},
			Customer: customer, Contact: surveys.Contact{Address: to, Name: map[bool]string{true: annaName}[to == annaAddress]}, Agent: "priya",
			Properties: map[string]string{"subject": "Ticket of " + annaName}}
		_, err := s.Import(ctx, []store.Imported{{Interaction: in, Scale: "csat5", Choice: choice, AnsweredAtMS: clock.Now().UnixMilli(),
			Words: surveys.Words{Comment: words, ContactWanted: choice == 1}, OpenCase: true}})
		must(t, err)
	}
	lake := surveys.CustomerRef{ID: "lakeside", Name: "Lakeside Hotels"}
	answer("T-1", lake, annaAddress, annaWords, 1)
	answer("T-2", lake, annaAddress, "Good.", 4)
	answer("T-3", surveys.CustomerRef{}, annaAddress, "Fine for myself.", 5)
	for i := range 8 {
		answer(fmt.Sprintf("T-b%d", i), lake, "bob@lakeside.example", "Bob is happy.", 5)
	}
	_, _, err := s.Ask(ctx, surveys.Interaction{ID: "T-9", Type: "ticket_solved", OccurredAt: clock.Now(), Project: surveys.ProjectRef{ID: "support"}, Customer: lake,
		Contact: surveys.Contact{Address: annaAddress, Name: annaName}, Properties: map[string]string{"subject": "Ticket of " + annaName}})
	must(t, err)
	followAll(t, s)
	cases, err := s.OpenCasesOf(ctx, "lakeside")
	must(t, err)
	if len(cases) == 0 {
		t.Fatal("the complaint has no case")
	}
	note := "Called " + annaName + ", she is calm again"
	_, err = s.PatchCase(ctx, cases[0].ID, surveys.CasePatch{Note: note, By: "u1"})
	must(t, err)
	_, _, err = s.WriteReply(ctx, store.NewReply{Case: cases[0].ID, By: surveys.User{ID: "u1", Email: "priya@house.example", Name: "Priya"}, Text: "Dear " + annaName + ", we are sorry."})
	must(t, err)
	must(t, s.NoteCustomer(ctx, surveys.CustomerNote{ID: "n1", Customer: "lakeside", Kind: surveys.NoteText, Text: annaName + " has her birthday in May", By: "u1"}))
	must(t, s.NoteCustomer(ctx, surveys.CustomerNote{ID: "n2", Customer: "lakeside", Kind: surveys.NoteThanks, Text: "Thanks went to " + annaName}))
	_, err = s.KeepDelivery(ctx, surveys.Delivery{ID: "d1", Webhook: "w1", Event: surveys.OnResponseCounted, At: clock.Now(),
		Body: `{"type":"response.counted","data":{"contact":"` + string(anna) + `","email":"` + annaAddress + `","comment":"Good.","choice":4}}`})
	must(t, err)
	must(t, s.KeepLetter(ctx, surveys.Letter{Box: "bounces", From: annaAddress, Subject: "Hello", Text: "I am " + annaName, At: clock.Now()}))
	must(t, s.KeepImport(ctx, surveys.ImportJob{ID: "j1", File: "people.csv", At: clock.Now()}, []byte("email,name\n"+annaAddress+","+annaName+"\n")))
	_, err = s.ChangeConsent(ctx, anna, func(c surveys.Consent) (surveys.Consent, error) {
		c.Customer, c.Kind = "lakeside", surveys.StepQuote
		return c.With(surveys.ConsentLine{At: clock.Now(), State: surveys.ConsentAsked, Text: annaWords}), nil
	})
	must(t, err)
	must(t, s.PauseContact(ctx, anna, clock.Now().Add(90*24*time.Hour)))
	knowAnnaInTheHouse(t, s, anna)
	must(t, s.Tend(ctx))
	return s, clock
}

// knowAnnaInTheHouse writes her name where things are kept that belong to no
// person.
func knowAnnaInTheHouse(t *testing.T, s *store.Store, anna surveys.ContactID) {
	t.Helper()
	ctx := context.Background()
	spokesman, stage := annaName, surveys.AtRisk
	_, err := s.PutCustomer(ctx, "lakeside", surveys.CustomerPatch{Stage: &stage, Reason: annaName + " asks others", Attributes: map[string]*string{"spokesperson": &spokesman}})
	must(t, err)
	_, err = s.PutCustomer(ctx, "harbour", surveys.CustomerPatch{Attributes: map[string]*string{"spokesperson": &spokesman}})
	must(t, err)
	must(t, s.MergeCustomers(ctx, "harbour", "lakeside"))
	for i, kind := range []surveys.WorthKind{surveys.WorthTime, surveys.WorthRevenue, surveys.WorthCost, surveys.WorthBeyond} {
		e := surveys.WorthEntry{Kind: kind, ID: fmt.Sprint("e", i), Customer: "lakeside", Project: "support", From: s.Today(), To: s.Today(), Amount: 5_00,
			Minutes: 5, Person: "Dev", Sort: surveys.RevenueSale, Note: "With " + annaName, By: "Dev", Why: annaName + " said so"}
		if kind == surveys.WorthBeyond {
			e.Sort = surveys.BeyondReferral
		}
		_, err := s.KeepWorth(ctx, []surveys.WorthEntry{e}, "EUR")
		must(t, err)
	}
	_, err = s.AddSpecialDay(ctx, surveys.SpecialDay{Customer: "lakeside", Kind: surveys.DayOther, Note: "Birthday of " + annaName, Date: s.Today() + 40, Before: 3}, surveys.Telling{})
	must(t, err)
	for i, address := range []string{"/responses?contact=" + string(anna), "/search?q=" + url.QueryEscape(annaName), "/responses?q=" + url.QueryEscape(annaAddress), "/responses?project=support"} {
		must(t, s.SaveView(ctx, surveys.View{ID: surveys.ViewID(fmt.Sprint("v", i)), Name: "Of " + annaName, Address: address}))
	}
	for i := range 600 { // more than are read at once
		must(t, s.Record(ctx, surveys.AuditEntry{Act: "founder.wrote", Subject: "customer lakeside", Detail: surveys.Plain(map[bool]string{true: annaName + " and us", false: "Bob and us"}[i%200 == 1])}))
	}
	must(t, s.Record(ctx, surveys.AuditEntry{Act: "case.answered", Subject: "case 1", Detail: surveys.Tell("changes_in_name", "Who", annaName)}))
	must(t, s.KeepImport(ctx, surveys.ImportJob{ID: "j2", File: annaName + ".csv", At: s.Now()}, []byte("a")))
}

// restOfTheHouse: what belongs to no person is as it was, but for the name.
func restOfTheHouse(t *testing.T, s *store.Store) {
	t.Helper()
	ctx := context.Background()
	life, err := s.Life(ctx, "lakeside")
	must(t, err)
	entries, _, err := s.WorthEntries(ctx, store.WorthQuery{Kind: surveys.WorthBeyond, Limit: 10})
	must(t, err)
	lines, _, err := s.Audit(ctx, surveys.AuditFilter{}, "", 1000)
	must(t, err)
	views, err := s.Views(ctx, "")
	must(t, err)
	gone := surveys.ErasedName
	if life.Attributes["spokesperson"] != gone || life.Changes[len(life.Changes)-1].Reason != gone+" asks others" {
		t.Errorf("life: %+v", life)
	}
	if e := entries[0]; e.Note != "With "+gone || e.Why != gone+" said so" || e.Amount != 5_00 || e.By != "Dev" {
		t.Errorf("entry: %+v", e)
	}
	changed := slices.DeleteFunc(slices.Clone(lines), func(l surveys.AuditEntry) bool { return l.Detail.Plain != gone+" and us" })
	if len(lines) != 601 || len(changed) != 3 || lines[1].Detail.Plain != "Bob and us" || lines[0].Detail.ID != "changes_in_name" || lines[0].Detail.With["Who"].Plain != gone {
		t.Errorf("record: %d lines, %d changed", len(lines), len(changed))
	}
	if len(views) != 1 || views[0].Name != "Of "+gone || views[0].Address != "/responses?project=support" {
		t.Errorf("views: %+v", views)
	}
	_, err = s.PartCustomer(ctx, "harbour")
	must(t, err)
	if life, err := s.Life(ctx, "harbour"); err != nil || life.Attributes["spokesperson"] != gone {
		t.Errorf("parted: %+v %v", life, err)
	}
}

// figures are all totals that a page or the API shows.
func figures(t *testing.T, s *store.Store, rdb redis.UniversalClient) string {
	t.Helper()
	ctx := context.Background()
	year := surveys.Period{From: s.Today() - 365, To: s.Today()}
	portfolio, err := s.PortfolioDays(ctx, year)
	must(t, err)
	agent, err := s.AgentDays(ctx, "priya", year)
	must(t, err)
	projects, _, err := s.ProjectStandings(ctx, store.ListQuery{Period: year, Limit: 50})
	must(t, err)
	customers, _, err := s.CustomerStandings(ctx, store.ListQuery{Period: year, Limit: 50})
	must(t, err)
	for i := range customers {
		customers[i].Name = "" // all that may change
	}
	return fmt.Sprintf("%+v\n%+v\n%+v\n%+v", portfolio, agent, projects, customers)
}

// rebuild folds the signals of every project anew.
func rebuild(t *testing.T, s *store.Store, rdb redis.UniversalClient) {
	t.Helper()
	ctx := context.Background()
	keys, err := rdb.Keys(ctx, "*:ps").Result()
	must(t, err)
	for _, key := range keys {
		must(t, rdb.SAdd(ctx, strings.TrimSuffix(key, "ps")+"z:dirty", rdb.SMembers(ctx, key).Val()).Err())
	}
	for shard := range surveys.Shards {
		_, err := s.RebuildDirty(ctx, shard)
		must(t, err)
	}
}

func TestNothingIsLeftOfAPersonButTheNumbers(t *testing.T) {
	ctx := context.Background()
	rdb := storetest.Redis(t)
	s, _ := annasHouse(t, rdb)
	anna := surveys.NewContactID(annaAddress)
	words := []string{annaAddress, annaName, annaWords, "fine for myself", "keller", url.QueryEscape(annaAddress)}
	if found := naming(t, rdb, words...); len(found) < 30 {
		t.Fatalf("the house knows Anna in %d places only, too few for a test:\n%s", len(found), strings.Join(found, "\n"))
	}
	rebuild(t, s, rdb)
	before := figures(t, s, rdb)

	out, err := s.EraseContact(ctx, anna, false)
	must(t, err)
	if !out.Done || out.Invitations != 4 || out.Texts < 4 {
		t.Errorf("erased: %+v", out)
	}
	// What a person of the team wrote stays until it is to go, too.
	if got := naming(t, rdb, words...); len(got) != 2 || !strings.Contains(got[0], "c:{") {
		t.Errorf("still known:\n%s", strings.Join(got, "\n"))
	}
	if got := naming(t, rdb, "Bob is happy."); len(got) == 0 {
		t.Error("others are gone, too")
	}
	if after := figures(t, s, rdb); after != before {
		t.Errorf("figures changed\n%s\nwere\n%s", after, before)
	}
	restOfTheHouse(t, s)
	must(t, s.MergeCustomers(ctx, "harbour", "lakeside"))
	rebuild(t, s, rdb)
	if after := figures(t, s, rdb); after != before {
		t.Errorf("rebuilt figures changed\n%s\nwere\n%s", after, before)
	}

	// Nobody comes back by mistake: asked, imported, complained or bounced.
	storetest.Empty(t, rdb)
	s, clock := annasHouse(t, rdb)
	_, err = s.EraseContact(ctx, anna, true)
	must(t, err)
	inv := storetest.Ask(t, s, storetest.ID("T-10"), storetest.To(annaAddress, annaName))
	if inv.Mail != surveys.MailSkipped || inv.Reason != string(surveys.SkipErased) {
		t.Errorf("asked again: %s %s", inv.Mail, inv.Reason)
	}
	self := storetest.Interaction(storetest.ID("T-11"), storetest.To(annaAddress, annaName))
	self.Customer = surveys.CustomerRef{}
	added, err := s.Import(ctx, []store.Imported{{Interaction: self, Scale: "csat5", Choice: 2, AnsweredAtMS: clock.Now().UnixMilli(), Words: surveys.Words{Comment: annaWords}}})
	if err != nil || added != 1 {
		t.Errorf("an answer from elsewhere counts, without its words: %d %v", added, err)
	}
	if _, err := s.PutContact(ctx, surveys.Contact{ID: anna, Address: annaAddress, Name: annaName}, "lakeside"); surveys.CodeOf(err) != surveys.Invalid {
		t.Errorf("brought in again: %v", err)
	}
	_, err = s.DoNotAsk(ctx, annaAddress, "by hand")
	must(t, err)
	must(t, s.BounceContact(ctx, anna, "550 "+annaAddress))
	followAll(t, s)
	clock.Advance(time.Hour)
	must(t, s.Tend(ctx))
	if got := naming(t, rdb, words...); len(got) != 0 {
		t.Errorf("known once more:\n%s", strings.Join(got, "\n"))
	}
	if left := rdb.HLen(ctx, "x:{erasures}").Val(); left != 0 {
		t.Errorf("%d erasures are not done with", left)
	}
}

// A process may die after any write: what was begun is ended by tending, and
// finds what the first one would have found.
func TestAnErasureThatWasBrokenOffIsEnded(t *testing.T) {
	ctx := context.Background()
	rdb := storetest.Redis(t)
	s, clock := annasHouse(t, rdb)
	anna := surveys.NewContactID(annaAddress)
	broken, cancel := context.WithCancel(ctx)
	dying := &dies{after: 12, kill: cancel}
	rdb.AddHook(dying)
	_, err := s.EraseContact(broken, anna, true)
	dying.off = true
	if err == nil {
		t.Fatal("it was not broken off")
	}
	if _, err := s.Contact(ctx, anna); surveys.CodeOf(err) != surveys.NotFound {
		t.Errorf("not marked first: %v", err)
	}
	must(t, s.Tend(ctx))
	clock.Advance(time.Hour)
	must(t, s.Tend(ctx))
	if got := naming(t, rdb, annaAddress, annaName, annaWords); len(got) != 0 {
		t.Errorf("still known:\n%s", strings.Join(got, "\n"))
	}
	if _, err := s.EraseContact(ctx, anna, true); err != nil {
		t.Errorf("once more: %v", err)
	}
}

// dies ends a context after so many calls.
type dies struct {
	after int
	kill  func()
	off   bool
}

func (d *dies) DialHook(next redis.DialHook) redis.DialHook { return next }
func (d *dies) ProcessHook(next redis.ProcessHook) redis.ProcessHook {
	return func(ctx context.Context, cmd redis.Cmder) error { d.count(); return next(ctx, cmd) }
}
func (d *dies) ProcessPipelineHook(next redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(ctx context.Context, cmds []redis.Cmder) error { d.count(); return next(ctx, cmds) }
}

func (d *dies) count() {
	if d.after--; d.after == 0 && !d.off {
		d.kill()
	}
}
