// Package shipping keeps a delivery promise honest: a fee and an arrival window that the
// carrier, the distance and the shelf life of the goods allow.
package shipping
