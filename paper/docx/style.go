package docx

import (
	"fmt"

	"gongkai/paper/block"
)

// Lengths are twips, twentieths of a point, unless marked.
const (
	twips     = 1440 / 25.4 // of a mm
	textWidth = 8844        // 156 mm
	line      = 580         // 225 mm by 22
	character = 316         // 156 mm by 28
	// closer is by how much 三号 is wider than a 28th of the line. The grid of
	// characters (linesAndChars) could say so too, but LibreOffice reads it as
	// a grid half again as wide.
	closer = `<w:spacing w:val="-5"/>`
)

// The styles of 公文; a paragraph names one and adds little.
const (
	styleBody     = "Gongwen"
	styleHead     = "GongwenHead"
	styleHeadLess = "GongwenHeadEnglish"
	styleNumber   = "GongwenNumber"
	styleTitle    = "GongwenTitle"
	styleSmall    = "GongwenSmall"
	styleCell     = "GongwenCell"
	styleFigure   = "GongwenFigure"
	styleImprint  = "GongwenImprint"
)

func headingStyle(level int) string { return fmt.Sprintf("Heading%d", min(max(level, 1), 4)) }

const (
	songTitle = "方正小标宋简体"
	hei       = "黑体"
	kai       = "楷体_GB2312"
	fang      = "仿宋_GB2312"
	song      = "宋体"
)

func faces(eastern string) string {
	return `<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman" w:eastAsia="` + eastern + `"/>`
}

func size(points float64) string {
	return fmt.Sprintf(`<w:sz w:val="%[1]d"/><w:szCs w:val="%[1]d"/>`, int(points*2))
}

// exactly sets the height of lines, in twips.
func exactly(height, before, after int) string {
	return fmt.Sprintf(`<w:spacing w:before="%d" w:after="%d" w:line="%d" w:lineRule="exact"/>`, before, after, height)
}

const atLeast = `<w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>`

func style(id, name, based, paragraph, run string) string {
	on := ""
	if based != "" {
		on = `<w:basedOn w:val="` + based + `"/>`
	}
	return `<w:style w:type="paragraph" w:styleId="` + id + `"><w:name w:val="` + name + `"/>` + on + `<w:qFormat/><w:pPr>` + paragraph + `</w:pPr><w:rPr>` + run + `</w:rPr></w:style>`
}

