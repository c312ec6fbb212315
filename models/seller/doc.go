// Package seller keeps who sells, and who may act for them: nobody sells before an
// identity check stands, and a member does exactly what the seller's rights for them say.
package seller
