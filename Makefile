.DEFAULT_GOAL := help
BIN := .artifacts/bin
.PHONY: help build run bench lab lab-long test soak fmt lint proto k8s-render ci clean

help: ## list the targets
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

build: ## build everything in Release
	@dotnet build -c Release NoticeService.sln --nologo -v minimal

run: build ## the whole story: store, service, players, crowding, verdicts (Ctrl-C ends it); DEMO=off runs the service alone
ifeq ($(DEMO),off)
	@exec dotnet $(BIN)/NoticeService/release/notice-service.dll $(ARGS)
else
	@exec dotnet $(BIN)/NoticeService.Lab/release/lab.dll demo $(ARGS)
endif

bench: build ## the performance table, as ratios (about a minute)
	@dotnet $(BIN)/NoticeService.Lab/release/lab.dll bench $(ARGS)

lab: build ## the accuracy suite: random worlds with a known culprit, as tables (about five minutes)
	@dotnet $(BIN)/NoticeService.Lab/release/lab.dll suite $(ARGS)

lab-long: build ## false alarms of 3,100 ISP-days without a fault (about half an hour)
	@dotnet $(BIN)/NoticeService.Lab/release/lab.dll long $(ARGS)

test: ## run all tests that this machine can
	@tests/run

soak: ## kills and races again and again for MINUTES=60, AT_ONCE=1 side by side
	@tests/soak

fmt: ## put the code into its form
	@dotnet format whitespace NoticeService.sln --no-restore

lint: proto k8s-render ## check the protos, the manifests and the alerts
	@promtool check rules k8s/components/monitoring/*.rules.yaml
	@promtool test rules k8s/tests/*.test.yaml

proto: ## check the protos with buf
	@npm ci --prefix tests/NoticeService.Architecture.Tests/Tools --ignore-scripts --no-audit --no-fund --silent
	@cd protos && ../tests/NoticeService.Architecture.Tests/Tools/node_modules/@bufbuild/buf-linux-*/bin/buf lint

k8s-render: ## render every overlay and combination into .artifacts/k8s
	@cp src/NoticeService/notices.json k8s/core/notices.json
	@mkdir -p .artifacts/k8s
	@for folder in k8s/base k8s/overlays/* k8s/tests/*/; do \
	  kubectl kustomize "$$folder" > ".artifacts/k8s/$$(basename $$folder).yaml" && echo "$$folder" || exit 1; done

ci: ## what the continuous integration runs
	@.ci/run

clean: ## remove what was built
	@rm -rf .artifacts
