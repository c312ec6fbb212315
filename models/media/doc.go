// Package media keeps pictures safe to show: what a stranger sends is measured before it
// is opened, drawn anew without what phones write into it (places, serial numbers,
// scripts), and served under names that never change their content.
//
// The stores are in the sub-packages disk and s3; storetest is what both must pass.
package media
