package surveys

// WayStep is a step on the way to the next mail server.
type WayStep string

// The steps, in their order.
const (
	WayReach    WayStep = "reach"    // host and port
	WayStartTLS WayStep = "starttls" // the server offers it
	WayTLS      WayStep = "tls"
	WayGreet    WayStep = "greet"
	WayLogging  WayStep = "login"
)

// WaySteps returns the steps in their order.
func WaySteps() []WayStep { return []WayStep{WayReach, WayStartTLS, WayTLS, WayGreet, WayLogging} }

// WayError is a way to the next mail server that ended at a step.
type WayError struct {
	Step  WayStep
	Words string // of the server or the system; empty where the step says all
	Err   error
}

func (e *WayError) Error() string { return e.Err.Error() }

func (e *WayError) Unwrap() error { return e.Err }
