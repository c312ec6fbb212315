// Package markettest keeps a small market for tests: a few stalls with goods, stock and a
// clock that the test drives. It writes rows without asking the rooms' rules, so that a
// test of one room does not depend on the verbs of another.
package markettest
