package store_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"barometer/surveys"
	"barometer/surveys/store/storetest"
)

func TestTokens(t *testing.T) {
	ctx, rdb := context.Background(), storetest.Redis(t)
	s, clock := storetest.OpenAt(t, rdb)
	for _, token := range []surveys.Token{
		{Name: "the till", Scope: surveys.Send}, {Name: "board report", Scope: surveys.Read},
	} {
		must(t, s.AddToken(ctx, "secret of "+token.Name, token))
	}
	wantCode(t, s.AddToken(ctx, "another secret", surveys.Token{Name: "the till", Scope: surveys.Admin}), surveys.Conflict)

	want := surveys.Token{Name: "the till", Scope: surveys.Send, CreatedAt: clock.Now()}
	got, err := s.TokenBySecret(ctx, "secret of the till")
	must(t, err)
	if got != want {
		t.Errorf("token %+v, want %+v", got, want)
	}
	for _, secret := range []string{"another secret", "the till", "n:the till", ""} {
		_, err := s.TokenBySecret(ctx, secret)
		wantCode(t, err, surveys.Unauthorized)
	}
	all, err := s.Tokens(ctx)
	must(t, err)
	want.UsedAt = clock.Now()
	if len(all) != 2 || all[0].Name != "board report" || !all[0].UsedAt.IsZero() || all[1] != want {
		t.Errorf("tokens %+v, want both, sorted", all)
	}
	kept, err := rdb.HGetAll(ctx, "x:{tokens}").Result()
	must(t, err)
	for field, value := range kept {
		if strings.Contains(field+value, "secret") {
			t.Errorf("the secret itself is kept: %s %s", field, value)
		}
	}
}

// TestATokenEndsAtOnce: its use is written down once an hour, and once it is
// ended nobody gets in by it, and its name is free.
func TestATokenEndsAtOnce(t *testing.T) {
	ctx, rdb := context.Background(), storetest.Redis(t)
	s, clock := storetest.OpenAt(t, rdb)
	must(t, s.AddToken(ctx, "secret", surveys.Token{Name: "the till", Scope: surveys.Money}))
	used := func() time.Time {
		t.Helper()
		_, err := s.TokenBySecret(ctx, "secret")
		must(t, err)
		all, err := s.Tokens(ctx)
		must(t, err)
		return all[0].UsedAt
	}
	first := used()
	clock.Advance(59 * time.Minute)
	if again := used(); !again.Equal(first) {
		t.Errorf("its use is written again after 59 minutes: %s, %s", first, again)
	}
	clock.Advance(time.Minute)
	if later := used(); !later.Equal(clock.Now()) {
		t.Errorf("after an hour its use is still of %s", later)
	}
	must(t, s.RevokeToken(ctx, "the till"))
	_, err := s.TokenBySecret(ctx, "secret")
	wantCode(t, err, surveys.Unauthorized)
	wantCode(t, s.RevokeToken(ctx, "the till"), surveys.NotFound)
	if n := rdb.HLen(ctx, "x:{tokens}").Val(); n != 0 {
		t.Errorf("%d fields are left of it", n)
	}
	must(t, s.AddToken(ctx, "new", surveys.Token{Name: "the till", Scope: surveys.Send}))
}
