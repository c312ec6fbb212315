// Package session keeps what a request claims apart from what is known of it: a cookie or
// a bearer token becomes a typed actor or none, and a body becomes the input struct of a
// verb or a list of faults, one for each field.
//
// A cookie counts on an unsafe method only when the request comes from a page of our own,
// and a form only with the token of its session: see Load and Forms.
package session
