// Package static keeps the files that every page needs inside the binary, each under an
// address that changes with its content, so that a phone fetches none of them twice.
package static
