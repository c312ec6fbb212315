// Package bench keeps the count of what a running market does under load: it speaks HTTP
// like everybody else, from many sides at once, and tells how often, how fast and how
// often not.
package bench
