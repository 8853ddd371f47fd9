// Package word (字词) is what a search makes of text: how it is folded and cut
// into terms, how a query is read, whether a text has its words, how the places
// are shown, and what was perhaps meant.
//
// Text is folded first ([Fold]): width, case, traditional characters and the
// forms of brackets make no difference, nor do blanks except between Latin words
// and numbers. Folded text is cut ([Terms]) into runs of Chinese characters and
// runs of letters and digits; everything else parts. A Chinese run gives its
// overlapping pairs of characters and, once more alone, its last character; a
// run of letters and digits is one term. No dictionary and no stop words: every
// place where a word stands is found.
//
// So a text has a word of two characters exactly if it has that term, and a word
// of one character exactly if it has any term that begins with it: a pair, or
// the last character of a run. A longer word needs all of its terms and then a
// look at the text ([Match]). Documents also have terms that no text can have,
// for a document number, an index number and a whole title ([NumberTerms],
// [IndexTerm], [TitleTerm]); they begin with "#".
//
// Everything here is pure. The tables of characters are derived from the Unihan
// database of Unicode, by scripts/han; the files name their licence.
package word

// Version is of folding and cutting. Terms of different versions do not match:
// an index made with another one has to be made anew.
const Version = 1
