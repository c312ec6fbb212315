// Package casso keeps Casso's bank notices (Flow v2) honest: only what carries its
// signature is read, and only money that came in.
package casso
