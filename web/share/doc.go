// Package share draws the pictures by which a product or a stall is recognised when somebody
// sends its address on: 1200 × 630, a photo or the drawing of its kind, the name and the price
// in Vietnamese letters.
//
// The drawings in draw/ are those of web/static/draw at 480 × 480, because a JPEG cannot hold
// an SVG; TestEveryDrawingIsThere keeps the two lists equal.
package share
