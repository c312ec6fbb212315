// Package lexicon keeps the words that buyers use for one thing as the operator wants them:
// every running process reads questions with the list as it stands, a few seconds late at
// most, and a newer version of the program brings nothing back that was switched off.
//
// A line of the list is shipped with the program (search.Synonyms) or the operator's own. A
// shipped line that nobody has touched follows the shipped list; one that the operator has
// changed or switched off stays as it was left.
package lexicon
