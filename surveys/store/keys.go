package store

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"

	"barometer/surveys"
)

// Every Redis key of Barometer is made here and nowhere else, with its type,
// what it holds, how long where not for ever, and who writes it: the scripts by
// name, else the file.
//
// Everything of a project lives in one of 16 shards. Their hash tags are
// chosen so that any even split of the cluster's slots is an even split of
// the shards (plain {0}…{15} would leave half of 16 masters empty).
//
// Inside a shard, projects, customers and agents are numbers: the shard's
// dictionary (numbersKey, namesKey) gives each text id a small number once and
// for ever.

// shardTag returns the hash tag of a shard.
func shardTag(shard int) string {
	tags := [surveys.Shards]string{
		"{10}", "{3}", "{61}", "{43}", "{11}", "{2}", "{60}", "{42}",
		"{12}", "{1}", "{63}", "{41}", "{13}", "{0}", "{62}", "{40}",
	}
	return tags[shard]
}

func shardKey(shard int, rest string) string { return shardTag(shard) + ":" + rest }

// numbersKey: hash, text id with its kind ("p:acme") → number. Written by every
// script that meets a new id, never deleted.
func numbersKey(shard int) string { return shardKey(shard, "num") }

// namesKey: hash, number → text id with its kind. Twin of numbersKey.
func namesKey(shard int) string { return shardKey(shard, "nam") }

// projectsKey: set of the project numbers in the shard. Writer: invite, import.
func projectsKey(shard int) string { return shardKey(shard, "ps") }

// projectKey: hash of a project: name. Writer: invite, import.
func projectKey(shard int, project int) string {
	return shardKey(shard, "p:"+strconv.Itoa(project))
}

// invitationKey: hash of an invitation with its answer; short fields, see
// invitation.go. Writer: invite, mail states, record, import. Without the colon
// behind the tag the key fits 24 bytes of Redis, with it it takes 32.
func invitationKey(id surveys.InvitationID) string {
	return shardTag(id.Shard()) + "i:" + string(id)
}

// wordsKey: hash of comment, reasons and the wish for contact. Writer: record, import.
func wordsKey(id surveys.InvitationID) string {
	return shardKey(id.Shard(), "w:"+string(id))
}

// propertiesKey: hash of what the caller said about an interaction in words of
// its own. Writer: ask, before the invitation.
func propertiesKey(id surveys.InvitationID) string {
	return shardKey(id.Shard(), "x:"+string(id))
}

// visitsKey: hash of an invitation's visits and the steps taken by each; kept
// 7 days. Writer: visit, record.
func visitsKey(id surveys.InvitationID) string {
	return shardKey(id.Shard(), "v:"+string(id))
}

// historyKey: list of what became of an answer after the first: changes, voids
// and restores, one line each, see history.go; the newest 100. Writer: record,
// void, restore.
func historyKey(id surveys.InvitationID) string {
	return shardKey(id.Shard(), "h:"+string(id))
}

// newestKey: zset of the newest 1,000 invitations of the shard, by time in ms.
// Writer: invite.
func newestKey(shard int) string { return shardKey(shard, "new") }

// troubleKey: zset of invitations whose mail failed, bounced or is unknown, by
// time in ms, trimmed to the newest 10,000. Writer: mail states.
func troubleKey(shard int) string { return shardKey(shard, "bad") }

// skipsKey: zset of the newest 10,000 invitations of the shard that were
// skipped, by time of the skip in ms. Writer: invite, mail states.
func skipsKey(shard int) string { return shardKey(shard, "skip") }

// unconfirmedKey: zset of the invitations whose links were opened while no
// answer had ever counted, by time of the last opening in ms: 30 days, the
// newest 1,000. Writer: visit, record, import.
func unconfirmedKey(shard int) string { return shardKey(shard, "open") }

// dueKey: zset, the schedule: member kind:id, score the time in ms. Writer: every
// script that makes work or does it; digest.go, pulse.go.
func dueKey(shard int) string { return shardKey(shard, "due") }

// attemptsKey: hash, member of the schedule → number of claims. Writer: claim,
// finish, release.
func attemptsKey(shard int) string { return shardKey(shard, "try") }

// outboxKey: stream of what happened, followed by the relay and trimmed behind
// it. Writer: every script that changes an invitation or a case.
func outboxKey(shard int) string { return shardKey(shard, "out") }

// positionKey: string, id of the last outbox entry that moved the derived
// figures. Writer: advance.
func positionKey(shard int) string { return shardKey(shard, "pos") }

// leaseKey: string with a TTL of 3 s, who follows the outbox of the shard.
// Writer: lease, unlease.
func leaseKey(shard int) string { return shardKey(shard, "lease") }

