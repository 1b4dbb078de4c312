package store

// erasuresKey: hash, contact that is being erased → what is still looked for, in
// JSON; gone when nothing can be left. Writer: erase.go.
func erasuresKey() string { return "x:{erasures}" }
