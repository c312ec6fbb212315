// Package sandboxtest keeps the sandbox bank ready for tests: on a clock that they drive,
// with its messages handed over instead of posted.
package sandboxtest
