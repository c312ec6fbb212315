// Package fulfillment brings a paid order to its buyer and its money to its seller, or the
// money back: each verb moves one order along its machine, once, and where a person stays
// silent a clock moves it, so that every path ends.
//
//	placed     the seller confirms within 24 hours, else it is cancelled       ConfirmOverdue
//	confirmed  packed within the seller's days and 3 more, else cancelled      PackOverdue
//	           less than ordered: the buyer says yes within 24 hours, else it
//	           is cancelled, because silence is no consent to get less         AskOverdue
//	packed     sent within 7 days, else cancelled                              ShipOverdue
//	shipped    delivered, or taken as delivered 7 days after the last promised
//	           day if nobody complained                                        ArriveOverdue
//	           paid at the door: delivered once the money is there; no clock
//	           presumes it, but the seller is asked a week after the last
//	           promised day what became of it, and the desk a week later       DoorOverdue
//	delivered  completed after 3 days without complaint                        CompleteDue
//
// Whatever is cancelled here is refunded whole.
package fulfillment