// saidKey: zset of the invitations of the shard that were answered with words,
// by time of the answer in s, trimmed to the newest 1,000. Writer: record, import.
func saidKey(shard int) string { return shardKey(shard, "said") }

// caseKey: hash of a case, fields in case.go. Writer: record, import, open, case, told.
func caseKey(id surveys.CaseID) string {
	return shardKey(id.Shard(), "k:"+strconv.Itoa(int(id)))
}

// caseSequenceKey: counter of the cases of the shard. Writer: case.go.
func caseSequenceKey(shard int) string { return shardKey(shard, "k:seq") }

// casesKey: zset of the cases in a state, by the time in ms that they were opened
// or opened again. Writer: record, import, open, case.
func casesKey(shard int, state surveys.CaseState) string {
	return shardKey(shard, "k:"+string(state))
}

// projectCasesKey: set of the cases of a project that are not resolved.
// Writer: advance.
func projectCasesKey(shard, project int) string {
	return shardKey(shard, "k:p:"+strconv.Itoa(project))
}

// storiesKey: hash, numbers of project and customer → the case of theirs that is
// not resolved: what follows joins it. Writer: record, import, open, case.
func storiesKey(shard int) string { return shardKey(shard, "k:at") }

// alarmCasesKey: hash, id of an alarm → case that it opened or joined. Writer: open.
func alarmCasesKey(shard int) string { return shardKey(shard, "k:alarms") }

// caseLogKey: list of what happened in a case, one line each, see case_file.go;
// the newest 500. Writer: every script that changes a case.
func caseLogKey(id surveys.CaseID) string {
	return shardKey(id.Shard(), "k:"+strconv.Itoa(int(id))+":log")
}

// caseVoicesKey: hash, invitation whose answer the case is about → 1 it stands,
// 0 it is no complaint any more. Writer: record, import, void, restore, open.
func caseVoicesKey(id surveys.CaseID) string {
	return shardKey(id.Shard(), "k:"+strconv.Itoa(int(id))+":v")
}

// replyKey: hash of a mail to the customer of a case, fields in reply.go.
// Writer: reply, alert.
func replyKey(id surveys.CaseID, number int) string {
	return shardKey(id.Shard(), fmt.Sprintf("k:%d:r:%d", int(id), number))
}

// lessonsKey: zset of the cases of the shard with a cause or a lesson, by the
// time that it was written in ms. Writer: case.
func lessonsKey(shard int) string { return shardKey(shard, "k:learnt") }

// ownersKey: hash of who follows up which cases, fields in owner.go.
// Writer: owners; owner.go whose turn it is.
func ownersKey() string { return "x:{owners}" }

// alertKey: hash, number of the news (e and the chapter where founders are told)
// and address → state and words of the alert mail about a case; kept 90 days.
// Writer: alert.
func alertKey(id surveys.CaseID) string {
	return shardKey(id.Shard(), "k:"+strconv.Itoa(int(id))+":mail")
}

// correctionsKey: hash, time of the change in ms and address → state and words
// of the mail that corrects the alert about a case; kept 90 days. Writer: alert.
func correctionsKey(id surveys.CaseID) string {
	return shardKey(id.Shard(), "k:"+strconv.Itoa(int(id))+":fix")
}

// timelineKey: zset of the answered invitations of a project in a month, by
// time of the answer in s; members are the 10 bytes of the ids. Chunks hold at
// most 128, the limit of a small zset. Writer: advance.
func timelineKey(shard, project, month, chunk int) string {
	return shardKey(shard, fmt.Sprintf("t:%d:%d:%d", project, month, chunk))
}

// timelineChunksKey: hash, project:month → number of the newest chunk, where
// it is not 0. Writer: advance.
func timelineChunksKey(shard int) string { return shardKey(shard, "t:n") }

// Tallies are hashes of integers, written by advance. Fields: day of the month
// or quarter and what is counted, see tally.go.

// projectTallyKey: tally of a project in a month.
func projectTallyKey(shard, project, month int) string {
	return shardKey(shard, fmt.Sprintf("y:p:%d:%d", project, month))
}

// customerTallyKey: tally of a customer in a project in a quarter.
func customerTallyKey(shard, project, customer, quarter int) string {
	return shardKey(shard, fmt.Sprintf("y:c:%d:%d:%d", project, customer, quarter))
}

// agentTallyKey: tally of an agent in a quarter, over the projects of the shard.
func agentTallyKey(shard, agent, quarter int) string {
	return shardKey(shard, fmt.Sprintf("y:a:%d:%d", agent, quarter))
}

