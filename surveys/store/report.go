package store

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"barometer/surveys"

	"github.com/redis/go-redis/v9"
)

// Fields of reportKey.
const (
	reportRevision = "r"
	reportText     = "d"
)

// Report reads a report. NotFound.
func (s *Store) Report(ctx context.Context, id surveys.ReportID) (surveys.Report, error) {
	h, err := s.rdb.HGetAll(ctx, reportKey(id)).Result()
	if err != nil {
		return surveys.Report{}, fmt.Errorf("read a report: %w", err)
	}
	return readReport(h)
}

func readReport(h map[string]string) (r surveys.Report, err error) {
	if h[reportText] == "" {
		return r, surveys.Errorf(surveys.NotFound, "there is no such report")
	}
	if err := json.Unmarshal([]byte(h[reportText]), &r); err != nil {
		return r, fmt.Errorf("report: %w", err)
	}
	r.Revision = atoi(h[reportRevision])
	return r, nil
}

// Reports returns a page of reports, the last made first, and how many there are.
func (s *Store) Reports(ctx context.Context, offset, limit int) (items []surveys.Report, total int, err error) {
	pipe := s.rdb.Pipeline()
	card := pipe.ZCard(ctx, reportsKey())
	ids := pipe.ZRevRange(ctx, reportsKey(), int64(offset), int64(offset+limit-1))
	if _, err := pipe.Exec(ctx); err != nil {
		return nil, 0, fmt.Errorf("reports: %w", err)
	}
	if len(ids.Val()) == 0 {
		return nil, int(card.Val()), nil
	}
	pipe = s.rdb.Pipeline()
	found := make([]*redis.MapStringStringCmd, len(ids.Val()))
	for i, id := range ids.Val() {
		found[i] = pipe.HGetAll(ctx, reportKey(surveys.ReportID(id)))
	}
	if err := exec(ctx, pipe); err != nil {
		return nil, 0, fmt.Errorf("reports: %w", err)
	}
	for _, h := range found {
		r, err := readReport(h.Val())
		if err != nil {
			return nil, 0, err
		}
		items = append(items, r)
	}
	return items, int(card.Val()), nil
}

// keepReport writes a report over the revision that it was read with; to are
// the numbers of the readers that it is mailed to, note what the customer's
// timeline says of it; nothing without an id.
func (s *Store) keepReport(ctx context.Context, r surveys.Report, to []int, note surveys.CustomerNote) (surveys.Report, error) {
	text, err := json.Marshal(r)
	if err != nil {
		return r, err
	}
	owed, err := s.owe(owedKey(digestShard), note)
	if err != nil {
		return r, err
	}
	args := []any{string(r.ID), r.Revision, string(text), r.Made.UnixMilli(), s.now().UnixMilli(), owed.field, owed.text}
	for _, n := range to {
		args = append(args, dueMember(surveys.DueReport, string(r.ID)+"."+strconv.Itoa(n)))
	}
	done, err := s.run(ctx, "save_report", []string{reportKey(r.ID), reportsKey(), dueKey(digestShard), owed.key}, args...).Bool()
	if err != nil {
		return r, fmt.Errorf("keep a report: %w", err)
	}
	if !done {
		return r, surveys.Errorf(surveys.Conflict, "somebody else has changed this report meanwhile; please look at it again")
	}
	s.pay(ctx, owed)
	r.Revision++
	return r, nil
}

// reportNote is what the customer's timeline says of a report that has left the
// house or was called back; told is empty for nothing.
func reportNote(r surveys.Report, act string, by surveys.UserID, at time.Time, told surveys.Telling) surveys.CustomerNote {
	if told.IsZero() || r.OfProject() || r.Released.IsZero() {
		return surveys.CustomerNote{}
	}
	return surveys.CustomerNote{ID: "report-" + string(r.ID) + "-" + act, Customer: r.Customer, Kind: surveys.NoteReport, By: by, At: at}.Told(told)
}

// reportAt reads a report that is still at the revision that somebody saw.
// NotFound, Conflict.
func (s *Store) reportAt(ctx context.Context, id surveys.ReportID, revision int) (surveys.Report, error) {
	r, err := s.Report(ctx, id)
	if err == nil && r.Revision != revision {
		err = surveys.Errorf(surveys.Conflict, "somebody else has changed this report meanwhile; please look at it again")
	}
	return r, err
}

func wrongState(r surveys.Report, what *surveys.Phrase) error {
	return surveys.Errorf(surveys.Conflict, "a report that is %s cannot be %s", r.State, what)
}

// newReport keeps the first draft.
func (s *Store) newReport(ctx context.Context, r surveys.Report) (surveys.Report, error) {
	var random [10]byte
	if _, err := rand.Read(random[:]); err != nil {
		return r, err
	}
	r.ID, r.State, r.Revision, r.Made = surveys.NewReportID(random), surveys.ReportDraft, 0, s.now().UTC().Truncate(time.Second)
	return s.keepReport(ctx, r, nil, surveys.CustomerNote{})
}

// EditReport changes what people write of a report, and makes it a draft again;
// its figures stay. Invalid, NotFound, Conflict.
func (s *Store) EditReport(ctx context.Context, id surveys.ReportID, revision int, sections []surveys.ReportSection, to []surveys.ContactID) (surveys.Report, error) {
	r, err := s.reportAt(ctx, id, revision)
	if err != nil {
		return r, err
	}
	if r.State != surveys.ReportDraft && r.State != surveys.ReportReviewed {
		return r, wrongState(r, surveys.Phrasef("changed"))
	}
	for i := range sections {
		sections[i].Text = plainLines(sections[i].Text)
	}
	r.Sections, r.To = sections, to
	r.State, r.Reviewer, r.Reviewed = surveys.ReportDraft, "", time.Time{}
	if err := surveys.CheckReport(r); err != nil {
		return r, err
	}
	return s.keepReport(ctx, r, nil, surveys.CustomerNote{})
}

