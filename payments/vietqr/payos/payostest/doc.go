// Package payostest is a payOS for tests: it keeps its own truth of links and money.
package payostest
