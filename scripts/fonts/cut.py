"""Cuts the fonts of paper/fonts from the Noto families (SIL Open Font Licence 1.1).

serif.ttf.gz    Noto Serif SC Regular, every character it has: GB18030 of the
                basic plane with extension A, and the rare ones of the
                通用规范汉字表; stands for 仿宋
serif-bold      Noto Serif SC Bold, GB 2312; stands for 小标宋
sans-medium     Noto Sans SC Medium, GB 2312; stands for 黑体
rare            Noto Serif CJK SC Regular, what it has beyond the basic plane
                and Noto Serif SC has not; outlines turned from cubic to
                quadratic, for the PDF writer reads no others

Layout tables and hints are dropped; times are left as they are in the source,
so the same sources give the same bytes.
"""
import gzip
import io
import sys

from fontTools import subset
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

serif, serif_bold, sans_medium, cjk, out = sys.argv[1:]


def two_bytes(encoding, first, second):
    found = set()
    for a in first:
        for b in second:
            try:
                found.add(ord(bytes([a, b]).decode(encoding)))
            except (UnicodeDecodeError, TypeError):
                pass
    return found


gb2312 = two_bytes("gb2312", range(0xA1, 0xF8), range(0xA1, 0xFF))
latin = set(range(0x20, 0x7F)) | set(range(0xA0, 0x100))
signs = {0x2013, 0x2014, 0x2026, 0x2002, 0x2003, 0x3007, 0x3014, 0x3015}


def write(font, name):
    raw = io.BytesIO()
    font.save(raw)
    with open(f"{out}/{name}.ttf.gz", "wb") as file:
        file.write(gzip.compress(raw.getvalue(), 9, mtime=0))
    print(name, len(font.getBestCmap()), "characters", len(raw.getvalue()), "bytes")


def cut(source, name, keep=None):
    font = TTFont(source, recalcTimestamp=False)
    o = subset.Options()
    o.hinting = False
    o.layout_features = []
    o.glyph_names = False
    o.notdef_outline = True
    o.name_IDs = [0, 1, 2, 3, 4, 5, 6, 13, 14]
    o.drop_tables += ["GSUB", "GPOS", "GDEF", "vhea", "vmtx", "VORG", "BASE", "STAT", "gasp", "DSIG", "meta"]
    s = subset.Subsetter(o)
    s.populate(unicodes=keep or set(font.getBestCmap()))
    s.subset(font)
    write(font, name)
    return set(font.getBestCmap())


def rare(source, known):
    font = TTFont(source, fontNumber=2, recalcTimestamp=False)
    assert font["name"].getDebugName(4) == "Noto Serif CJK SC", font["name"].getDebugName(4)
    cmap = {c: g for c, g in font.getBestCmap().items() if c > 0xFFFF and 0x20000 <= c < 0x33480 and c not in known}
    glyphs = font.getGlyphSet()
    order = [".notdef", *sorted(set(cmap.values()))]
    outlines, metrics = {}, {}
    for name in order:
        pen = TTGlyphPen(None)
        glyphs[name].draw(Cu2QuPen(pen, 1.0, reverse_direction=True))
        outlines[name] = pen.glyph()
        metrics[name] = (font["hmtx"][name][0], 0)
    for name, outline in outlines.items():
        metrics[name] = (metrics[name][0], getattr(outline, "xMin", 0))
    b = FontBuilder(font["head"].unitsPerEm, isTTF=True)
    b.setupGlyphOrder(order)
    b.setupCharacterMap({**cmap, 0x3000: ".notdef"})
    b.setupGlyf(outlines)
    b.setupHorizontalMetrics(metrics)
    b.setupHorizontalHeader(ascent=font["hhea"].ascent, descent=font["hhea"].descent)
    o = font["OS/2"]
    b.setupOS2(sTypoAscender=o.sTypoAscender, sTypoDescender=o.sTypoDescender, usWinAscent=o.usWinAscent, usWinDescent=o.usWinDescent, sCapHeight=o.sCapHeight, sxHeight=o.sxHeight)
    b.setupNameTable({"familyName": "Noto Serif CJK SC Rare", "styleName": "Regular", "psName": "NotoSerifCJKSC-Rare",
                      "copyright": font["name"].getDebugName(0), "licenseDescription": font["name"].getDebugName(13)})
    b.setupPost(keepGlyphNames=False)
    b.font["head"].created = font["head"].created
    b.font["head"].modified = font["head"].modified
    b.font.recalcTimestamp = False
    write(b.font, "rare")


known = cut(serif, "serif")
cut(serif_bold, "serif-bold", gb2312 | latin | signs)
cut(sans_medium, "sans-medium", gb2312 | latin | signs)
rare(cjk, known)
