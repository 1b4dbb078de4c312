package surveys

import (
	"slices"
	"strings"
	"time"
)

// ParseZone reads an IANA time zone such as Europe/Berlin or UTC; ok is false
// for anything else. Names that only some machines have are none: a zone must
// mean the same after a move.
func ParseZone(name string) (zone *time.Location, ok bool) {
	local := []string{"", "Local", "Factory", "localtime", "posixrules"}
	if len(name) > 64 || slices.Contains(local, name) ||
		strings.HasPrefix(name, "posix/") || strings.HasPrefix(name, "right/") {
		return nil, false
	}
	zone, err := time.LoadLocation(name)
	return zone, err == nil
}
