//go:build !unix

package dbtest

// startCluster knows no way to run a private server on this system.
func startCluster() (string, error) { return "", errNoServer }
