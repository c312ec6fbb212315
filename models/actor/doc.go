// Package actor keeps who is acting, for whom and through what, as types: a verb that
// only a seller's member may call takes a Member, and cannot be handed a buyer.
package actor
