# make explains itself; each target is what the integration server runs too.
SCALE ?= 1
LISTEN ?= 127.0.0.1:8080
DATA ?= ./data/demo

help: ## list the targets
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## (.*)/make \1	\2/' | expand -t 14

demo: ## build Changchun 2017 and serve it (SCALE=100 for a hundredth, LISTEN=host:port)
	go build -o bin/gongkai ./cmd/gongkai
	bin/gongkai demo --data $(DATA) --scale $(SCALE) --listen $(LISTEN)

test: ## install what the tests need and run them all
	scripts/need chromium-headless-shell postgresql fonts-noto-cjk poppler-utils
	go vet ./...
	go tool staticcheck ./...
	RAPID_SEED=2017 RAPID_NOFAILFILE=1 GONGKAI_NEED_ALL=1 go test -vet=off -timeout 30m ./...

# The same cases each time in test, so that it fails for a change and not for a
# draw; other ones each time, and more of them, in check.
check: ## the long tests: faults by the hundred, other random cases, races, generated files up to date
	scripts/need chromium-headless-shell postgresql fonts-noto-cjk poppler-utils
	go tool templ generate >/dev/null && git diff --exit-code -- '*_templ.go'
	GONGKAI_NEED_ALL=1 GONGKAI_LONG=1 go test -timeout 80m ./store/... ./office/... ./cmd/...
	RAPID_CHECKS=400 RAPID_NOFAILFILE=1 GONGKAI_NEED_ALL=1 go test -timeout 60m $(shell grep -rl --include=*_test.go rapid.Check . | xargs -n1 dirname | sort -u)
	GONGKAI_NEED_ALL=1 go test -race -timeout 60m ./law/... ./affairs/... ./store ./office/... ./web/...

bench: ## measure beside the peers and write docs/benchmarks.md
	scripts/need nginx wrk postgresql
	go run ./scripts/bench
	GONGKAI_MEASURE=1 go test -count=1 -v -run TestMeasure ./web/desk | grep measure_test

assets: ## rebuild CSS and script from npm packages (only after changing assets/)
	cd assets && npm ci && npm run build

.PHONY: help demo test check bench assets
.DEFAULT_GOAL := help
