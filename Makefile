# make test is everything a change must pass; make demo shows the program.

GO          ?= go
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
# Everything but rules of taste: names of sentinel errors, the exact form of
# comments, a comment on every package.
CHECKS      := all,-ST1000,-ST1003,-ST1012,-ST1016,-ST1020,-ST1021,-ST1022
GOVULNCHECK := golang.org/x/vuln/cmd/govulncheck@v1.9.0
# The newest Go, or a package manager, may need a moment on a slow line.
TIMEOUT     ?= 20m
# Tests, and their compiler, have memory to spare and no time: garbage is
# collected less often.
LAVISH      := GOGC=300
# gin without MessagePack, which nothing here speaks, and whose codec is the
# dearest of all libraries to compile.
export GOFLAGS := $(strip $(shell $(GO) env GOFLAGS) -tags=nomsgpack)
# Properties are tried on the same examples everywhere. A plain go test draws
# others each time.
SEED        := RAPID_SEED=1723

.PHONY: test tools check vulnerabilities unit cluster pico demo build bench help

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/'

test: tools check vulnerabilities unit cluster ## everything a change must pass

tools: ## redis-server and chromium, installed where missing and allowed
	@sh .ci/tools

check: ## formatting, staticcheck; what the tests are compiled with is compiled once
	@unformatted=$$(gofmt -l cmd mailer server surveys templates); \
	  if [ -n "$$unformatted" ]; then echo "not formatted by gofmt:"; echo "$$unformatted"; exit 1; fi
	$(LAVISH) $(GO) run -exec "env 'GOFLAGS=$$($(GO) env GOFLAGS) -race'" $(STATICCHECK) -checks '$(CHECKS)' ./...

vulnerabilities: ## govulncheck, where its database can be reached
	@sh .ci/vulnerabilities "$(GO)" "$(GOVULNCHECK)"

unit: ## all of vet, and all tests with the race detector, against a real Redis
	$(LAVISH) $(SEED) $(GO) test -vet=all -race -p 4 -timeout $(TIMEOUT) ./...

cluster: ## the store once more against a Redis Cluster of three masters
	BAROMETER_TEST_CLUSTER=1 $(LAVISH) $(SEED) $(GO) test -vet=off -timeout $(TIMEOUT) -count=1 ./surveys/store

bench: ## the benchmarks
	$(GO) test -run '^$$' -bench . ./...

build: ## one static binary
	CGO_ENABLED=0 $(GO) build -trimpath -o barometer ./cmd/barometer

pico: ## static/pico.min.css from templates/pico.scss, with npm
	@dir=$$(mktemp -d); npm install --silent --prefix $$dir @picocss/pico@2.1.1 sass@1.108.2 && \
	  $$dir/node_modules/.bin/sass --style=compressed --no-source-map --quiet-deps --no-charset \
	  -I $$dir/node_modules templates/pico.scss templates/static/pico.min.css; code=$$?; rm -r $$dir; exit $$code

demo: ## try everything
	$(GO) run ./cmd/barometer demo
