// Package sandbox keeps a bank to try the market with: it has its own truth about who paid,
// remembers it when the market is killed, and tells it through the market's real webhook,
// or late, or twice, or wrongly, or not at all, as somebody chooses on its page.
//
// It refuses to exist in production. Its memory belongs to one process.
package sandbox
