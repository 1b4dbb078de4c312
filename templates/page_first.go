package templates

// FirstRun is what it takes until the first answer: the overview before it, and
// the steps of the first minutes.
type FirstRun struct {
	Layout
	Steps    []Step
	Done     int
	Glass    Glass
	Answers  int
	Overview bool // it stands in for the overview, as there is no answer yet
	May      bool // who reads it may do the steps
	Sender   SenderForm
	Test     TestMail
	Question QuestionForm
	Key      KeyForm
}

func (FirstRun) name() string { return "first" }

// Step is one thing to do before the first answer. What is done is read from
// the store each time; nothing remembers a place in a list.
type Step struct {
	ID, Title, Text string
	Done, Open      bool
}

// QuestionForm chooses the first question.
type QuestionForm struct {
	Scales    []ScaleOption
	Question  string
	Ours      string // said where the field is empty
	Languages []Option
	Zone      string
	Preview   string // address of the mail as it stands
	Errors    map[string]string
}

// ScaleOption is a scale to choose, with its picture.
type ScaleOption struct {
	ScalePicture
	Chosen bool
}

// KeyForm makes the key for the helpdesk with one press.
type KeyForm struct {
	Secret string // just made; shown once
	Curl   string
}

// SetUp makes the first person of the team.
type SetUp struct {
	Layout
	Address string
	Name    string
	Email   string
	Errors  map[string]string
	Plain   bool
	Least   int // letters of a password
}

func (SetUp) name() string { return "setup" }
