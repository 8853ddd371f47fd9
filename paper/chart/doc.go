// Package chart (图) draws the charts of a report, an [annual.Chart], as SVG for
// pages and as PNG for papers. Both are the same drawing: a chart is laid out
// once as shapes and words ([lay]), and written twice.
//
// The rules of a picture that an authority prints:
//
//  1. The axis of values holds zero; a bar is as long as its number is large.
//  2. Every value is written where it is drawn, so that one number beside which
//     the others vanish hides none of them. Lines over time, which would be
//     written over, name their last value and their largest; the table beside
//     the chart has all.
//  3. Nothing is told by colour alone: series differ in pattern and in the shape
//     of their points, and print in grey.
//  4. No label is cut. A long one is broken into lines; upright bars whose
//     labels have no room are laid down.
//
// SVG keeps words as words in the fonts of the reader's system and has no
// script and no style of its own, so that a strict content policy holds. PNG is
// drawn with the faces of paper/fonts. The same chart gives the same bytes.
package chart
