package store

import "barometer/surveys"

// The lives of all customers lie together in one slot: whoever asks for
// retention wants all of them, and a change is one step.

// livesKey: hash, customer → stage, spells and attributes, see life.go.
// Writer: live, merge.
func livesKey() string { return "x:{lives}" }

// livesVersionKey: counter of the changes of livesKey. Writer: live, merge.
func livesVersionKey() string { return "x:{lives}:v" }

// lifeStepsKey: hash, customer → the steps of its life, see life.go. Writer:
// live, merge.
func lifeStepsKey() string { return "x:{lives}:steps" }

// aliasesKey: hash, customer → the one that it became. Writer: merge.
func aliasesKey() string { return "x:{lives}:alias" }

// lifeShard is the shard on whose schedule news of a customer's life wait.
func lifeShard(id surveys.CustomerID) int { return surveys.ProjectID(id).Shard() }
