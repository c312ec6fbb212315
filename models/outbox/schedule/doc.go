// Package schedule keeps every job firing once per slot, however many processes run: the
// slot is claimed in the database, by conditional UPDATE, before the job starts.
//
// A job whose process dies is run again when its lease has run out, so a job is
// idempotent. Slots that passed while nobody ran are made up for by one run.
package schedule
