package store

import "barometer/surveys"

// customerNotesKey: hash, id of a note on the customer's timeline → the note in
// JSON. Writer: note.
func customerNotesKey(id surveys.CustomerID) string { return customerTag(id) + ":n" }

// suppressedKey: zset of the contacts that we do not mail for a reason, by the
// time since when in s; of paused: by its end. The contact's hash is what
// counts, this only finds it. Writer: list_suppressed, suppression.go.
func suppressedKey(reason surveys.SuppressReason) string { return "x:{suppressed}:" + string(reason) }

// suppressedLettersKey: zset with no scores, "address contact" of every contact
// under any suppressedKey, for a search by the first letters. Writer:
// list_suppressed, suppression.go.
func suppressedLettersKey() string { return "x:{suppressed}:letters" }

// suppressedFilledKey: string, once the contacts of a house before this list
// were put on it. Writer: suppression_fill.go.
func suppressedFilledKey() string { return "x:{suppressed}:filled" }
