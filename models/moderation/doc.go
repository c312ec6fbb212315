// Package moderation keeps every report about a listing answered: it is seen by the desk
// within its days, and ends with the listing taken down or with a reason why not.
package moderation
