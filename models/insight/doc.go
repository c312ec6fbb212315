// Package insight keeps count of what buyers search for and which results they press, and
// nothing of the buyers: sums a day, no person, address, session or time of day. A text that
// may be somebody's number or name is not kept, and one that was asked fewer than three
// times is not shown.
package insight
