// Package account keeps a person apart from the phone that a family shares: a code proves
// the phone, then a person of that phone is chosen, and a PIN proves the person where
// money or the market's own powers are at stake.
//
// What holds, whatever a stranger does:
//   - asking for a code tells nothing about who has an account, and runs the same
//     statements for every number;
//   - a code is good once, for five minutes and five tries, for the purpose and on the
//     device for which it was asked;
//   - codes asked by strangers use up no allowance of a device on which the phone has
//     been proved;
//   - a session that was ended is refused by every process within one second;
//   - number, address, code, PIN and token are stored sealed or hashed with a key.
package account
