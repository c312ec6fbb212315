//go:build !linux

package dbtest

import "os"

// place is the folder for databases.
func place() string { return os.TempDir() }
