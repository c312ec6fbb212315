// Package pdf writes documents that people print, hand in, hang up or stick on a
// parcel: in the reader's language, with every letter of Vietnamese.
//
// The letters are those of Liberation Sans 2 (SIL Open Font License 1.1, by Red Hat), which
// comes with its licence in the module github.com/go-fonts/liberation; a document holds
// only those that it uses. Nothing is shaped, so texts are composed (NFC) first.
package pdf