// ReviewReport notes that somebody has read a draft. NotFound, Conflict.
func (s *Store) ReviewReport(ctx context.Context, id surveys.ReportID, revision int, by surveys.UserID) (surveys.Report, error) {
	r, err := s.reportAt(ctx, id, revision)
	if err != nil {
		return r, err
	}
	if r.State != surveys.ReportDraft {
		return r, wrongState(r, surveys.Phrasef("reviewed"))
	}
	r.State, r.Reviewer, r.Reviewed = surveys.ReportReviewed, by, s.now().UTC().Truncate(time.Second)
	return s.keepReport(ctx, r, nil, surveys.CustomerNote{})
}

// ReleaseReport opens the link of a reviewed report for so many days, and puts
// its mails on the schedule; told is what the customer's timeline says of it,
// empty for nothing. NotFound, Conflict, Invalid.
func (s *Store) ReleaseReport(ctx context.Context, id surveys.ReportID, revision int, by surveys.User, days int, told surveys.Telling) (surveys.Report, error) {
	r, err := s.reportAt(ctx, id, revision)
	if err != nil {
		return r, err
	}
	if r.State != surveys.ReportReviewed {
		return r, wrongState(r, surveys.Phrasef("released"))
	}
	if days < 1 || days > surveys.MostReportDays {
		return r, surveys.InvalidField("days", "must be 1 to %d", surveys.MostReportDays)
	}
	now := s.now().UTC().Truncate(time.Second)
	r.State, r.Releaser, r.Released, r.Ends = surveys.ReportReleased, by.ID, now, now.AddDate(0, 0, days)
	r.Sender = surveys.ReportSender{Name: by.Called(), Email: by.Email}
	to := make([]int, len(r.To))
	for i := range to {
		to[i] = i + 1
	}
	return s.keepReport(ctx, r, to, reportNote(r, "release", by.ID, now, told))
}

// WithdrawReport closes the link of a released report, or ends a draft; mails
// that wait are not sent any more; told is as of ReleaseReport. NotFound,
// Conflict.
func (s *Store) WithdrawReport(ctx context.Context, id surveys.ReportID, revision int, by surveys.UserID, told surveys.Telling) (surveys.Report, error) {
	r, err := s.reportAt(ctx, id, revision)
	if err != nil {
		return r, err
	}
	if r.State == surveys.ReportWithdrawn {
		return r, wrongState(r, surveys.Phrasef("withdrawn again"))
	}
	r.State, r.Taker, r.Taken = surveys.ReportWithdrawn, by, s.now().UTC().Truncate(time.Second)
	return s.keepReport(ctx, r, nil, reportNote(r, "withdraw", by, r.Taken, told))
}

// ReportMail is the mail of a report to one reader.
type ReportMail struct {
	State  surveys.MailState // scheduled: nobody has begun it
	Reason string            // of failed
	Holder string            // of data: who is sending it
}

// ReportMails returns the mails of a report that were begun, by the number of
// their reader.
func (s *Store) ReportMails(ctx context.Context, id surveys.ReportID) (map[int]ReportMail, error) {
	h, err := s.rdb.HGetAll(ctx, reportMailsKey(id)).Result()
	if err != nil {
		return nil, fmt.Errorf("mails of a report: %w", err)
	}
	out := make(map[int]ReportMail, len(h))
	for reader, v := range h {
		m := ReportMail{State: keyOf(alertLetters(), v[:1])}
		switch m.State {
		case surveys.MailData:
			m.Holder = v[1:]
		case surveys.MailFailed:
			m.Reason = v[1:]
		}
		out[atoi(reader)] = m
	}
	return out, nil
}

// MoveReportMail moves the mail to a reader from one state to another; false
// when it is in a third one.
func (s *Store) MoveReportMail(ctx context.Context, id surveys.ReportID, reader int, m AlertMove) (bool, error) {
	return s.moveMail(ctx, reportMailsKey(id), strconv.Itoa(reader), m, 0)
}

// StopReports notes that a contact wants no more reports.
func (s *Store) StopReports(ctx context.Context, id surveys.ContactID) error {
	if err := s.rdb.HSetNX(ctx, reportStopsKey(), string(id), s.now().UnixMilli()).Err(); err != nil {
		return fmt.Errorf("stop reports: %w", err)
	}
	return nil
}

// ReportsStopped says which of the contacts want no more reports.
func (s *Store) ReportsStopped(ctx context.Context, ids []surveys.ContactID) (map[surveys.ContactID]bool, error) {
	out := map[surveys.ContactID]bool{}
	if len(ids) == 0 {
		return out, nil
	}
	fields := make([]string, len(ids))
	for i, id := range ids {
		fields[i] = string(id)
	}
	found, err := s.rdb.HMGet(ctx, reportStopsKey(), fields...).Result()
	if err != nil {
		return nil, fmt.Errorf("who wants no reports: %w", err)
	}
	for i, v := range found {
		out[ids[i]] = v != nil
	}
	return out, nil
}

// ReadReportDue reads report and number of the reader out of due work.
func ReadReportDue(id string) (report surveys.ReportID, reader int, ok bool) {
	before, after, _ := strings.Cut(id, ".")
	report, ok = surveys.ParseReportID(before)
	reader, err := strconv.Atoi(after)
	return report, reader, ok && err == nil && reader > 0
}
