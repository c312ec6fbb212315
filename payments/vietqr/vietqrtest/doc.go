// Package vietqrtest keeps a bank account ready for tests: transfers reach it, and its
// notice source hands over what it would post.
package vietqrtest
