package store_test

import (
	"context"
	"strings"
	"testing"

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
	if len(all) != 2 || all[0].Name != "board report" || all[1] != want {
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
