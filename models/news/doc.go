// Package news keeps people told: what happened to an order reaches the phones that it
// concerns, once, in words, after the fact is in the database.
package news
