.DEFAULT_GOAL := help
.PHONY: help build test ci clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

build: ## build everything in Release
	@dotnet build -c Release NoticeService.sln --nologo -v minimal

test: ## run all tests that this machine can
	@tests/run

ci: ## what the continuous integration runs
	@.ci/run

clean: ## remove what was built
	@rm -rf .artifacts
