package server

import (
	"context"

	"barometer/surveys"
	"barometer/templates"
)

// tell sends somebody on the team a mail about their account. What the mail
// tells has happened already, so that one which cannot be posted is logged and
// holds up nobody.
func (s *Server) tell(ctx context.Context, kind surveys.PostKind, to surveys.User, by string) {
	err := s.Store.Post(context.WithoutCancel(ctx), surveys.Post{ID: newPostID(), Kind: kind, To: to.Email, Name: to.Name, By: by})
	if err != nil {
		s.Log.ErrorContext(ctx, "somebody cannot be told of a change of their account", "kind", string(kind), "error", err.Error())
	}
}

// postLink mails somebody the link to something of their own. Its secret is
// locked until it leaves; unless it is wanted, that only takes as long.
func (s *Server) postLink(ctx context.Context, p surveys.Post, link string, wanted bool) error {
	var err error
	if p.Secret, err = s.links.Lock(link); err != nil {
		return err
	}
	if !wanted {
		return s.Store.PostNone(ctx, p)
	}
	return s.Store.Post(ctx, p)
}

// postText says what became of a post; trouble: somebody must do something.
func (s *Server) postText(ctx context.Context, id surveys.PostID, clock templates.Clock) (text string, trouble bool, err error) {
	post, err := s.Store.PostOf(ctx, id)
	if surveys.CodeOf(err) == surveys.NotFound {
		return clock.Words.Text("post_none"), true, nil
	}
	if err != nil {
		return "", false, err
	}
	switch {
	case post.Mail == surveys.MailSent:
		return clock.Words.Text("post_sent", "When", clock.At(post.At)), false, nil
	case post.Mail == surveys.MailFailed:
		return clock.Words.Text("post_failed", "Reason", post.Reason), true, nil
	case post.Mail == surveys.MailUnknown:
		return clock.Words.Text("post_unknown"), true, nil
	case s.noMail(ctx):
		return clock.Words.Text("post_mute"), true, nil
	case post.Reason != "":
		return clock.Words.Text("post_retry", "Reason", post.Reason), true, nil
	case clock.Now.Sub(post.At) > postSoon:
		return clock.Words.Text("post_waits"), true, nil
	}
	return clock.Words.Text("post_scheduled"), false, nil
}
