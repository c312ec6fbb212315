// Package clock keeps time honest: instants are UTC milliseconds, dates are those of
// Vietnam (fixed +07:00), and nobody asks the machine for the time except through the
// Clock that was passed in.
package clock
