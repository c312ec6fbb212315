//go:build !unix

package dbtest

// startCluster knows no way to run a private server on this system.
func startCluster() (string, error) { return "", errNoServer }

// sweepFolders leaves everything: whether a process still runs is not to be asked here.
func sweepFolders(string) {}
