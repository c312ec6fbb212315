// Package vntext keeps one answer to "are these the same Vietnamese words": the folded
// form, the same for every way of typing a mark or leaving it out; the spelled form, the
// same for every way of placing one; and the sound, the same for words that are confused.
package vntext