// portfolioTallyKey: tally of all projects of the shard in a month; read all 16.
func portfolioTallyKey(shard, month int) string {
	return shardKey(shard, fmt.Sprintf("y:t:%d", month))
}

// projectStreamsKey: hash, project number → state of the signal. Writer: advance.
func projectStreamsKey(shard int) string { return shardKey(shard, "z:p") }

// customerStreamsKey: hash, project:customer → state of the signal. Writer: advance.
func customerStreamsKey(shard int) string { return shardKey(shard, "z:c") }

// pooledKey: hash, customer → day of the newest alarm over all its projects,
// with the fraction. Writer: pooled.go, after pool.
func pooledKey() string { return "x:{pooled}" }

// pooledVersionKey: counter of the changes of pooledKey. Writer: pooled.go.
func pooledVersionKey() string { return "x:{pooled}:v" }

// pooledFilledKey: string, once the alarms from before this list are in it.
func pooledFilledKey() string { return "x:{pooled}:filled" }

// rebuildsKey: counter of the projects that were folded anew: with positionKey
// the version of the states above. Writer: rebuild.
func rebuildsKey(shard int) string { return shardKey(shard, "z:v") }

// alarmsKey: zset of the alarms of the shard that open an episode of a customer,
// "project:customer:second" by time in s. Writer: advance, rebuild.
func alarmsKey(shard int) string { return shardKey(shard, "z:a") }

// projectAlarmsKey: hash of all alarms of a project and of its customers in it,
// see alarm.go. Writer: advance, rebuild.
func projectAlarmsKey(shard, project int) string {
	return shardKey(shard, "z:a:"+strconv.Itoa(project))
}

// dirtyKey: set of the projects whose streams must be rebuilt because history
// changed. Writer: advance; emptied by rebuild.
func dirtyKey(shard int) string { return shardKey(shard, "z:dirty") }

// projectCustomersKey: set of the numbers of a project's customers. Writer: advance.
func projectCustomersKey(shard, project int) string {
	return shardKey(shard, "p:"+strconv.Itoa(project)+":c")
}

// customerTag returns the hash tag of a customer's own slot.
func customerTag(id surveys.CustomerID) string { return "c:{" + id.Key() + "}" }

// customerKey: hash of a customer: id, name, paused, signal over its projects.
// Writer: customer.go, amend, pool.
func customerKey(id surveys.CustomerID) string { return customerTag(id) }

// customerProjectsKey: set of the projects of a customer. Writer: customer.go.
func customerProjectsKey(id surveys.CustomerID) string { return customerTag(id) + ":p" }

// customerContactsKey: set of the contacts of a customer. Writer: customer.go.
func customerContactsKey(id surveys.CustomerID) string { return customerTag(id) + ":u" }

// customerTimelineKey: zset of what happened at a customer in a quarter, by
// time in s; members in event.go. Writer: the relay, before the position moves.
func customerTimelineKey(id surveys.CustomerID, quarter int) string {
	return customerTag(id) + ":t:" + strconv.Itoa(quarter)
}

// customerQuartersKey: set of the quarters with a timeline. Writer: the relay.
func customerQuartersKey(id surveys.CustomerID) string { return customerTag(id) + ":q" }

// customerCasesKey: set of the cases of a customer that are not resolved.
// Writer: the relay, before the position moves.
func customerCasesKey(id surveys.CustomerID) string { return customerTag(id) + ":k" }

// pulseKey: hash of where a pulse is, fields in pulse.go. Writer: pulse, plan_pulse.
func pulseKey(id surveys.SurveyID) string { return shardKey(id.Shard(), "pulse:"+string(id)) }

// contactKey: hash of a contact, fields in contact.go. Writer: reserve, unhold,
// meet, join_pulse, amend, import.go, contact.go.
func contactKey(id surveys.ContactID) string { return "u:{" + string(id) + "}" }

// customerKeyAt is customerKey for the letters of CustomerID.Key, as addresses
// of pages hold them.
func customerKeyAt(key string) string { return "c:{" + key + "}" }

// userKey: hash of a person on the team, in the slot of the team so that the
// first one can be made in one step. Writer: add_user, take_place, the scripts
// of people in user*.go.
func userKey(id surveys.UserID) string { return "x:{team}:u:" + string(id) }

// usersKey: set of the ids of the team. Writer: add_user, take_place, remove_user.
func usersKey() string { return "x:{team}" }

// setUpKey: string with a TTL, hash of the one-time set-up link. Writer: setup_link;
// add_user ends it.
func setUpKey() string { return "x:{team}:setup" }

