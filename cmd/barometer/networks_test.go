package main

import (
	"errors"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"barometer/surveys"
)

// listFile writes a list of networks.
func listFile(t *testing.T, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "networks.txt")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestOwnNetworksReplaceTheList(t *testing.T) {
	var p surveys.Problems
	list := parseNetworks(&p, listFile(t, "# as of 2026-10-01\r\n198.51.100.0/24 a scanner\r\n2001:db8::/32\r\n"))
	if p.Err() != nil || list.Len() != 2 || !list.Has(netip.MustParseAddr("198.51.100.9")) || list.Has(netip.MustParseAddr("40.94.1.1")) {
		t.Errorf("%v, %d networks", p.Err(), list.Len())
	}
	if parseNetworks(&p, "") != nil {
		t.Error("no file is a list of its own")
	}
}

// Every wrong line is told beside the mistakes of other settings.
func TestWrongNetworksAreTold(t *testing.T) {
	nonsense := strings.Repeat("nonsense\n", 30)
	for name, tt := range map[string]struct {
		text string
		told []string // the beginnings
	}{
		"two lines":       {"192.0.2.0/24\nnonsense\n# said\n10.0.0.0/99 much\n", []string{"line 2 of ", "line 4 of "}},
		"no network":      {"# none\n", []string{"must name 1 to 10000 networks"}},
		"too many":        {strings.Repeat("192.0.2.1\n", 10_001), []string{"must name 1 to 10000 networks"}},
		"too large":       {strings.Repeat(" ", maxNetworksFile+1), []string{"cannot be read"}},
		"another file":    {nonsense, append(slices.Repeat([]string{"line "}, maxLinesTold), "and 10 lines more")},
		"no network left": {"", []string{"must name"}},
	} {
		t.Run(name, func(t *testing.T) {
			s := serveSettings{Addr: "8080", PublicURL: "https://ask.example", SMTP: "smtps://mail.example", From: "j@acme.example",
				QuietDays: "7", ScanWindow: "0", Log: "info", Networks: listFile(t, tt.text)}
			_, err := s.parse()
			var e *surveys.Error
			if !errors.As(err, &e) || e.Fields[0].Field != "BAROMETER_ADDR" {
				t.Fatalf("settings end with %v", err)
			}
			told := e.Fields[1:]
			if len(told) != len(tt.told) {
				t.Fatalf("told %v, want %d mistakes", told, len(tt.told))
			}
			for i, f := range told {
				if f.Field != "BAROMETER_NETWORKS" || !strings.HasPrefix(f.Message, tt.told[i]) {
					t.Errorf("told %s %s, want %s…", f.Field, f.Message, tt.told[i])
				}
			}
		})
	}
}

// The log says at the start which list is in use and how old it is.
func TestStartTellsTheListOfNetworks(t *testing.T) {
	brought, err := surveys.DefaultNetworks()
	if err != nil {
		t.Fatal(err)
	}
	for want, settings := range map[string][]string{
		fmt.Sprintf(`"count":%d,"as_of":"%s","own_list":false`, brought.Len(), brought.AsOf.Format("2006-01-02")): nil,
		`"count":1,"as_of":"unknown","own_list":true`:                                                             {"BAROMETER_NETWORKS=" + listFile(t, "198.51.100.0/24\n")},
	} {
		h := newHouse(t, nil, settings...)
		h.serve()
		if log := h.log.String(); !strings.Contains(log, want) {
			t.Errorf("the log lacks %s:\n%s", want, log)
		}
	}
}
