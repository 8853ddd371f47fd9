// Package plain (纯文本) takes the words out of a file, page by page, so that
// what stands inside an attachment can be found.
//
// What a page is depends on the file, and its number means what a reader of the
// file would mean by it:
//
//   - PDF and OFD: the page.
//   - XLSX: the visible sheet, counted among the visible ones. What is hidden
//     (sheets, rows, columns) is not read.
//   - PPTX: the slide, counted among all, as the program counts them. Hidden
//     slides are not read.
//   - DOCX: the page as the program that saved the file broke it, where it left
//     its marks; otherwise what lies between page breaks set by hand, so that a
//     document without any is one page. Deleted text of tracked changes and
//     hidden text are not read; headers, footers and notes are.
//   - Text: what lies between form feeds. CSV and HTML: one page.
//
// Pictures, the formats of Office before 2007, archives and whatever is locked
// have no words here; the [Note] says why.
//
// Files come from anybody. What a file costs is bounded in bytes, pages,
// characters, time and memory; a file that breaks a bound gives what was read
// up to there and a note. PDFs are read by PDFium in WebAssembly, which finds
// neither files nor a network.
package plain
