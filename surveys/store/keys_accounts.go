package store

import "barometer/surveys"

// placeKey: hash of a place on the team that waits for somebody, fields in
// user_place.go; gone a month after its link. Writer: offer_place, take_place,
// drop_place, add_user.
func placeKey(id surveys.UserID) string { return "x:{team}:place:" + string(id) }

// placesKey: set of the ids of whom places wait for. Writer: as of placeKey.
func placesKey() string { return "x:{team}:places" }

// resetKey: string with a TTL, hash of the secret in a person's link to another
// password. Writer: ask_reset; set_password and remove_user end it.
func resetKey(id surveys.UserID) string { return "x:{team}:reset:" + string(id) }

// sessionsKey: hash, id of a session → when it began and was seen, s, and its
// browser; gone with the longest of them. A session that is not in it has
// ended. Writer: begin_session, see_session, end_sessions, set_password,
// remove_user.
func sessionsKey(id surveys.UserID) string { return "x:{team}:s:" + string(id) }

// recoveryKey: set of the hashes of a person's recovery codes that are left.
// Writer: set_factor, user_factor.go, remove_user.
func recoveryKey(id surveys.UserID) string { return "x:{team}:codes:" + string(id) }

// formerKey: hash, id → what somebody who has left the team was called. Writer:
// remove_user, add_user.
func formerKey() string { return "x:{team}:former" }

// accountsKey: hash, "issuer subject" of an account at a provider → id of the
// person who signs in by it. Writer: bind_account, free_account, remove_user.
func accountsKey() string { return "x:{team}:accounts" }

// postKey: hash of a mail to somebody on the team, fields in post.go; kept 30
// days. Writer: post, move_post.
func postKey(id surveys.PostID) string { return shardKey(id.Shard(), "post:"+string(id)) }

// tryKey: hash of how often somebody tried something that is slowed down, see
// try.go; forgotten by itself. Writer: try, give_back.
func tryKey(what, who string) string { return "t:" + what + ":" + hashText(who)[:32] }
