package store

// twinsKey: set of the numbers of the surveys of the shard that have twins, see
// survey_figures.go. Writer: advance.
func twinsKey(shard int) string { return shardKey(shard, "y:s") }

// Each index of names has a slot of its own.

// namesIndexKey: zset without scores, the words that names begin with, see
// name.lua. Writer: name.
func namesIndexKey(kind nameKind) string { return "x:{search:" + string(kind) + "}" }

// namesTextKey: hash, id → the words it is found by. Writer: name.
func namesTextKey(kind nameKind) string { return namesIndexKey(kind) + ":w" }

// namesFilledKey: string, that everybody known before the index is in it.
// Writer: search_fill.go.
func namesFilledKey() string { return "x:{search}:filled" }

// saidLogKey: stream of the invitations of the shard whose words were written
// or changed, or count, or do not count any more, in field i; the newest 10,000
// or a few more. Writer: record, import, void, restore, erase_answer.
func saidLogKey(shard int) string { return shardKey(shard, "said:log") }

// viewsKey: hash, id of a saved view → the view in JSON. Writer: put_some, view.go.
func viewsKey() string { return "x:{views}" }
