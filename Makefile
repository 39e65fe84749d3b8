.DEFAULT_GOAL := help
BIN := .artifacts/bin
.PHONY: help build run bench test ci clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

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

test: ## run all tests that this machine can
	@tests/run

ci: ## what the continuous integration runs
	@.ci/run

clean: ## remove what was built
	@rm -rf .artifacts
