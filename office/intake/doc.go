// Package intake (收录) takes over what was public before, by the thousand:
// the catalogue an agency hands in as a CSV or XLSX file (art. 24), and
// streams of records from another program.
//
// Every row of a file comes in exactly as it stands there, or is refused with
// its row, its column and a sentence; what was read is always what was
// imported, what was there already and what was refused, after every batch.
// One batch is one act: its publications, an entry for each, the counts, the
// refusals and the place in the file are saved together or not at all, so an
// import that was interrupted at any instant goes on behind its last batch.
//
// One file a step: field.go (what a column can be), row.go (from cells to a
// record), batch.go (the act), import.go (a file), stream.go (another
// program), norms.go (rules with all their wordings), undo.go (a whole import
// taken back), preview.go, balance.go.
//
// Reading files is in paper/sheet, the record itself in store, the act in
// affairs/publication.
package intake
