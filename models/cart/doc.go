// Package cart keeps what a shopper means to buy: whole quantities of real variants, one
// open cart each, spent once.
package cart
