// Package payment keeps every đồng that a buyer sent explained: received, put on an order,
// or on its way back; never more back than came in, never the same money twice.
package payment
