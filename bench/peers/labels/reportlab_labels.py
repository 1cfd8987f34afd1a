#!/usr/bin/python3
"""The peer of bench/labels: the same drawings, written as PDF by reportlab.

usage: reportlab_labels.py single|batch DRAWINGS.json FONT_DIR [OUT_DIR]
needs: Debian's python3-reportlab

DRAWINGS.json holds what our own labels draw, already resolved: points, faces,
positions. Nothing is laid out here, so that only the writing is compared.
single makes a file of each label in memory, batch one file of all, with the
fixed drawing as a form. Fonts are read before the clock starts. Prints one
line of JSON: labels, CPU and wall seconds, bytes, peak memory.
"""
import io
import json
import os
import sys
import time

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

FACES = (("F0", "EcshipSans-Regular.ttf"), ("F1", "EcshipSans-Bold.ttf"), ("F2", "EcshipSansCJK.ttf"))


def draw(c, height, ops):
    for op in ops:
        kind = op[0]
        if kind == "t":
            _, x, y, size, grey, runs = op
            c.setFillGray(grey)
            text = c.beginText(x, height - y)
            for face, s in runs:
                text.setFont("F%d" % face, size)
                text.textOut(s)
            c.drawText(text)
        elif kind == "l":
            _, x1, y1, x2, y2, width = op
            c.setLineWidth(width)
            c.line(x1, height - y1, x2, height - y2)
        elif kind == "r":
            _, x, y, w, h, width = op
            c.setLineWidth(width)
            c.rect(x, height - y - h, w, h, stroke=1, fill=0)
        else:
            _, x, y, w, h, grey = op
            c.setFillGray(grey)
            c.rect(x, height - y - h, w, h, stroke=0, fill=1)


def single(drawings, out):
    w, h, size = drawings["width"], drawings["height"], 0
    for label in drawings["labels"]:
        b = io.BytesIO()
        c = canvas.Canvas(b, pagesize=(w, h), pageCompression=1)
        draw(c, h, drawings["art"])
        draw(c, h, label["ops"])
        c.showPage()
        c.save()
        size += len(b.getvalue())
        if out:
            with open(os.path.join(out, label["number"] + ".pdf"), "wb") as f:
                f.write(b.getvalue())
    return size


def batch(drawings, out):
    w, h = drawings["width"], drawings["height"]
    b = io.BytesIO()
    c = canvas.Canvas(b, pagesize=(w, h), pageCompression=1)
    c.beginForm("art", 0, 0, w, h)
    draw(c, h, drawings["art"])
    c.endForm()
    for label in drawings["labels"]:
        c.doForm("art")
        draw(c, h, label["ops"])
        c.showPage()
    c.save()
    if out:
        with open(os.path.join(out, "batch.pdf"), "wb") as f:
            f.write(b.getvalue())
    return len(b.getvalue())


def peak_kib():
    """The most memory that this process had; getrusage counts its parent's too."""
    with open("/proc/self/status", encoding="ascii") as f:
        for line in f:
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0


def main():
    mode, drawings, fonts = sys.argv[1:4]
    out = sys.argv[4] if len(sys.argv) > 4 else None
    with open(drawings, encoding="utf-8") as f:
        drawings = json.load(f)
    for name, file in FACES:
        pdfmetrics.registerFont(TTFont(name, os.path.join(fonts, file)))
    cpu, wall = time.process_time(), time.perf_counter()
    size = {"single": single, "batch": batch}[mode](drawings, out)
    print(json.dumps({
        "labels": len(drawings["labels"]), "cpu_s": time.process_time() - cpu, "wall_s": time.perf_counter() - wall,
        "bytes": size, "peak_kib": peak_kib(),
    }))


main()
