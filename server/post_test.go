package server_test

import (
	"fmt"
	"strings"
	"testing"

	"barometer/surveys"
)

// texts is all that lies in Redis, as text by key.
func (o *office) texts() map[string]string {
	o.tb.Helper()
	ctx, out := o.tb.Context(), map[string]string{}
	keys, err := o.rdb.Keys(ctx, "*").Result()
	if err != nil {
		o.tb.Fatal(err)
	}
	for _, key := range keys {
		switch o.rdb.Type(ctx, key).Val() {
		case "hash":
			out[key] = fmt.Sprint(o.rdb.HGetAll(ctx, key).Val())
		case "string":
			out[key] = o.rdb.Get(ctx, key).Val()
		case "set":
			out[key] = fmt.Sprint(o.rdb.SMembers(ctx, key).Val())
		case "zset":
			out[key] = fmt.Sprint(o.rdb.ZRange(ctx, key, 0, -1).Val())
		case "stream":
			out[key] = fmt.Sprint(o.rdb.XRange(ctx, key, "-", "+").Val())
		default:
			o.tb.Fatalf("%s is of a type that this test cannot read", key)
		}
	}
	return out
}

// Whoever reads Redis while a mail waits cannot take the link in it: neither a
// place on the team nor somebody's password.
func TestALinkThatWaitsCannotBeReadInRedis(t *testing.T) {
	o := openOffice(t, localOffice, mailing)
	link := linkIn(t, "join", o.signedIn(martaEmail).post("/settings/people", "email", alfEmail, "role", "admin").Body.String())
	o.someone().post("/forgot", "email", martaEmail)
	lies := fmt.Sprint(o.texts())
	var secrets []string
	for _, post := range o.posted() {
		_, secret := surveys.ParseOwnLink(post.Secret)
		secrets = append(secrets, secret)
		if !strings.Contains(lies, post.To) {
			t.Errorf("the mail to %s is not found", post.To)
		}
	}
	if len(secrets) != 2 || !strings.Contains(link, secrets[0]) && !strings.Contains(link, secrets[1]) {
		t.Fatalf("the mails hold %q, the page shows %s", secrets, link)
	}
	for _, secret := range secrets {
		if len(secret) < 20 || strings.Contains(lies, secret) {
			t.Errorf("the secret %q lies open in Redis", secret)
		}
	}
}
