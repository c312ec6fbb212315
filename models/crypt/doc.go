// Package crypt keeps personal data readable only to those who hold the keys: fields are
// sealed with AES-256-GCM for one purpose each, found again by a blind index, shown
// masked, and never part of an error.
package crypt
