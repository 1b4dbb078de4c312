package surveys_test

import (
	"strings"
	"testing"

	"barometer/surveys"

	"pgregory.net/rapid"
)

// TestIDsAreForEver: ids are in mails that were sent and keys that were
// written, so how they are derived must never change.
func TestIDsAreForEver(t *testing.T) {
	if got := surveys.NewInvitationID("atlas", "T-1", "csat5", 0); got != "r8wph3kb8ez0v3p9" {
		t.Errorf("invitation %q", got)
	}
	if got := surveys.NewContactID("ann@example.com"); got != "ty4tg4qp08e9z11p" {
		t.Errorf("contact %q", got)
	}
	if got := surveys.CustomerID("acme").Key(); got != "848v3jn9wzwkb0gz" {
		t.Errorf("customer %q", got)
	}
	if got := surveys.ProjectID("atlas").Shard(); got != 12 {
		t.Errorf("shard %d", got)
	}
}

// TestInvitationIDTellsApart: each part counts, and none leaks into the next.
func TestInvitationIDTellsApart(t *testing.T) {
	seen := map[surveys.InvitationID]int{}
	for i, id := range []surveys.InvitationID{
		surveys.NewInvitationID("atlas", "T-1", "csat5", 0),
		surveys.NewInvitationID("atlas", "T-1", "csat5", 1),
		surveys.NewInvitationID("atlas", "T-1", "nps", 0),
		surveys.NewInvitationID("atlas", "T-2", "csat5", 0),
		surveys.NewInvitationID("atlasT", "-1", "csat5", 0),
		surveys.NewInvitationID("atlas", "T-1c", "sat5", 0),
		surveys.NewInvitationID("Atlas", "T-1", "csat5", 0),
	} {
		if before, ok := seen[id]; ok {
			t.Errorf("%d and %d are both %s", before, i, id)
		}
		seen[id] = i
	}
}

func TestInvitationIDCarriesItsShard(t *testing.T) {
	shards := map[int]bool{}
	rapid.Check(t, func(t *rapid.T) {
		project := surveys.ProjectID(rapid.String().Draw(t, "project"))
		id := surveys.NewInvitationID(project, surveys.InteractionID(rapid.String().Draw(t, "interaction")), "csat5", 0)
		back, ok := surveys.ParseInvitationID(string(id))
		switch {
		case !ok || back != id || surveys.InvitationIDFromBytes(id.Bytes()) != id:
			t.Fatalf("%q came back as %q, %v", id, back, ok)
		case id.Shard() != project.Shard() || id.Shard() < 0 || id.Shard() >= surveys.Shards:
			t.Fatalf("%q lies in shard %d, its project in %d", id, id.Shard(), project.Shard())
		}
		shards[id.Shard()] = true
	})
	if len(shards) < surveys.Shards/2 {
		t.Errorf("all projects lie in %d shards", len(shards))
	}
}

func TestInvitationIDThatIsNone(t *testing.T) {
	good := string(surveys.NewInvitationID("atlas", "T-1", "csat5", 0))
	for _, s := range []string{"", good[:15], good + "0", strings.ToUpper(good), good[:15] + "u", good[:15] + "\n", strings.Repeat("é", 8)} {
		if id, ok := surveys.ParseInvitationID(s); ok {
			t.Errorf("%q was read as %q", s, id)
		}
	}
}

// TestContactIsAnAddress: case makes no other person; everything else does.
func TestContactIsAnAddress(t *testing.T) {
	ann := surveys.NewContactID("ann@example.com")
	if got := surveys.NewContactID("Ann@Example.COM"); got != ann {
		t.Errorf("%q and %q are one person", got, ann)
	}
	for _, other := range []string{"anna@example.com", "ann@example.org", "ann+x@example.com", ""} {
		if surveys.NewContactID(other) == ann {
			t.Errorf("%q is not Ann", other)
		}
	}
}

// TestCustomerKeyFitsAnywhere: whatever the caller's id holds, its letters are
// safe in a key with braces and in the path of a page.
func TestCustomerKeyFitsAnywhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		key := surveys.CustomerID(rapid.String().Draw(t, "id")).Key()
		if len(key) != 16 || strings.Trim(key, "0123456789abcdefghjkmnpqrstvwxyz") != "" {
			t.Fatalf("key %q", key)
		}
	})
	if surveys.CustomerID("acme").Key() == surveys.CustomerID("Acme").Key() {
		t.Error("ids of customers tell case apart")
	}
}
