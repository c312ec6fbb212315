// Package season lets stalls and goods sleep out of their months and wakes them on the day,
// so that what cannot be harvested is seen, found, and sold to nobody.
//
//	by season   the calendar decides, by the months of the goods
//	by hand     until a day, or until the seller wakes it
//	holiday     from one day to another, the whole stall
//
// Orders that stand are finished all the same: their clocks do not wait.
package season
