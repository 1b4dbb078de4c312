package surveys_test

import (
	"testing"

	"barometer/surveys"
)

// TestRights: who may what, people and tokens side by side; a right of one kind
// is none of the other.
func TestRights(t *testing.T) {
	const nobody = surveys.Right("")
	all := []surveys.Right{surveys.Viewer, surveys.Member, surveys.Admin, surveys.Send, surveys.Read, nobody}
	may := func(rights ...surveys.Right) map[surveys.Right]bool {
		out := map[surveys.Right]bool{}
		for _, r := range rights {
			out[r] = true
		}
		return out
	}
	people := map[surveys.Right]map[surveys.Right]bool{
		surveys.Viewer: may(surveys.Viewer),
		surveys.Member: may(surveys.Viewer, surveys.Member),
		surveys.Admin:  may(surveys.Viewer, surveys.Member, surveys.Admin),
		surveys.Send:   may(), surveys.Read: may(), nobody: may(),
	}
	for role, allowed := range people {
		for _, asked := range all {
			if got := (surveys.User{Role: role}).May(asked); got != allowed[asked] {
				t.Errorf("a person who is %q may %q: %v", role, asked, got)
			}
		}
	}
	tokens := map[surveys.Right]map[surveys.Right]bool{
		surveys.Send:  may(surveys.Send),
		surveys.Read:  may(surveys.Read),
		surveys.Admin: may(surveys.Send, surveys.Read, surveys.Admin),
		nobody:        may(),
	}
	for scope, allowed := range tokens {
		for _, asked := range []surveys.Right{surveys.Send, surveys.Read, surveys.Admin, nobody} {
			if got := (surveys.Token{Scope: scope}).May(asked); got != allowed[asked] {
				t.Errorf("a token for %q may %q: %v", scope, asked, got)
			}
		}
	}
}

func TestCasesSpreadOverTheShards(t *testing.T) {
	for id, want := range map[surveys.CaseID]int{0: 0, 1: 1, 15: 15, 16: 0, 1607: 7} {
		if got := id.Shard(); got != want {
			t.Errorf("case %d lies in shard %d, want %d", id, got, want)
		}
	}
}
