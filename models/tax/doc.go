// Package tax keeps the register of what is withheld of sellers: per line, by the rule in
// force on the day on which the money was accepted, and taken back by refunds so exactly
// that what is returned in full has withheld nothing.
//
// The rules are dated rows. As seeded they are those of Decree 117/2025/ND-CP, in force
// since 1 July 2025: 1 % VAT and 0.5 % income tax on goods, 5 % and 2 % on services, 3 %
// and 1.5 % on transport and services tied to goods, other income tax rates for
// non-residents, the highest rate where the kind of transaction is not known, and nothing
// of companies and cooperatives, who declare themselves. A grower's own unprocessed
// produce is a class of its own at 0 %, for who has shown by a verified paper that they
// grow it; without one it is goods. Of a seller with a verified exemption nothing is
// withheld. Every row names its rule, and the paper where one took the tax away.
//
// The months of the register are closed one after the other when they are declared. No row
// ever joins a closed month: what is given back later stands in the month in which that
// happens and is offset there, and what a month cannot offset is carried into the next.
//
// What is taxed is the amount of each line, and delivery when the seller earns it: that
// is the seller's revenue and is taken as transport, "services tied to goods", on a line
// without an id. Delivery that a carrier earns is the carrier's and is not in the register.
package tax
