// Package search keeps one promise whatever engine stands behind it: what is published
// can be found the way Vietnamese people type it, and nothing else is shown.
//
// It is a port. Documents go in, ids come out; the page and the API read the products
// themselves from the database, so a late index can show a product too many or too few
// but never a wrong price. Every driver passes the suite in search/contract.
package search
