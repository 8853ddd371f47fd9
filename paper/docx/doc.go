// Package docx (文字稿) writes a [block.Document] as a Word paper (ISO/IEC
// 29500) in the layout of official papers, GB/T 9704-2012, with the fonts that
// the standard names: 方正小标宋简体, 黑体, 楷体_GB2312 and 仿宋_GB2312. The font
// table names what may stand in their place. The same document gives the same
// bytes.
//
// The file holds no macros, no links to other files and no author but the
// agency.
package docx
