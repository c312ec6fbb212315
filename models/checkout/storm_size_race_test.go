//go:build race

package checkout_test

// stormSize under the race detector, which is ten times slower.
const stormSize = 250