var styles = `<w:styles ` + namespaces + `><w:docDefaults><w:rPrDefault><w:rPr>` + faces(fang) + size(block.Size3) +
	`<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>` + exactly(line, 0, 0) + `</w:pPr></w:pPrDefault></w:docDefaults>` +
	`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/><w:pPr><w:jc w:val="both"/></w:pPr><w:rPr>` + closer + `</w:rPr></w:style>` +
	style(styleBody, "公文正文", "Normal", `<w:ind w:firstLineChars="200" w:firstLine="632"/>`, ``) +
	style(styleHead, "公文发文机关标志", "Normal", `<w:keepNext/>`+atLeast+`<w:jc w:val="center"/>`, faces(songTitle)+`<w:color w:val="`+block.Red+`"/><w:spacing w:val="0"/>`) +
	style(styleHeadLess, "公文发文机关英文名", "Normal", `<w:keepNext/>`+atLeast+`<w:jc w:val="center"/>`, `<w:color w:val="`+block.Red+`"/>`+size(block.Size5)) +
	style(styleNumber, "公文发文字号", "Normal", `<w:keepNext/><w:pBdr><w:bottom w:val="single" w:sz="12" w:space="11" w:color="`+block.Red+`"/></w:pBdr>`+exactly(line, 290, 0)+`<w:jc w:val="center"/>`, ``) +
	style(styleTitle, "Title", "Normal", `<w:keepNext/>`+exactly(720, 0, 0)+`<w:jc w:val="center"/>`, faces(songTitle)+size(block.Size2)) +
	style(headingStyle(1), "heading 1", styleBody, `<w:keepNext/><w:outlineLvl w:val="0"/>`, faces(hei)) +
	style(headingStyle(2), "heading 2", styleBody, `<w:keepNext/><w:outlineLvl w:val="1"/>`, faces(kai)) +
	style(headingStyle(3), "heading 3", styleBody, `<w:keepNext/><w:outlineLvl w:val="2"/>`, `<w:b/>`) +
	style(headingStyle(4), "heading 4", styleBody, `<w:keepNext/><w:outlineLvl w:val="3"/>`, ``) +
	style(styleSmall, "公文附注", "Normal", `<w:snapToGrid w:val="0"/>`+exactly(380, 0, 0), size(block.SizeSmall4)) +
	style(styleCell, "公文表格", "Normal", `<w:snapToGrid w:val="0"/><w:spacing w:before="40" w:after="40" w:line="240" w:lineRule="auto"/><w:jc w:val="left"/>`, size(block.SizeSmall4)) +
	style(styleFigure, "公文图", "Normal", `<w:snapToGrid w:val="0"/><w:spacing w:before="120" w:after="60" w:line="240" w:lineRule="auto"/>`, ``) +
	style(styleImprint, "公文版记", "Normal", exactly(500, 0, 0)+`<w:ind w:left="280" w:right="280"/>`, size(block.Size4)) +
	`<w:style w:type="paragraph" w:styleId="Footer"><w:name w:val="footer"/><w:basedOn w:val="Normal"/><w:pPr><w:snapToGrid w:val="0"/>` + atLeast + `</w:pPr><w:rPr>` + faces(song) + size(block.Size4) + `</w:rPr></w:style>` +
	`</w:styles>`

// section is the page: A4, the margins and the grid of 22 lines of 28
// characters. The footer stands so that its number is 7 mm below the text.
var section = fmt.Sprintf(`<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="851" w:footer="%d" w:gutter="0"/><w:docGrid w:type="lines" w:linePitch="%d"/>`,
	length(block.Top), length(block.RightMargin), length(block.Bottom), length(block.LeftMargin), length(block.Bottom-7-5), line)

func length(mm float64) int { return int(mm*twips + 0.5) }

const settings = `<w:settings ` + namespaces + `><w:zoom w:percent="100"/><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/>` +
	`<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>` +
	`<w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>`

// fontTable names, for a machine that lacks the fonts of the standard, the
// nearest that it may have.
var fontTable = `<w:fonts ` + namespaces + `>` +
	font(songTitle, "FZXiaoBiaoSong-B05S,方正小标宋_GBK,华文中宋,宋体,Noto Serif CJK SC", "86", "roman") +
	font(hei, "SimHei,Noto Sans CJK SC", "86", "swiss") +
	font(kai, "楷体,KaiTi,华文楷体,Noto Serif CJK SC", "86", "roman") +
	font(fang, "仿宋,FangSong,华文仿宋,Noto Serif CJK SC", "86", "roman") +
	font(song, "SimSun,Noto Serif CJK SC", "86", "roman") +
	font("Times New Roman", "Liberation Serif", "00", "roman") + `</w:fonts>`

func font(name, instead, charset, family string) string {
	return `<w:font w:name="` + name + `"><w:altName w:val="` + instead + `"/><w:charset w:val="` + charset + `"/><w:family w:val="` + family + `"/><w:pitch w:val="variable"/></w:font>`
}

// footer is — 1 — on the outer side, one character in (7.5).
func footer(side string) string {
	run := `<w:r><w:t xml:space="preserve">`
	return `<w:ftr ` + namespaces + `><w:p><w:pPr><w:pStyle w:val="Footer"/><w:ind w:left="280" w:right="280"/><w:jc w:val="` + side + `"/></w:pPr>` +
		run + `— </w:t></w:r><w:fldSimple w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>` + run + ` —</w:t></w:r></w:p></w:ftr>`
}
