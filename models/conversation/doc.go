// Package conversation keeps what buyer and seller of one order say to each other between
// the two of them: nobody else reads it, but the desk for a reason that is written down.
//
// Who writes: the buyer of the order, a guest by the proved phone, and of the seller the
// members who handle orders, and its helper. Until when: while the order lives and 14 days
// after its end; it is readable for 3 years, and gone with the person who is erased. Each
// side writes at most 200 messages about an order, of at most 500 characters.
//
// What is masked: until the seller has said that the order will be sent, numbers that can
// be dialled and addresses of the net show as dots to the other side. So nobody fishes for
// numbers with orders that are never sent. From then on the seller reads the buyer's number
// on the order anyway, and what is typed is shown as typed. Pages never make a link of it.
//
// What is said is sealed at rest. A text message goes out at the first message that the
// other side has not read, not at each.
package conversation
