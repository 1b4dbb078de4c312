package store

import "barometer/surveys"

// Reports lie where the digest does, with the mails that come of them.

// reportKey: hash of a report: r, its revision; d, the report in JSON. Writer:
// save_report.
func reportKey(id surveys.ReportID) string { return shardKey(digestShard, "rp:"+string(id)) }

// reportsKey: zset of all reports by when they were made, ms. Writer:
// save_report.
func reportsKey() string { return shardKey(digestShard, "rp") }

// reportMailsKey: hash, number of the reader from 1 on → state and words of the
// mail, see alert.lua. Writer: alert.
func reportMailsKey(id surveys.ReportID) string {
	return shardKey(digestShard, "rp:"+string(id)+":m")
}

// reportStopsKey: hash, contact → when they asked for no more reports, ms.
// Writer: report.go.
func reportStopsKey() string { return "x:{reports}:stops" }
