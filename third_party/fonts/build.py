#!/usr/bin/python3
"""Make the fonts of the labels from Debian's Noto fonts.

usage: build.py [OUT_DIR]        (default: this folder)
needs: Debian 12's fonttools 4.38.0, fonts-noto-core 20201225-1 and
       fonts-noto-cjk 1:20220127+repack1-1, on Debian's own /usr/bin/python3

The same packages give the same bytes, so that MANIFEST.csv can be checked:
nothing of the clock gets in. Only horizontal TrueType outlines are kept;
hinting, layout features and vertical metrics go. The grid is of 500 units to
the em, which makes each glyph an eighth smaller in the label, and the CJK
face's cubic curves become quadratic ones: together at most 2 thousandths of an
em off, a sixth of a 600 dpi printer's dot at 10 pt.
"""
import csv
import hashlib
import os
import sys

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.scaleUpem import scale_upem

CORE = "/usr/share/fonts/truetype/noto/NotoSans-%s.ttf"
CJK = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
HONG_KONG = 4  # the face of the collection with Hong Kong's glyph shapes
UNITS = 500  # to the em
MAX_ERROR = 1  # units


def two_byte(codec):
    """Every character that a two-byte encoding of the region can write."""
    found = set()
    for high in range(0x81, 0xFF):
        for low in range(0x40, 0xFF):
            try:
                text = bytes([high, low]).decode(codec)
            except UnicodeDecodeError:
                continue
            if len(text) == 1:
                found.add(ord(text))
    return found


def span(*ranges):
    return {c for first, last in ranges for c in range(first, last + 1)}


LATIN = span(
    (0x20, 0x7E),      # Basic Latin
    (0xA0, 0x24F),     # Latin-1, Latin Extended-A and -B
    (0x2B9, 0x2DD),    # modifier letters of transliterations
    (0x300, 0x36F),    # combining marks
    (0x370, 0x3FF),    # Greek
    (0x400, 0x52F),    # Cyrillic
    (0x1E00, 0x1EFF),  # Latin Extended Additional: Vietnamese
    (0x2010, 0x2027), (0x2030, 0x205E),  # punctuation
    (0x2070, 0x209C),  # superscripts, subscripts
    (0x20A0, 0x20BF),  # currency
    (0x2100, 0x214F),  # letter-like: №, ℃, ™
    (0x2150, 0x2189),  # fractions, Roman numerals
    (0x2190, 0x2199),  # arrows
    (0x2212, 0x2212), (0x2248, 0x2248), (0x2260, 0x2265), (0x25A0, 0x25CF),
)

# Chinese as Hong Kong, Taiwan and the Mainland write it, the ideographs of
# Japanese and Korean names, kana, and the Hangul of KS X 1001.
HAN = (
    two_byte("big5hkscs") | two_byte("gbk") | two_byte("shift_jis") | two_byte("euc_kr")
    | span((0x20, 0x7E), (0xA0, 0xFF), (0x2010, 0x2027), (0x2030, 0x205E), (0x3000, 0x30FF),
           (0x3105, 0x312F), (0x31A0, 0x31BF), (0x3400, 0x3400), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0xFF00, 0xFFEF))
) - span((0x370, 0x52F), (0xE000, 0xF8FF))


def cut(font, characters):
    options = subset.Options()
    options.layout_features = []
    options.hinting = False
    options.desubroutinize = True
    options.name_IDs = [0, 1, 2, 3, 4, 5, 6, 7, 13, 14]
    options.name_languages = [0x409]
    options.notdef_outline = True
    options.glyph_names = False
    options.drop_tables += ["vhea", "vmtx", "VORG", "GSUB", "GPOS", "GDEF", "BASE", "DSIG", "gasp", "STAT", "meta"]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters)
    cutter.subset(font)


def quadratic(font):
    """Turn CFF outlines into TrueType ones."""
    shapes, order = font.getGlyphSet(), font.getGlyphOrder()
    glyphs = {}
    for name in order:
        pen = TTGlyphPen(shapes)
        shapes[name].draw(Cu2QuPen(pen, MAX_ERROR, reverse_direction=True))
        glyphs[name] = pen.glyph()
    font["loca"] = newTable("loca")
    glyf = font["glyf"] = newTable("glyf")
    glyf.glyphOrder, glyf.glyphs = order, glyphs
    maxp = font["maxp"]
    maxp.tableVersion, maxp.maxZones = 0x00010000, 1
    for field in ("maxTwilightPoints maxStorage maxFunctionDefs maxInstructionDefs maxStackElements "
                  "maxSizeOfInstructions maxComponentElements maxPoints maxContours maxCompositePoints "
                  "maxCompositeContours maxComponentDepth").split():
        setattr(maxp, field, 0)
    for name in order:
        glyf[name].recalcBounds(glyf)
    font["hmtx"].metrics = {
        name: (width, glyf[name].xMin if glyf[name].numberOfContours else 0)
        for name, (width, _) in font["hmtx"].metrics.items()
    }
    font["post"].formatType = 3.0
    del font["CFF "]
    font.sfntVersion = "\x00\x01\x00\x00"


def rename(font, family, style):
    """The licence asks changed versions to bear a name of their own."""
    full = family if style == "Regular" else family + " " + style
    names = {1: family, 2: style, 3: "ecship;" + full, 4: full, 6: full.replace(" ", "") if style == "Regular" else
             family.replace(" ", "") + "-" + style}
    table = font["name"]
    table.names = [r for r in table.names if r.nameID not in names]
    for number, text in names.items():
        table.setName(text, number, 3, 1, 0x409)


def make(out, file, source, number, characters, family, style):
    font = TTFont(source, fontNumber=number, recalcTimestamp=False)
    version = font["name"].getDebugName(5).split(";")[0].replace("Version ", "")
    cut(font, characters)
    scale_upem(font, UNITS)
    if "CFF " in font:
        quadratic(font)
    rename(font, family, style)
    path = os.path.join(out, file)
    font.save(path)
    data = open(path, "rb").read()
    return [file, hashlib.sha256(data).hexdigest(), len(data), len(font.getBestCmap()), os.path.basename(source), version]


def main():
    out = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
    rows = [
        make(out, "EcshipSans-Regular.ttf", CORE % "Regular", -1, LATIN, "Ecship Sans", "Regular"),
        make(out, "EcshipSans-Bold.ttf", CORE % "Bold", -1, LATIN, "Ecship Sans", "Bold"),
        make(out, "EcshipSansCJK.ttf", CJK, HONG_KONG, HAN, "Ecship Sans CJK", "Regular"),
    ]
    with open(os.path.join(out, "MANIFEST.csv"), "w", newline="") as f:
        writer = csv.writer(f, lineterminator="\n")
        writer.writerow(["file", "sha256", "bytes", "characters", "made_from", "source_version"])
        writer.writerows(rows)


if __name__ == "__main__":
    main()
