package store

import (
	"context"
	"fmt"
	"strings"
	"unicode/utf8"

	"barometer/surveys"
)

// Codes that void.lua and restore.lua answer.
const (
	voidNothing  = 0
	voidDone     = 1
	voidMissing  = 8
	voidNeedCase = 9
)

// ReasonMax is the longest reason of a void or restore in characters.
const ReasonMax = 300

// voiding is one run of void.lua; who is empty for the machine.
type voiding struct {
	who, reason, client, evidence string
	doubts                        surveys.Doubts
}

func (s *Store) void(ctx context.Context, id surveys.InvitationID, v voiding) (code int, err error) {
	keys := []string{invitationKey(id), visitsKey(id), outboxKey(id.Shard()), historyKey(id), saidLogKey(id.Shard())}
	return s.runWithCase(ctx, "void", keys, string(id), s.now().UnixMilli(), v.who, oneLine(v.reason),
		v.client, int(v.doubts), v.evidence, int(visitsTTL.Seconds()))
}

// runWithCase runs a script and, where it asks for them, runs it again with the
// keys of the invitation's case.
func (s *Store) runWithCase(ctx context.Context, name string, keys []string, args ...any) (code int, err error) {
	for range 2 {
		out, err := s.run(ctx, name, keys, args...).Int64Slice()
		if err != nil {
			return 0, fmt.Errorf("%s: %w", name, err)
		}
		if out[0] != voidNeedCase {
			return int(out[0]), nil
		}
		keys = append(keys, storyKeys(surveys.CaseID(out[1]))...)
	}
	return 0, fmt.Errorf("%s: asks for the case again and again", name)
}

// Void takes an answer out of the figures because a person of the team says
// so, with a reason that is kept. Nothing counts for the invitation until it is
// restored. A repeat changes nothing. Invalid: no reason. Conflict: there is no
// answer that counts, or did.
func (s *Store) Void(ctx context.Context, id surveys.InvitationID, who surveys.UserID, reason string) error {
	if err := checkReason(reason); err != nil {
		return err
	}
	code, err := s.void(ctx, id, voiding{who: oneLine(string(who)), reason: reason})
	return voidError(code, err, surveys.Phrasef("this invitation has no answer that counts"))
}

// Restore lets a voided answer count again, with a reason that is kept. The
// machine does not take it back afterwards. A repeat changes nothing. Invalid:
// no reason. Conflict: the answer was never void.
func (s *Store) Restore(ctx context.Context, id surveys.InvitationID, who surveys.UserID, reason string) error {
	if err := checkReason(reason); err != nil {
		return err
	}
	inv, err := s.Invitation(ctx, id)
	if err != nil {
		return err
	}
	scale, _ := surveys.ScaleByID(inv.Scale)
	follow := flagOf(scale.IsComplaint(inv.Choice) || inv.Words.ContactWanted)
	keys := []string{invitationKey(id), outboxKey(id.Shard()), historyKey(id), saidLogKey(id.Shard())}
	code, err := s.runWithCase(ctx, "restore", keys, string(id), s.now().UnixMilli(), oneLine(string(who)), oneLine(reason), follow, string(recoveryOf(scale, inv.Choice)))
	return voidError(code, err, surveys.Phrasef("this invitation has no answer that was set aside"))
}

// recoveryOf is what the answer to asking once more says.
func recoveryOf(scale surveys.Scale, choice int) surveys.Recovery {
	switch {
	case scale.IsComplaint(choice):
		return surveys.NotRecovered
	case scale.IsSatisfied(choice):
		return surveys.Recovered
	}
	return surveys.RecoveryUnclear
}

func voidError(code int, err error, nothing *surveys.Phrase) error {
	switch {
	case err != nil:
		return err
	case code == voidMissing:
		return surveys.Errorf(surveys.NotFound, "there is no such invitation")
	case code == voidNothing:
		return surveys.Errorf(surveys.Conflict, "%s", nothing)
	}
	return nil
}

func checkReason(reason string) error {
	n := utf8.RuneCountInString(strings.TrimSpace(reason))
	if n == 0 || n > ReasonMax {
		return surveys.InvalidField("reason", "must be 1 to %d characters: why should this answer count or not?", ReasonMax)
	}
	if problem := surveys.CheckText(oneLine(reason), ReasonMax); problem != nil {
		return surveys.InvalidField("reason", "%s", problem)
	}
	return nil
}

// oneLine keeps text within a line of the history, whose parts are parted by bars.
func oneLine(text string) string {
	return strings.NewReplacer("|", "/", "\n", " ", "\r", " ").Replace(strings.TrimSpace(text))
}

// flagOf is how scripts take and write a yes.
func flagOf(yes bool) string {
	if yes {
		return "1"
	}
	return ""
}
