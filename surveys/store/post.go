package store

import (
	"context"
	"fmt"
	"time"

	"barometer/surveys"
)

// postKept is how long it is known what became of a post.
const postKept = 30 * 24 * time.Hour

// Fields of a post. The scripts of posts know secret, mail, reason and at.
const (
	postKind   = "kind"
	postTo     = "to"
	postName   = "name"
	postBy     = "by"
	postSecret = "secret" // locked
	postMail   = "mail"
	postReason = "reason"
	postAt     = "at" // ms
)

// Post puts a mail to somebody on the team into the schedule, due at once.
func (s *Store) Post(ctx context.Context, p surveys.Post) error { return s.post(ctx, p, true) }

// PostNone takes as long as Post and writes nothing.
func (s *Store) PostNone(ctx context.Context, p surveys.Post) error { return s.post(ctx, p, false) }

func (s *Store) post(ctx context.Context, p surveys.Post, wanted bool) error {
	keys := []string{postKey(p.ID), dueKey(p.ID.Shard())}
	err := s.run(ctx, "post", keys, flagOf(wanted), s.now().UnixMilli(), dueMember(surveys.DuePost, string(p.ID)), postKept.Milliseconds(),
		postKind, string(p.Kind), postTo, p.To, postName, p.Name, postBy, p.By, postSecret, p.Secret,
		postMail, string(surveys.MailScheduled)).Err()
	if err != nil {
		return fmt.Errorf("post a mail to the team: %w", err)
	}
	return nil
}

// PostOf returns what became of a post. NotFound: there is none, or not any more.
func (s *Store) PostOf(ctx context.Context, id surveys.PostID) (surveys.Post, error) {
	f, err := s.rdb.HGetAll(ctx, postKey(id)).Result()
	if err != nil {
		return surveys.Post{}, fmt.Errorf("read a post: %w", err)
	}
	if len(f) == 0 {
		return surveys.Post{}, surveys.Errorf(surveys.NotFound, "there is no such mail, or not any more")
	}
	return surveys.Post{ID: id, Kind: surveys.PostKind(f[postKind]), To: f[postTo], Name: f[postName], By: f[postBy],
		Secret: f[postSecret], Mail: surveys.MailState(f[postMail]), Reason: f[postReason],
		At: time.UnixMilli(int64(atoi(f[postAt]))).UTC()}, nil
}

// MovePost moves a post from one state to another; false when it is in a third
// one. A post that has ended forgets the secret of its link.
func (s *Store) MovePost(ctx context.Context, id surveys.PostID, from, to surveys.MailState, reason string) (bool, error) {
	ended := to != surveys.MailScheduled && to != surveys.MailData
	moved, err := s.run(ctx, "move_post", []string{postKey(id)}, string(from), string(to), reason, flagOf(ended)).Bool()
	if err != nil {
		return false, fmt.Errorf("move a post: %w", err)
	}
	return moved, nil
}
