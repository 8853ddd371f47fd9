// Package gate (发布把关) looks at what is about to be published for what must
// not go out: personal information, marks of secrecy, content that a reader of
// the page does not see but a receiver of the file does, and traces of the
// people and machines that made it.
//
// [Text] looks at words, [Inspect] at files of every kind the platform takes,
// and [Clean] writes the copy that is served. The package decides nothing: it
// says what it found, where, and how it would be masked; whether that stops a
// publication, and who may override it, is affairs/publication's. What it finds
// never leaves it unmasked except in [Finding.Match], which is not stored.
//
// Sources: 保守国家秘密法 art. 17 for the marks; 个人信息保护法 arts 4, 28 and the
// Regulation of 2019, art. 15, for personal information; GB 11643 and GB/T
// 2260 for numbers of citizens; ISO/IEC 7812 for cards.
package gate
