// Package norm (规范文本) reads and writes the texts of rules and normative
// documents: nothing of their life, which is affairs/norm.
//
// [Parse] finds in a plain text its title, the note of how it was adopted, its
// books, chapters and sections (编、分编、章、节), its articles (条) with their
// paragraphs, items and subitems (款、项、目), its closing and its annexes. It
// never loses a word: [Document.Plain] gives the text back. Every part has an
// address that stays the same as long as its number does, after the naming
// convention of Akoma Ntoso: art_12, art_12-1__para_2__item_3 (第十二条之一第二款
// 第三项). A text without articles is read by its 一、 and （一）.
//
// [Diff] lays two wordings side by side, article by article. [Citations] finds
// which other documents a text names, and what for. [AKN], [JSON] and [EPUB]
// write a norm with all its wordings for other programs and for reading.
package norm
