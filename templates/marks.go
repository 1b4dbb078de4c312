package templates

import "barometer/surveys"

// StateClass returns the class, and the id of the weather mark, of a forecast.
func StateClass(f surveys.Forecast) string {
	switch f {
	case surveys.SetFair:
		return "setfair"
	case surveys.Fair, surveys.Change, surveys.Rain, surveys.Storm:
		return string(f)
	}
	return "none"
}

// wordScale is what is engraved on every instrument: the limits of the five
// words in percent satisfied, from storm to set fair.
func wordScale() [6]float64 {
	cut := surveys.CutPoints()
	return [6]float64{0, cut[0], cut[1], cut[2], cut[3], 100}
}

// words are the five words from worst to best, as they follow one another on
// the scale.
func words() [5]surveys.Forecast {
	return [5]surveys.Forecast{surveys.Storm, surveys.Rain, surveys.Change, surveys.Fair, surveys.SetFair}
}

// wordIndex returns the place of a word on the scale, -1 for no reading.
func wordIndex(f surveys.Forecast) int {
	for i, w := range words() {
		if w == f {
			return i
		}
	}
	return -1
}
