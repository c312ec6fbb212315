// Package storefront keeps a buyer's way through the market: every page works without
// JavaScript, every form leads on by redirect or comes back with the words beside its
// fields, and nobody sees what is another's.
package storefront
