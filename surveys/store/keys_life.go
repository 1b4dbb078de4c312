package store

import "barometer/surveys"

// The lives of all customers lie together in one slot: whoever asks for
// retention wants all of them, and a change is one step.

// livesKey: hash, customer → stage, spells and attributes, see life.go.
// Writer: live, merge, part.
func livesKey() string { return "x:{lives}" }

// livesVersionKey: counter of the changes of livesKey. Writer: live, merge, part.
func livesVersionKey() string { return "x:{lives}:v" }

// lifeStepsKey: hash, customer → the steps of its life, see life.go. Writer:
// live, merge, part.
func lifeStepsKey() string { return "x:{lives}:steps" }

// aliasesKey: hash, customer → the one that it became. Writer: merge, part.
func aliasesKey() string { return "x:{lives}:alias" }

// joinedKey: hash, customer → how it became another, in JSON, see part.go.
// Writer: merge, part.
func joinedKey() string { return "x:{lives}:joined" }

// lifeShard is the shard on whose schedule news of a customer's life wait.
func lifeShard(id surveys.CustomerID) int { return surveys.ProjectID(id).Shard() }
