// Package redact (遮盖) makes the part of a file that may be disclosed when
// another part must be withheld (the Regulation of 2019, article 37; of 2008,
// article 22): boxes are drawn on the pages as they are shown, each with its
// ground, and a new PDF is made of what can still be seen.
//
// Nothing of the original file is carried over. Its pages are painted at 200
// dots per inch, the boxes are painted black into the picture, and the
// pictures are bound into a new file with an invisible layer of the text that
// remains, so that it can be searched and read aloud. Whatever is not seen on
// the page, such as layers that are switched off, text beyond the edge or of
// the colour of the paper, comments, fields, attachments, earlier revisions and
// the names of authors, has no way into it.
//
// How that is known and not merely intended:
//
//  1. [Engine.Apply] hands out nothing that [Engine.Prove] has not passed. The
//     proof starts from the original, the boxes and the new file, and trusts
//     nothing the redactor says of itself.
//  2. The new file has one form only. It is taken apart by a reader that knows
//     only this form and written again; unless every byte is the same, there is
//     something in it that nobody can speak for.
//  3. A box covers all the ink of what it hides: what the fonts say of their
//     letters, a fringe for what smooths their edges, the whole strokes of a scan
//     that it cuts ([reading.grown]). A line of text gets one bar, as long as its
//     characters are apart and not as their ink is, a tenth higher, and rounded
//     up in length where the paper behind it is blank, so that its shape tells
//     neither the digits nor their number. Then the page is painted without the
//     lines that hold something hidden: where that changes the picture outside of
//     the boxes and next to something hidden, ink was left ([session.remains]).
//  4. Every character of the layer must have been seen at the same place in the
//     original, outside of all boxes; every point inside of a box must be
//     black, or belong to the label of its ground.
//  5. The file is read once more with a reader of PDF that knows nothing of the
//     above, and what was only under boxes must not be found in it.
//
// The reader is PDFium in WebAssembly: a hostile file finds neither files nor
// a network, a bounded memory, and an end of its time.
//
// What stays: where words follow the box at once, their place tells how long the
// hidden ones are.
//
// One thing only an eye can find: a file may say of a sign that it is another
// character than it looks like. The layer then says what the file says. The
// same holds for the text a scanner has read into a picture.
//
// Word files are not rendered here. Which ground fits, and who may see an
// original, is decided elsewhere.
package redact
