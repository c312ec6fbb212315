// Package money keeps amounts whole: int64 đồng that can be added, shared and
// split, and never multiplied or divided by accident.
package money
