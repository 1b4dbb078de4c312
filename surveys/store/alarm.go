package store

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"barometer/surveys"
	"barometer/surveys/signal"
)

// alarmNote is an alarm as a shard keeps it. The hash of its project has two
// fields for it: "customer:second", with 0 for the project as a whole, holds
//
//	since usual alpha rater invitation joined
//
// and the same with ":l" behind it the second of the episode's last alarm.
type alarmNote struct {
	customer   int   // 0: of the project as a whole
	at         int64 // Unix seconds of the rating that raised it
	since      int64
	last       int64 // of the newest alarm of the episode
	usual      float64
	alpha      float64
	rater      int // customer whose rating raised it
	invitation surveys.InvitationID
	joined     bool // the customer was named less than 30 days before

	opens bool             // the first alarm of its episode
	by    surveys.Evidence // of the rating; not kept
}

// episode is how long alarms belong together.
const episode = time.Duration(signal.EpisodeDays * 24 * float64(time.Hour))

// stepBoth advances the signals of a project and of a customer in it by an
// answer, and returns what alarmed. A customer has one episode at a time: its
// own alarm, and the one of its project that its rating raised, are one story
// within 30 days, and the first names it; of one rating that raised both, its
// own: a person is called for the customer, and the project is named.
func stepBoth(project, customer *summary, a answer, p signal.Priors, alpha float64) (raised []alarmNote) {
	for _, m := range []*summary{customer, project} {
		if m == nil {
			continue
		}
		said := m.step(a, p, alpha)
		if !said.Alarm {
			continue
		}
		n := m.note(a, said, alpha)
		if m == customer {
			n.customer = a.customer
		}
		if n.opens && customer != nil {
			n.joined = customer.named(n.at)
		}
		raised = append(raised, n)
	}
	return raised
}

// note is what is kept of an alarm that an answer has just raised.
func (m *summary) note(a answer, said signal.Reading, alpha float64) alarmNote {
	return alarmNote{
		at: signal.Instant(m.stream.Episode).Unix(), since: signal.Instant(m.stream.WorseSince).Unix(),
		last: signal.Instant(a.rating.At).Unix(), usual: said.P, alpha: alpha,
		rater: a.customer, invitation: a.id, opens: said.First, by: a.by,
	}
}

// named reports whether an episode named the customer less than 30 days before
// a second, and else notes that one names it now.
func (m *summary) named(at int64) bool {
	if m.told != 0 && at-m.told < int64(episode/time.Second) {
		return true
	}
	m.told = at
	return false
}

// field is the field of the hash of its project.
func (n alarmNote) field() string {
	return strconv.Itoa(n.customer) + ":" + strconv.FormatInt(n.at, 10)
}

// member is the alarm on the list of the shard.
func (n alarmNote) member(project int) string { return strconv.Itoa(project) + ":" + n.field() }

// lastField holds the newest alarm of the episode.
func (n alarmNote) lastField() string { return n.field() + ":l" }

// fields are the fields and values of the hash of its project.
func (n alarmNote) fields() []any {
	return []any{n.field(), n.String(), n.lastField(), n.last}
}

// String is the alarm as it lies in its field.
func (n alarmNote) String() string {
	joined := 0
	if n.joined {
		joined = 1
	}
	return fmt.Sprintf("%d %s %s %d %s %d", n.since, floatText(n.usual), floatText(n.alpha), n.rater, n.invitation, joined)
}

func floatText(f float64) string { return strconv.FormatFloat(f, 'g', -1, 64) }

// readAlarms reads the hash of a project.
func readAlarms(hash map[string]string) ([]alarmNote, error) {
	var out []alarmNote
	for field, text := range hash {
		customer, at, ok := strings.Cut(field, ":")
		if !ok || strings.HasSuffix(field, ":l") {
			continue
		}
		n := alarmNote{customer: atoi(customer), at: int64(atoi(at)), opens: true}
		if err := n.read(text); err != nil {
			return nil, fmt.Errorf("alarm %s: %w", field, err)
		}
		n.last = max(n.at, int64(atoi(hash[n.lastField()])))
		out = append(out, n)
	}
	return out, nil
}

// read reads what String wrote.
func (n *alarmNote) read(text string) error {
	words := strings.Split(text, " ")
	if len(words) != 6 {
		return fmt.Errorf("%q: want 6 words", text)
	}
	usual, err := strconv.ParseFloat(words[1], 64)
	if err != nil {
		return err
	}
	alpha, err := strconv.ParseFloat(words[2], 64)
	if err != nil {
		return err
	}
	n.since, n.usual, n.alpha = int64(atoi(words[0])), usual, alpha
	n.rater, n.invitation, n.joined = atoi(words[3]), surveys.InvitationID(words[4]), words[5] == "1"
	return nil
}

// alarmID names an alarm to the outside: shard, project, customer, second.
func (n alarmNote) id(shard, project int) surveys.AlarmID {
	return surveys.AlarmID(fmt.Sprintf("%d-%d-%d-%d", shard, project, n.customer, n.at))
}

// source is where the figures of the alarm's stream are.
func (n alarmNote) source(shard, project int) source {
	return source{shard: shard, project: project, customer: n.customer}
}

// ended is when the episode was over, zero where it stands.
func (n alarmNote) ended(now time.Time) time.Time {
	if end := time.Unix(n.last, 0).Add(episode); !end.After(now) {
		return end.UTC()
	}
	return time.Time{}
}
