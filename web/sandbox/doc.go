// Package sandbox draws the pages that only a demonstration has: the bank that is played,
// the transfer that is played, and the list of sign-in codes. Each says so in large letters.
package sandbox
