package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os/signal"
	"slices"
	"strings"
	"syscall"

	"barometer/surveys"

	"github.com/alecthomas/kong"
	"github.com/redis/go-redis/v9"
)

// commands are what the program can do.
type commands struct {
	Serve    serveCommand    `cmd:"" help:"Run the server."`
	Demo     demoCommand     `cmd:"" help:"Try everything: a year of a small firm, its mails caught, you signed in."`
	User     userCommands    `cmd:"" help:"People on the team."`
	Token    tokenCommands   `cmd:"" help:"Keys to the API."`
	Import   importCommands  `cmd:"" help:"Bring in what you have."`
	Backtest backtestCommand `cmd:"" help:"Say what Barometer would have told you, from past answers."`
	Doctor   doctorCommand   `cmd:"" help:"Check the set-up: Redis, mail server, DNS, public URL, clock; says what to do."`
	Version  versionCommand  `cmd:"" help:"Say which version this is."`
}

// world is what a command sees of the outside.
type world struct {
	ctx  context.Context
	env  map[string]string
	out  io.Writer // for the person who typed the command
	errs io.Writer // for logs and mistakes

	command string // that was typed, without what it is about
}

// start runs the program until it ends or a signal asks it to, and returns the
// exit code: 1 for a failure, 2 for a wrong command line or setting.
func start(args, env []string, out, errs io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second signal ends it at once
	redis.SetLogger(redisLog{newLog(errs, slog.LevelInfo)})
	err := run(ctx, args, env, out, errs)
	if err == nil {
		return 0
	}
	tell(errs, err)
	var usage *kong.ParseError
	if errors.As(err, &usage) || surveys.CodeOf(err) == surveys.Invalid {
		return 2
	}
	return 1
}

// tell writes an error for a person: one line, or one for each wrong setting.
func tell(w io.Writer, err error) {
	var e *surveys.Error
	if !errors.As(err, &e) {
		fmt.Fprintln(w, "barometer:", err)
		return
	}
	fmt.Fprintln(w, "barometer:", e.Message)
	for _, f := range e.Fields {
		fmt.Fprintf(w, "  %s %s\n", f.Field, f.Message)
	}
	if e.Err != nil {
		fmt.Fprintln(w, "  cause:", e.Err)
	}
}

// run parses the command line and runs its command until ctx ends. Nothing is
// read from the process: tests run several side by side.
func run(ctx context.Context, args, env []string, out, errs io.Writer) error {
	w := &world{ctx: ctx, env: environment(env), out: out, errs: errs}
	var c commands
	var unread surveys.Problems
	ended := false
	parser, err := kong.New(&c,
		kong.Name("barometer"),
		kong.Description("Asks one question after an interaction and says early where satisfaction is falling."),
		kong.Writers(out, errs),
		kong.Exit(func(int) { ended = true }),
		kong.Resolvers(settingsFrom(w.env, &unread)),
		kong.ValueFormatter(settingHelp),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
	)
	if err != nil {
		return err
	}
	chosen, err := parser.Parse(args)
	if ended { // --help has been printed
		return nil
	}
	if err != nil {
		return err
	}
	if len(unread) > 0 {
		return unreadable(chosen.Selected().Target.Interface(), unread)
	}
	w.command, _, _ = strings.Cut(chosen.Command(), " <")
	return chosen.Run(w)
}

func environment(env []string) map[string]string {
	m := make(map[string]string, len(env))
	for _, line := range env {
		name, value, _ := strings.Cut(line, "=")
		m[name] = value
	}
	return m
}

// closers are the parts of a running program, closed in reverse order.
type closers []func()

func (c *closers) add(f func()) { *c = append(*c, f) }

func (c closers) close() {
	for _, f := range slices.Backward(c) {
		f()
	}
}

// redisLog is where the Redis client says what only it knows, such as that a
// connection was lost and made again.
type redisLog struct{ log *slog.Logger }

// Printf logs one line.
func (r redisLog) Printf(ctx context.Context, format string, v ...any) {
	r.log.DebugContext(ctx, "redis client", "says", fmt.Sprintf(format, v...))
}

// newLog logs lines of JSON.
func newLog(w io.Writer, level slog.Level) *slog.Logger {
	return slog.New(slog.NewJSONHandler(w, &slog.HandlerOptions{Level: level}))
}
