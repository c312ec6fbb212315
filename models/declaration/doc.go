// Package declaration keeps what the market tells the tax office of its sellers equal to
// the register of withheld tax, to the đồng: months that are closed, the annex of sellers,
// the yearly statement of each, and the papers by which less is withheld.
//
// Whether a paper counts is decided by an officer of the seller's place or by the desk; a
// seller may hand in the one that says that they grow what they sell.
package declaration