// tokensKey: hash, SHA-256 of an API token → name, scope and time. Writer: add_token.
func tokensKey() string { return "x:{tokens}" }

// clientKey: hash, invitation → when the client opened it, ms; gone 2 minutes
// after the last. Writer: burst.
func clientKey(c surveys.Client) string { return "b:{" + c.String() + "}" }

// saltKey: string with a TTL of 2 days, the random salt of a day's clients. Writer:
// salt.go.
func saltKey(day surveys.Day) string { return "x:{salt}:" + day.String() }

// webhooksKey: hash, id of a webhook → the webhook in JSON. Writer: webhook.go.
func webhooksKey() string { return "x:{hooks}" }

// deliveryKey: hash of an event on its way to a webhook, in the shard of the
// webhook; kept 30 days. Writer: keep_delivery, delivery.
func deliveryKey(shard int, w surveys.WebhookID, id surveys.DeliveryID) string {
	return shardKey(shard, "wh:"+string(w)+":"+string(id))
}

// deliveriesKey: zset of the newest 1,000 deliveries of a webhook, by time in
// ms. Writer: keep_delivery.
func deliveriesKey(shard int, w surveys.WebhookID) string {
	return shardKey(shard, "wh:"+string(w))
}

// digestShard is where the digest is scheduled.
const digestShard = 0

// digestKey: hash, 1:address → state and words of the mail with the digest of
// the week that begins on the day; kept 60 days. Writer: alert.
func digestKey(monday surveys.Day) string { return shardKey(digestShard, "g:"+monday.String()) }

// alarmsWaitKey, alarmsTellingKey and alarmsToldKey: zsets of alarms, by time in
// ms: those that wait for the mail about declines, that the present one tells,
// and the newest 1,000 that were told. Writer: group_alarm, take_alarms,
// end_alarms.
func alarmsWaitKey() string    { return shardKey(digestShard, "al:wait") }
func alarmsTellingKey() string { return shardKey(digestShard, "al:now") }
func alarmsToldKey() string    { return shardKey(digestShard, "al:told") }

// alarmsMailsKey: hash, 1:address → state and words of the mail about declines
// that is being told. Writer: alert, end_alarms.
func alarmsMailsKey() string { return shardKey(digestShard, "al:mail") }

// settingsKey: hash of what is fixed once: time zone, secrets. Writer: settings.go.
func settingsKey() string { return "x:{settings}" }

// brakeKey: hash of the last pause of asking, see brake.go. Writer: brake.
func brakeKey() string { return "x:{settings}:brake" }

// surveysKey: hash, id of a survey → how it stands, as JSON, see survey.go; only
// those that the owner made or changed. Writer: save_survey.
func surveysKey() string { return "x:{surveys}" }

// preferencesKey: string, what the owner set for all surveys, as JSON, see
// preferences.go. Writer: preferences.go.
func preferencesKey() string { return "x:{surveys}:all" }

// trialKey: hash of a mail that somebody sends to see it, fields in trial.go;
// kept a day. Writer: try_survey, trial.
func trialKey(shard int, id string) string { return shardKey(shard, "trial:"+id) }

// customerAlarmsKey: hash of the alarms of a customer over all its projects, see
// alarm.go. Writer: pool.
func customerAlarmsKey(id surveys.CustomerID) string { return customerTag(id) + ":a" }

// promisesKey: list of the promises about false alarms, each with the day from
// that it holds, see alarm_budget.go. Writer: alarm_budget.go.
func promisesKey() string { return "x:{settings}:alarms" }

// silentKey: hash, customer → who of it fell silent, see silence.go; as of the
// last round of tending. Writer: silence.go.
func silentKey() string { return "x:{settings}:silent" }

// tendedKey: string with a TTL of an hour, while what is looked after once in a
// while needs no tending. Writer: tend.go.
func tendedKey() string { return "x:{settings}:tended" }

// heardKey: string with a TTL, an event that a mail provider told of.
func heardKey(provider, event string) string {
	return "hk:" + provider + ":" + hashText(event)[:32]
}

// lettersKey: list of letters to who runs the bounce domain, in JSON, see
// letter.go. Writer: letter.
func lettersKey() string { return "x:{letters}" }

// restsKey: hash, domain → until when it gets no mail and why, as JSON, see
// domain_rest.go. Writer: domain_rest.go.
func restsKey() string { return "x:{settings}:rests" }

// sessionPrefix: string with a TTL, a session of the team by its id. Writer:
// session.go.
func sessionPrefix() string { return "s:" }

// hashText is SHA-256 in hex, for secrets that are kept as a hash only.
func hashText(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:])
}
