// Package privacy keeps what the market knows of a person in that person's hands: a copy of
// all of it, and its end.
//
// After an erasure nobody reads the name, the number, an address, an account or a picture
// of that person any more, and every chain of orders, money and history is as whole as
// before. What is still owed, either way, is settled first.
package privacy
