//go:build unix && !linux

package dbtest

import "os"

// place is the folder for the cluster.
func place() string { return os.TempDir() }
