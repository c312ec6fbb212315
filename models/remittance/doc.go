// Package remittance brings in what carriers collected at doors: each file of a carrier is
// cleared as a whole against one bank transfer of the same sum and name, each of its lines
// brings the cash of one order, and what does not fit stands in suspense until a person
// says what it was. It brings in what gateways hand over as well: to the bank, less their
// fees and what disputes cost.
package remittance
