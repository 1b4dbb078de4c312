package store

import (
	"context"
	"crypto/sha1"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/redis/go-redis/v9"
)

// scriptFiles holds every state change: one file in scripts/ is one script,
// named as it is run. Parts that several share are in scripts/include/.
//
//go:embed scripts
var scriptFiles embed.FS

// script is a Lua script as Redis gets it.
type script struct{ source, sha string }

// scripts are all scripts by their name, such as "invite".
type scripts map[string]script

// readScripts reads the embedded files and puts the included parts in.
func readScripts() (scripts, error) {
	names, err := fs.Glob(scriptFiles, "scripts/*.lua")
	if err != nil {
		return nil, err
	}
	out := make(scripts, len(names))
	for _, name := range names {
		source, err := readScript(name)
		if err != nil {
			return nil, err
		}
		sum := sha1.Sum([]byte(source))
		out[strings.TrimSuffix(path.Base(name), ".lua")] = script{source, hex.EncodeToString(sum[:])}
	}
	return out, nil
}

// readScript replaces each line "--!include outbox" by the file of that name.
func readScript(name string) (string, error) {
	raw, err := scriptFiles.ReadFile(name)
	if err != nil {
		return "", err
	}
	lines := strings.Split(string(raw), "\n")
	for i, line := range lines {
		part, ok := strings.CutPrefix(line, "--!include ")
		if !ok {
			continue
		}
		text, err := scriptFiles.ReadFile("scripts/include/" + strings.TrimSpace(part) + ".lua")
		if err != nil {
			return "", fmt.Errorf("%s: %w", name, err)
		}
		lines[i] = string(text)
	}
	return strings.Join(lines, "\n"), nil
}

// loadScripts gives all scripts to every master, so that EVALSHA finds them.
func (s *Store) loadScripts(ctx context.Context) error {
	load := func(ctx context.Context, c redis.Cmdable) error {
		pipe := c.Pipeline()
		for _, sc := range s.scripts {
			pipe.ScriptLoad(ctx, sc.source)
		}
		_, err := pipe.Exec(ctx)
		return err
	}
	if cluster, ok := s.rdb.(*redis.ClusterClient); ok {
		return cluster.ForEachMaster(ctx, func(ctx context.Context, c *redis.Client) error { return load(ctx, c) })
	}
	return load(ctx, s.rdb)
}

// call is one run of a script: all keys lie in one slot.
type call struct {
	script string
	keys   []string
	args   []any
}

// run runs one script. A Redis that forgot its scripts (restart, failover)
// gets the source.
func (s *Store) run(ctx context.Context, name string, keys []string, args ...any) *redis.Cmd {
	sc, ok := s.scripts[name]
	if !ok {
		return failed(ctx, name)
	}
	cmd := s.rdb.EvalSha(ctx, sc.sha, keys, args...)
	if redis.HasErrorPrefix(cmd.Err(), "NOSCRIPT") {
		return s.rdb.Eval(ctx, sc.source, keys, args...)
	}
	return cmd
}

// runAll runs many scripts in one pipeline and returns their answers in order.
// Those that Redis did not know are run once more from their source; a
// pipeline does not do that by itself. err is the first error of any.
func (s *Store) runAll(ctx context.Context, calls []call) ([]*redis.Cmd, error) {
	if len(calls) == 0 {
		return nil, nil
	}
	out := make([]*redis.Cmd, len(calls))
	pipe := s.rdb.Pipeline()
	for i, c := range calls {
		out[i] = s.queue(ctx, pipe, c)
	}
	_, _ = pipe.Exec(ctx) // each command has its own error
	if err := s.runUnknown(ctx, calls, out); err != nil {
		return out, err
	}
	for _, cmd := range out {
		if err := cmd.Err(); err != nil && err != redis.Nil {
			return out, err
		}
	}
	return out, nil
}

// queue puts a script into a pipeline of the caller's. The caller hands the
// answers to runUnknown after Exec.
func (s *Store) queue(ctx context.Context, pipe redis.Pipeliner, c call) *redis.Cmd {
	sc, ok := s.scripts[c.script]
	if !ok {
		return failed(ctx, c.script)
	}
	return pipe.EvalSha(ctx, sc.sha, c.keys, c.args...)
}

// runUnknown runs those calls again that were answered with NOSCRIPT, and puts
// the new answers in their place.
func (s *Store) runUnknown(ctx context.Context, calls []call, out []*redis.Cmd) error {
	pipe := s.rdb.Pipeline()
	for i, c := range calls {
		if redis.HasErrorPrefix(out[i].Err(), "NOSCRIPT") {
			out[i] = pipe.Eval(ctx, s.scripts[c.script].source, c.keys, c.args...)
		}
	}
	if pipe.Len() == 0 {
		return nil
	}
	_, err := pipe.Exec(ctx)
	return err
}

func failed(ctx context.Context, name string) *redis.Cmd {
	cmd := redis.NewCmd(ctx, "evalsha", name)
	cmd.SetErr(fmt.Errorf("there is no script %q", name))
	return cmd
}
