// Package block (版块) is the model of a printed paper: blocks in their order,
// knowing nothing of the file they become. The writers of paper/pdf and
// paper/docx set them in the layout of official papers, GB/T 9704-2012: A4,
// 22 lines of 28 characters, margins of 37, 26, 35 and 28 mm.
//
// What a letter or a report says is decided elsewhere.
package block
