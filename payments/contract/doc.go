// Package contract keeps drivers to one promise: Run proves, without a database, what a
// driver of package payments can prove alone, and Fake is what it lends to the proofs that
// need tables.
//
// A driver's own test makes a Case (its configuration, messages, byte-exact vectors and a
// fake of its provider) and calls Run. What the suite cannot see, a case must show: an empty
// field that the driver's capabilities ask for fails the test.
package contract
