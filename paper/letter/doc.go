// Package letter (文书) writes the letters of a request for information: receipt,
// notices, replies to the applicant, letters to third parties and agencies, the
// proof of service.
//
// [Draft] writes the text from the facts, in plain lines with few marks; an
// officer edits it; [Compose] sets it under the red head as a
// [block.Document], which paper/pdf and paper/docx print. What the facts lack
// stands in the text as 【待填：…】, and [Check] refuses a letter with such a
// place.
//
// The marks, each at the start of its line:
//
//	# 题目           the title
//	@ 张三：         the form of address
//	## 一、标题       a heading, ### （一） one below it
//	| 名称 | 值 |    a line of a form; a second line of |---|---| makes a table
//	- 事项           an item of a list
//	> 说明           a note in small letters
//	===              what follows comes after the signature, on a page of its own
//	\                takes the rest of the line as it is
//
// Every other line is a paragraph; empty lines mean nothing.
//
// The package knows no requests: the operative words, the remedies and the
// clocks come in as facts. Which letter a case needs is decided elsewhere.
package letter
