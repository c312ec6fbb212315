// Package storefront draws the buyer's pages: each screen is one file with the struct
// that its handler fills and the template that shows it, complete without JavaScript.
package storefront
