package server

import (
	"maps"
	"slices"

	"barometer/surveys"

	"github.com/gin-gonic/gin"
)

// knownQuery refuses what an address asks of a page that the page cannot answer:
// left aside, it would be answered with something else.
func knownQuery(c *gin.Context, names ...string) error {
	const shown = 40 // runes of a name
	var wrong surveys.Problems
	for _, name := range slices.Sorted(maps.Keys(c.Request.URL.Query())) {
		if !slices.Contains(names, name) {
			wrong.Add(surveys.OneLine(name, shown), "is nothing that this page can be asked for")
		}
	}
	return wrong.Err()
}

// outboxQuery are the names that each list of the outbox knows.
func outboxQuery(show string) []string {
	names := []string{"show"}
	switch show {
	case showSkipped:
		return append(names, "reason", "who", "before")
	case showAsked:
		return append(names, "customer", "project", "contact", "survey", "agent", "answered", "counted", "from", "to", "before")
	}
	return names
}
