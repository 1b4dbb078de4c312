package main

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"

	"barometer/surveys/store/redistest"

	"github.com/redis/go-redis/v9"
)

func TestRedisAddresses(t *testing.T) {
	tests := []struct {
		raw  string
		kind string // type of the client, "" for an error
		want string // of its options
	}{
		{"redis://localhost:6379/3", "*redis.Client", "localhost:6379 3"},
		{"rediss://user:pass@r.example", "*redis.Client", "r.example:6379 0 tls"},
		{"unix:///run/redis.sock", "*redis.Client", "/run/redis.sock 0"},
		{"redis+cluster://user:p%40ss@a:1,b:2,c:3", "*redis.ClusterClient", "a:1 b:2 c:3 user"},
		{"redis://a:1?cluster=true&addr=b:2", "*redis.ClusterClient", "a:1 b:2 "},
		{"rediss+cluster://a:1", "*redis.ClusterClient", "a:1  tls"},
		{"redis+sentinel://a:1,b:2?master_name=main", "*redis.Client", "FailoverClient 0"},
		{"redis+sentinel://a:1", "", ""},
		{"redis+magic://a:1", "", ""},
		{"http://a:1", "", ""},
		{"localhost:6379", "", ""},
		{"redis://a:1?colour=red", "", ""},
		{"redis://user:secret@a:x/\x7f", "", ""},
	}
	for _, tt := range tests {
		connect, err := parseRedis(tt.raw)
		if err != nil {
			if tt.kind != "" || strings.Contains(err.Error(), "secret") {
				t.Errorf("%s: %v", tt.raw, err)
			}
			continue
		}
		client := connect()
		defer client.Close()
		if got := describe(client); fmt.Sprintf("%T", client) != tt.kind || got != tt.want {
			t.Errorf("%s: %T %q, want %s %q", tt.raw, client, got, tt.kind, tt.want)
		}
	}
}

func describe(client redis.UniversalClient) string {
	secure, text := false, ""
	switch c := client.(type) {
	case *redis.Client:
		o := c.Options()
		secure, text = o.TLSConfig != nil, fmt.Sprintf("%s %d", o.Addr, o.DB)
	case *redis.ClusterClient:
		o := c.Options()
		secure, text = o.TLSConfig != nil, strings.Join(o.Addrs, " ")+" "+o.Username
	}
	if secure {
		text += " tls"
	}
	return text
}

func TestAnEvictingRedisIsRefused(t *testing.T) {
	r := redistest.Start(t, "--maxmemory", "100mb", "--maxmemory-policy", "allkeys-lru")
	var log bytes.Buffer
	err := run(context.Background(), []string{"serve", "--redis", r.URL(), "--addr", "127.0.0.1:0"}, needed(), &log, &log)
	if err == nil || !strings.Contains(err.Error(), "allkeys-lru") || !strings.Contains(err.Error(), "noeviction") {
		t.Errorf("serve ended with %v", err)
	}
	if strings.Contains(log.String(), "listening") {
		t.Error("it listened first")
	}
}

func TestARedisThatDoesNotAnswerIsSaid(t *testing.T) {
	r := redistest.Start(t)
	r.Kill()
	var log bytes.Buffer
	err := run(context.Background(), []string{"serve", "--redis", r.URL(), "--addr", "127.0.0.1:0"}, needed(), &log, &log)
	if err == nil || !strings.Contains(err.Error(), "does not answer") {
		t.Errorf("serve ended with %v", err)
	}
}
