// Package table reads the tables that people send, CSV or Excel, as they are stored and not
// as they are shown: a cell is a text, and a formula is known for what it is. What it writes
// holds none.
package table
