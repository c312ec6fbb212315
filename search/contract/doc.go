// Package contract holds every search engine to one promise: the tests that a driver
// passes before the market trusts it, and the questions of real buyers with what they
// must find.
package contract
