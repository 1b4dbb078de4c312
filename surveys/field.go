package surveys

// Field is what to do with a customer, by satisfaction and margin.
type Field string

// The four fields; the empty one is where either is not known.
const (
	FieldSave    Field = "save"    // unhappy, earns well
	FieldCherish Field = "cherish" // happy, earns well
	FieldRethink Field = "rethink" // unhappy, earns little
	FieldDevelop Field = "develop" // happy, earns little
	NoField      Field = ""
)

// Fields lists the four in the order that pages show them.
func Fields() []Field { return []Field{FieldSave, FieldCherish, FieldRethink, FieldDevelop} }

// FieldLines divide the fields, in percent.
type FieldLines struct {
	Satisfied float64 // from here on a customer is happy
	Margin    float64 // from here on it earns well: the owner's target
}

// DefaultFieldLines hold until the owner sets others.
func DefaultFieldLines() FieldLines { return FieldLines{Satisfied: 80, Margin: 30} }

// Check returns nil or names every wrong line.
func (l FieldLines) Check() error {
	var p Problems
	if !(l.Satisfied > 40 && l.Satisfied < 100) {
		p.Add("satisfied", "must lie between 40 and 100 percent")
	}
	if !(l.Margin > 0 && l.Margin < 60) {
		p.Add("margin", "must lie between 0 and 60 percent")
	}
	return p.Err()
}

// Field names the field of a customer: not known below five answers, and where
// there is no revenue.
func (l FieldLines) Field(level Level, w Worth) Field {
	margin, ok := w.Margin()
	switch happy := level.Rate >= l.Satisfied; {
	case !ok || !level.Reading():
		return NoField
	case happy && margin >= l.Margin:
		return FieldCherish
	case happy:
		return FieldDevelop
	case margin >= l.Margin:
		return FieldSave
	}
	return FieldRethink
}
