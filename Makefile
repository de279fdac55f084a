# The commands of the project. Each installs what it needs first; see README.md.
.PHONY: run build test bench fuzz simulate sanitize format

run: build
	@Scripts/run

build:
	@Scripts/install-dependencies
	@swift build -c release --product heliograph

test:
	@Scripts/install-dependencies --for-tests
	@Scripts/test

bench:
	@Scripts/install-dependencies --for-benchmarks
	@Scripts/bench

fuzz:
	@Scripts/install-dependencies
	@Scripts/fuzz

simulate:
	@Scripts/install-dependencies
	@Scripts/simulate "$(SEEDS)" "$(MUTATION)"

sanitize:
	@Scripts/install-dependencies --for-tests
	@Scripts/sanitize

format:
	@swift format -i -r -p Sources Tests Fuzz Benchmarks Package.swift
