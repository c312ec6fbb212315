// Package dbtest gives every test a fresh, migrated database of each dialect: a copy of
// an SQLite file, and a PostgreSQL database cloned from a template in a private cluster.
//
// The cluster is shared by the test binaries of one user and is started by the first of
// them when the server programs are installed. When nobody has used it for a while it is
// stopped and wiped by a watchdog, so nothing stays behind. CHOPHIEN_TEST_POSTGRES_URL
// names a server to use instead; its role must be allowed to create databases. CHOPHIEN_TEST_DIALECT ("sqlite", "postgres") keeps tests that run on both to one.
// Without a server the PostgreSQL half of a test skips, or fails when CI is "true".
package dbtest
