// Package pdf (版式文件) sets a [block.Document] as PDF in the layout of official
// papers, GB/T 9704-2012. The same document gives the same bytes.
//
// Characters that the heading faces lack are taken from the face of the text,
// and those that it lacks from a face of rare characters. What no face has is
// printed as 〓, with its number in a note at the end, so that no name loses a
// character unseen.
//
// The file is not tagged; readers who need a tagged text have the page or the
// Word paper.
package pdf
