// Package pickup keeps the place and the day of a meeting: the buyer fetches the parcel
// where the seller said, on a day when somebody is there.
package pickup
