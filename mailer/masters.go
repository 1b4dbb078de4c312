package mailer

import (
	"maps"
	"sync"

	"barometer/surveys"
)

// edition is what all mails that are spliced into one master have in common.
type edition struct {
	survey   surveys.SurveyID
	scale    surveys.ScaleID
	revision int
	language string
	reminder bool
}

// maxMasters bounds the memory of masters: some 12 kB each.
const maxMasters = 512

// masters keeps what was composed. A changed survey has another revision, and
// so another master; those of its other revisions go. Safe for concurrent use.
type masters struct {
	mu  sync.Mutex
	all map[edition]*master
}

// get returns the master of the edition, made once.
func (m *masters) get(e edition, compose func() (*master, error)) (*master, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if found := m.all[e]; found != nil {
		return found, nil
	}
	made, err := compose()
	if err != nil {
		return nil, err
	}
	maps.DeleteFunc(m.all, func(old edition, _ *master) bool { return old.survey == e.survey && old.revision != e.revision })
	if len(m.all) >= maxMasters {
		clear(m.all)
	}
	m.all[e] = made
	return made, nil
}
