package main

import (
	"barometer/surveys"
	"barometer/surveys/store"
)

// openStore opens the store for a command that runs beside a server or
// without one, and says how to close it. What is written with the context of the
// command from now on is noted before it is: the record of changes knows of it
// also where the command is killed or broken off.
func openStore(w *world, s redisSettings) (*store.Store, func(), error) {
	var p surveys.Problems
	if s.check(&p); len(p) > 0 {
		return nil, nil, settingsError(p)
	}
	db, err := openRedis(w.ctx, s, true)
	if err != nil {
		return nil, nil, err
	}
	st, err := store.Open(w.ctx, db.client, store.Options{Zone: s.Timezone})
	if err != nil {
		db.close()
		return nil, nil, err
	}
	st.TellWrites() // a server shows what the command changes
	ctx, end := st.Begin(w.ctx, surveys.AuditEntry{Subject: "barometer " + w.command})
	w.ctx = ctx
	return st, func() { end(ctx.Err() == nil); st.TellNow(); db.close() }, nil
}
