package store_test

import (
	"context"
	"errors"
	"testing"

	"barometer/surveys"
	"barometer/surveys/store/redistest"
	"barometer/surveys/store/storetest"

	"github.com/redis/go-redis/v9"
)

// One master of a cluster is silent: names that are only not there must not
// hide that others cannot be read.
func TestAMasterThatIsGoneIsNoEmptyAnswer(t *testing.T) {
	ctx := context.Background()
	rdb := redistest.Start(t).Client()
	s, _ := storetest.OpenAt(t, rdb)
	storetest.Ask(t, s)
	rdb.AddHook(&silent{})
	_, err := s.ProjectNames(ctx, []surveys.ProjectID{"unheard", "support"})
	if !errors.Is(err, errLost) {
		t.Errorf("error %v, want %v", err, errLost)
	}
}

// silent answers the last command of each pipeline with an error, and the
// others with nothing there.
type silent struct{ redis.Hook }

func (*silent) DialHook(next redis.DialHook) redis.DialHook          { return next }
func (*silent) ProcessHook(next redis.ProcessHook) redis.ProcessHook { return next }

func (*silent) ProcessPipelineHook(redis.ProcessPipelineHook) redis.ProcessPipelineHook {
	return func(_ context.Context, cmds []redis.Cmder) error {
		for _, cmd := range cmds[:len(cmds)-1] {
			cmd.SetErr(redis.Nil)
		}
		cmds[len(cmds)-1].SetErr(errLost)
		return redis.Nil
	}
}
