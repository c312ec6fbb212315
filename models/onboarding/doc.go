// Package onboarding keeps whatever comes to the market whole: a product never stands
// without its stock, a photo never without its place, and a file of the operator goes in
// row for row as its report says, or not at all.
package onboarding
