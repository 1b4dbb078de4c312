package store

import (
	"context"

	"barometer/surveys"
	"barometer/surveys/signal"

	"github.com/redis/go-redis/v9"
)

// Note writes an invitation as it stands and tells the outbox what happened to
// it, as the scripts that change invitations do. was is the choice before, of
// kind changed; id the case of kind case.
func (s *Store) Note(ctx context.Context, inv surveys.Invitation, kind surveys.EntryKind, was int, id surveys.CaseID) error {
	pipe := s.rdb.Pipeline()
	if err := s.queueNote(ctx, pipe, inv, kind, was, id); err != nil {
		return err
	}
	_, err := pipe.Exec(ctx)
	return err
}

// NoteAll is Note for many in one pipeline.
func (s *Store) NoteAll(ctx context.Context, all []surveys.Invitation, kind surveys.EntryKind) error {
	pipe := s.rdb.Pipeline()
	for _, inv := range all {
		if err := s.queueNote(ctx, pipe, inv, kind, 0, 0); err != nil {
			return err
		}
	}
	_, err := pipe.Exec(ctx)
	return err
}

func (s *Store) queueNote(ctx context.Context, pipe redis.Pipeliner, inv surveys.Invitation, kind surveys.EntryKind, was int, id surveys.CaseID) error {
	stands := inv
	if inv.Answer == surveys.AnswerVoid {
		stands.Answer = surveys.Answered
	}
	fields, project, err := s.encodeInvitation(ctx, stands)
	if err != nil {
		return err
	}
	if inv.Answer == surveys.AnswerVoid {
		fields = append(fields, fieldAnswer, string(surveys.AnswerVoid))
	}
	if inv.Case != 0 {
		fields = append(fields, fieldCase, int(inv.Case))
	}
	note, err := scriptFiles.ReadFile("scripts/include/outbox.lua")
	if err != nil {
		return err
	}
	before, of := any(""), any("")
	if kind == surveys.EntryChanged {
		before = was
	}
	if id != 0 {
		of = int(id)
	}
	pipe.HDel(ctx, invitationKey(inv.ID), fieldAnswer)
	pipe.HSet(ctx, invitationKey(inv.ID), fields...)
	pipe.SAdd(ctx, projectsKey(inv.ID.Shard()), project)
	queueCustomer(ctx, pipe, surveys.Interaction{
		Project: surveys.ProjectRef{ID: inv.Project}, Customer: surveys.CustomerRef{ID: inv.Customer},
	})
	pipe.Eval(ctx, string(note)+"\nnote(KEYS[1], KEYS[2], ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5])\nreturn 1",
		[]string{outboxKey(inv.ID.Shard()), invitationKey(inv.ID)},
		string(inv.ID), string(kind), s.now().UnixMilli(), before, of)
	return nil
}

// PutCase writes a case.
func (s *Store) PutCase(ctx context.Context, c surveys.Case) error {
	pipe := s.rdb.Pipeline()
	pipe.HSet(ctx, caseKey(c.ID), caseInvitation, string(c.Invitation), caseProject, string(c.Project),
		caseCustomer, string(c.Customer), caseContact, string(c.Contact),
		caseState, string(c.State), caseOpened, c.OpenedAt.UnixMilli(), caseChanged, c.OpenedAt.UnixMilli())
	if c.Withdrawn {
		pipe.HSet(ctx, caseKey(c.ID), caseWithdrawn, 1)
	}
	pipe.ZAdd(ctx, casesKey(c.ID.Shard(), c.State), redis.Z{Score: float64(c.OpenedAt.UnixMilli()), Member: int(c.ID)})
	_, err := pipe.Exec(ctx)
	return err
}

// Glance reads what a batch is applied to and writes what lies in customers'
// slots: an Advance that dies half way.
func (s *Store) Glance(ctx context.Context, b Batch) error {
	_, err := s.gather(ctx, b)
	return err
}

// ProjectStream returns the state of a project's signal.
func (s *Store) ProjectStream(ctx context.Context, id surveys.ProjectID) (signal.Stream, error) {
	src, err := s.projectSource(ctx, id)
	if err != nil {
		return signal.Stream{}, err
	}
	return s.streamAt(ctx, src)
}

// CustomerStream returns the state of the signal of a customer in a project.
func (s *Store) CustomerStream(ctx context.Context, id surveys.CustomerID, project surveys.ProjectID) (signal.Stream, error) {
	sources, err := s.customerSources(ctx, id, []surveys.ProjectID{project})
	if err != nil {
		return signal.Stream{}, err
	}
	return s.streamAt(ctx, sources[0])
}

func (s *Store) streamAt(ctx context.Context, src source) (signal.Stream, error) {
	key, field := src.summaryAt()
	text, err := s.rdb.HGet(ctx, key, field).Result()
	if err != nil && !isNil(err) {
		return signal.Stream{}, err
	}
	m, err := readSummary(text)
	return m.stream, err
}

// MakeDirty asks for the rebuild of a project's signals.
func (s *Store) MakeDirty(ctx context.Context, id surveys.ProjectID) error {
	src, err := s.projectSource(ctx, id)
	if err != nil {
		return err
	}
	return s.rdb.SAdd(ctx, dirtyKey(src.shard), src.project).Err()
}

// OutboxLength returns the number of entries that were not trimmed yet.
func (s *Store) OutboxLength(ctx context.Context, shard int) int64 {
	return s.rdb.XLen(ctx, outboxKey(shard)).Val()
}

// RebuildBehind rebuilds the first project of the shard that wants it; meanwhile
// is called between reading and writing.
func (s *Store) RebuildBehind(ctx context.Context, shard int, meanwhile func()) (bool, error) {
	dirty, err := s.rdb.SMembers(ctx, dirtyKey(shard)).Result()
	if err != nil || len(dirty) == 0 {
		return false, err
	}
	f, err := s.refold(ctx, shard, atoi(dirty[0]))
	if err != nil {
		return false, err
	}
	meanwhile()
	return s.replace(ctx, shard, atoi(dirty[0]), f)
}

// ChunkSizes returns how many members each chunk of a timeline has.
func (s *Store) ChunkSizes(ctx context.Context, id surveys.ProjectID, month int) (sizes []int64, err error) {
	src, err := s.projectSource(ctx, id)
	if err != nil {
		return nil, err
	}
	keys, err := s.timelineKeys(ctx, []projectMonth{{src.shard, src.project, month}})
	for _, key := range keys {
		sizes = append(sizes, s.rdb.ZCard(ctx, key).Val())
	}
	return sizes, err
}

// TimelineSize returns how many members the timeline of a customer has.
func (s *Store) TimelineSize(ctx context.Context, id surveys.CustomerID) (n int64, err error) {
	quarters, err := s.rdb.SMembers(ctx, customerQuartersKey(id)).Result()
	for _, q := range quarters {
		n += s.rdb.ZCard(ctx, customerTimelineKey(id, atoi(q))).Val()
	}
	return n, err
}
