// Package audit keeps who did what for whom and through what, for good: entries are
// added in the verb's own transaction and never changed, and hold ids and codes only, so
// that erasing a person breaks no chain.
package audit
