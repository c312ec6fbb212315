package measure

// Count is how many there are of something, for a text in which several are told in a row.
// Of is a key of web/locale below "count.".
type Count struct {
	Of string
	N  int64
}
