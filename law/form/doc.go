// Package form (统计表) is the statutory tables of the annual report on
// disclosure of government information, form by form, as dated data.
//
// It owns what a form prescribes: its rows, columns and units, the article a row
// rests on, where the number of a cell comes from ([Source]: a selection of
// facts, a sum, or a declaration), and the identities that must hold between the
// cells ([Identity]), each with a sentence for people. The 2019 Regulation asks
// the national authority for a uniform format (第五十条第二款); each new format
// is a form in a file of its own, and a past form is never edited.
//
// The form follows the year reported on, not the year of writing ([Of]). Some
// agencies go on using an old one for years, so a table handed in says its own.
//
// Of the form of 2014 the order of groups and about half of the row names were
// seen in print; the others are given from memory. Every row and column of the
// forms of 2019 and 2021 was read in real reports. The two families cannot be
// converted into each other: the older counts channels, the newer applicants
// and what is carried over.
//
// Counting is the matter of the figures, checking a filled table that of
// figures/check.
package form
