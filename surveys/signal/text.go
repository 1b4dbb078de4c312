package signal

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// errText says that a text is no stream.
var errText = errors.New("not the text of a stream")

// Marshal writes the stream as words of text, to be kept in a hash field:
// readable, short, and exact to the last bit.
func (s Stream) Marshal() string {
	b := make([]byte, 0, 160)
	b = strconv.AppendInt(b, int64(s.Seen), 10)
	b = strconv.AppendInt(append(b, ' '), int64(s.Complaints), 10)
	b = strconv.AppendUint(append(b, ' '), uint64(s.Queue), 10)
	for _, f := range s.floats() {
		b = strconv.AppendFloat(append(b, ' '), *f, 'g', -1, 64)
	}
	return string(b)
}

// Unmarshal reads what Marshal wrote; the empty text is a stream without
// ratings.
func Unmarshal(text string) (Stream, error) {
	var s Stream
	if text == "" {
		return s, nil
	}
	words := strings.Split(text, " ")
	floats := s.floats()
	if len(words) != 3+len(floats) {
		return Stream{}, fmt.Errorf("%w: %d words", errText, len(words))
	}
	if err := s.unmarshalCounts(words[:3]); err != nil {
		return Stream{}, err
	}
	for i, f := range floats {
		v, err := strconv.ParseFloat(words[3+i], 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) {
			return Stream{}, fmt.Errorf("%w: word %d", errText, 3+i)
		}
		*f = v
	}
	return s, nil
}

func (s *Stream) unmarshalCounts(words []string) error {
	seen, err1 := strconv.Atoi(words[0])
	complaints, err2 := strconv.Atoi(words[1])
	queue, err3 := strconv.ParseUint(words[2], 10, 16)
	if err := errors.Join(err1, err2, err3); err != nil {
		return fmt.Errorf("%w: %w", errText, err)
	}
	if seen < 0 || complaints < 0 || queue > lagMask {
		return fmt.Errorf("%w: a count is out of range", errText)
	}
	s.Seen, s.Complaints, s.Queue = seen, complaints, uint16(queue)
	return nil
}

// floats are the numbers of a stream in their order in the text.
func (s *Stream) floats() []*float64 {
	return []*float64{
		&s.At, &s.Fast, &s.FastN, &s.Slow, &s.SlowN,
		&s.Evidence, &s.Climb, &s.Since, &s.Alarm, &s.Episode, &s.WorseSince,
	}
}
