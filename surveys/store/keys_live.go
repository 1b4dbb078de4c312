package store

// changesChannel is the pub/sub channel of what has changed: JSON of
// surveys.Moved, by live.go after each batch of the relay. On a cluster every
// node passes it on.
func changesChannel() string { return "changes" }
