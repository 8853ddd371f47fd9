// Package gazette (政府公报) keeps the city's gazette as a library: which issues
// there were, which of them can be read here, and why the others cannot.
//
// A year ([Volume]) says how many issues appeared in it and how that is known.
// An issue ([Issue]) is registered as it was printed ([Add]), becomes readable
// when a publication carries it and its contents are known ([Publish]), or is
// missing for a reason ([Miss]). What is wrong is put right ([Correct]), taken
// back ([Retract]) or, where there never was such an issue, struck off
// ([Strike]). [Take] holds the years against the issues: every number is here,
// missing with its reason, or wanted.
//
// The gazette is a channel of publication (art. 23 of the Regulation). The words
// and files of an issue are those of its publication and go its way: gate,
// secrecy review, signature; only the table of contents is kept here.
package gazette
