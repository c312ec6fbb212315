//go:build !race

package checkout_test

// stormSize is how many payments a storm has unless -storm says otherwise.
const stormSize = 1_000
