// Package stripetest keeps a Stripe for tests: a server with its own truth of money, which
// checks what it is sent, forgets answers when it is told to, and signs its own messages.
package stripetest
