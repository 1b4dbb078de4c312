package templates

import "barometer/surveys"

// Library is all that is read once, at the start: words, pages and mails. Safe
// for concurrent use, so that the parts of a program share one.
type Library struct {
	Locales *Locales
	Words   *Locale // of the team's pages
	Pages   *Pages
	Taps    *TapPages
	Mails   *Mails
}

// Open reads and parses everything, so that what is wrong with it stops the
// program at its start. With dev, pages are read from disk again for each shown.
func Open(dev bool) (*Library, error) {
	locales, err := NewLocales()
	if err != nil {
		return nil, err
	}
	return OpenWith(locales, dev)
}

// OpenWith is Open with other words.
func OpenWith(locales *Locales, dev bool) (*Library, error) {
	l, err := Library{Locales: locales, Words: locales.In(surveys.DefaultLanguage)}, error(nil)
	if l.Pages, err = NewPages(dev, l.Words); err != nil {
		return nil, err
	}
	if l.Taps, err = NewTapPages(locales, dev); err != nil {
		return nil, err
	}
	l.Mails, err = NewMails()
	return &l, err
}
