// Package db keeps one door to the database: short transactions with a deadline on one
// writer pool, everything else on a pool that cannot write, alike on SQLite and PostgreSQL.
package db
