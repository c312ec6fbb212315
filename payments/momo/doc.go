// Package momo keeps MoMo's word about money: what its wallet took, refused or gave back is
// believed only from a notice signed with our key or from its own books, and one question
// carries one number however often it is asked.
package momo
