// Package sepay keeps SePay's bank notices honest: only what carries its key or its
// signature is read, and only money that came in.
package sepay
