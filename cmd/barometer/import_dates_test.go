package main

import (
	"strings"
	"testing"
)

// Answers as other programs date and count them; what one date leaves open, the
// others of the file say.
func TestAnswersAreReadAsProgramsWriteThem(t *testing.T) {
	redis := emptyRedis(t)
	for _, tt := range []struct{ name, rows, flags, want, told string }{
		{"times of many shapes", "2026-09-02T11:00,4\n01.09.2026,3.0\n2026-09-02 11:00:00.123 UTC,5\n1788346800,\"3,0\"\n", "", "4 responses added, 0 already there, 0 rows refused", ""},
		{"slashes that the column explains", "05/11/2026,4\n31/01/2026 10:15,4\n", "", "2 responses added", ""},
		{"slashes that nobody explains", "05/11/2026,4\n2026-01-01,3\n", "", "1 response added, 0 already there, 1 row refused", "line 2 refused: responded_at could be two days"},
		{"… and are said", "05/11/2026,2\n", "--dates=dmy", "1 response added", ""},
		{"broken scores", "2026-01-05,3.5\n2026-01-05,\"3,00\"\n2026-01-05,3.\n2026-01-05,.0\n", "", "1 response added, 0 already there, 3 rows refused", "line 2 refused: choice must be a whole number"},
	} {
		out, errs, err := importing(t, redis, writeFile(t, "x.csv", "date,score\n"+tt.rows), strings.Fields(tt.flags)...)
		if err != nil || !strings.Contains(out, tt.want) || !strings.Contains(errs, tt.told) {
			t.Errorf("%s: %v\n%s%swant %s", tt.name, err, out, errs, tt.want)
		}
		if hint := strings.Contains(errs, "--dates dmy"); hint != strings.Contains(tt.told, "two days") {
			t.Errorf("%s: the hint: %s", tt.name, errs)
		}
	}
}
