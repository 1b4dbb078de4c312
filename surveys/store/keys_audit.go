package store

// auditKey: stream of the changes that people and tokens made, capped, fields
// in audit.go. Writer: audit.
func auditKey() string { return "x:{settings}:changes" }

// auditActsKey: set of the acts that the record has held. Writer: audit.
func auditActsKey() string { return "x:{settings}:changes:acts" }

// changesBegunKey: hash, id of a change that somebody is making → who and what,
// in JSON, see begun.go. Writer: begun.go, audit.
func changesBegunKey() string { return "x:{settings}:changes:begun" }
