// Package richtext (正文) keeps the bodies of publications in one safe and
// plain form of HTML.
//
// Whatever is pasted, from Word, a web page or WPS, comes out as headings,
// paragraphs, lists, tables, quotations, links and images of our own
// attachments, written in exactly one way: the same content gives the same
// bytes, and what was cleaned once is left alone the second time. Looks
// (fonts, colours, indents, alignment) go, words stay. Where cleaning would
// have to drop or change what a reader sees, it refuses instead.
//
// The body is read token by token, never as a tree, so that hostile nesting
// costs no more than its length. What is written passes bluemonday, which
// decides independently what is safe; it should find nothing to change.
//
// How a body is set on the page is a matter of the style sheet.
package richtext
