package main

import (
	"os"
	"runtime/debug"
)

// A market on a small machine: collect garbage half as often as Go would, and more eagerly
// again before the process grows large. GOGC and GOMEMLIMIT, where set, have the last word.
const (
	gcPercent = 200
	softLimit = 100 << 20
)

func sparingly() {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(gcPercent)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(softLimit)
	}
}
