// Package narrative (综述文字) is the text of the annual report as a clerk types
// it: plain paragraphs with a blank line between them, in which figures stand by
// name ({{figure 3.1.1}}), so that text and table cannot disagree.
//
// It owns the text format ([Parse], [Resolve]); the reading of numbers that were
// typed by hand all the same, and the figure that each seems to mean ([Check]);
// passages that two reports have in common ([Alike]); and the drafts that are
// offered to begin with ([Draft]).
//
// A guess is offered as a question and changes nothing. What the figures are,
// and how they were counted, is the matter of figures/annual; whether the table
// is sound, that of figures/check.
package narrative
