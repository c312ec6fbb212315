// Package division keeps one name for every place, old and new: the provinces and wards
// of today, the provinces, districts and wards that they replaced, which became which,
// and the postal addresses that people write with either.
//
// A unit's key is (scheme, code), because codes were used again: 15 was Yên Bái and is
// Lào Cai, 04672 was Thị trấn Sơn Thịnh and is Xã Văn Chấn. A scheme is named by the first
// day on which its list held.
package division
