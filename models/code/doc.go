// Package code makes the codes that people read aloud, type and find in a bank's text:
// ten characters without look-alikes, the last of which proves the rest.
package code
