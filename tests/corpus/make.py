"""Make the corpus of nasty files: `python tests/corpus/make.py`. Same bytes every time.

Each is small, and each has broken a reader of this kind somewhere: wrong encodings and separators, packed bombs, XML with
entities, databases that compute, rings that cross, numbers and names that are traps.
"""

from __future__ import annotations

import io
import json
import math
import sqlite3
import struct
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
HOSTILE = '<img src=x onerror="window.hit=1">`${1}`</script>\u202egpj'


def packed(entries: dict[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as file:
        for name, data in entries.items():
            file.writestr(zipfile.ZipInfo(name), data, compress_type=zipfile.ZIP_DEFLATED)
    return written.getvalue()


def collection(*features: object, **members: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", **members, "features": list(features)}).encode()


def feature(geometry: object, **properties: object) -> dict[str, object]:
    known = {"site_id": "casa-1", "program_id": "casa", "name_es": "Casa", "name_en": "House", **properties}
    return {"type": "Feature", "properties": known, "geometry": geometry}


def point(*xy: object) -> dict[str, object]:
    return {"type": "Point", "coordinates": list(xy)}


def ring(*xy: tuple[float, float]) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": [[list(place) for place in xy]]}


def sheet(cells: str, book: str = "", strings: str = "") -> bytes:
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="rels" '
        f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" '
        f'ContentType="{kind}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" '
        f'ContentType="{kind}.worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/workbook.xml": book
        or f'<workbook {main} xmlns:r="{office}"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/worksheets/sheet1.xml": f"<worksheet {main}>{cells}</worksheet>",
    }
    if strings:
        parts["xl/sharedStrings.xml"] = strings
    return packed({name: text.encode() for name, text in parts.items()})


def text_row(number: int, *cells: str) -> str:
    inner = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
    return f'<row r="{number}">{inner}</row>'


def shapefile(points: int = 5, *, declared: int | None = None) -> dict[str, bytes]:
    """A shapefile of one polygon, by its published form; ``declared`` is the number of points that it says it has."""
    corners = [(-96.6, 16.9), (-96.6, 17.1), (-96.3, 17.1), (-96.3, 16.9), (-96.6, 16.9)][:points]
    body = struct.pack("<i4d2i", 5, -96.6, 16.9, -96.3, 17.1, 1, declared or points) + struct.pack("<i", 0)
    body += b"".join(struct.pack("<2d", *place) for place in corners)
    record = struct.pack(">2i", 1, len(body) // 2) + body

    def head(size: int) -> bytes:
        return struct.pack(">7i", 9994, 0, 0, 0, 0, 0, size // 2) + struct.pack(
            "<2i8d", 1000, 5, -96.6, 16.9, -96.3, 17.1, 0, 0, 0, 0
        )

    dbf = (
        struct.pack("<4BIHH20x", 3, 120, 1, 1, 1, 32 + 32 + 1, 11)
        + b"site_id\0\0\0\0C"
        + b"\0" * 4
        + b"\x0a"
        + b"\0" * 15
    )
    return {
        "a.shp": head(100 + len(record)) + record,
        "a.shx": head(108) + struct.pack(">2i", 50, len(body) // 2),
        "a.dbf": dbf + b"\r" + b" casa-1    " + b"\x1a",
    }


def database(*statements: str) -> bytes:
    made = sqlite3.connect(":memory:")
    for statement in statements:
        made.execute(statement)
    made.commit()
    data: bytes = made.serialize()
    made.close()
    return data


def star(corners: int) -> dict[str, object]:
    step = 2 * math.pi * (corners // 2) / corners
    turns = [place * step for place in range(corners)]
    places = [(round(-96.5 + 0.1 * math.cos(turn), 6), round(17 + 0.1 * math.sin(turn), 6)) for turn in turns]
    return ring(*places, places[0])


def files() -> dict[str, bytes]:
    header = "site_id,name_es,lon,lat,components\n"
    good = "casa-1,Casa,-96.72,17.06,legal_assistance\n"
    contents = "CREATE TABLE gpkg_contents (table_name TEXT, data_type TEXT, identifier TEXT)"
    endless = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c"
    laughs = "".join(f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 10))
    square = [(-96.6, 16.9), (-96.3, 16.9), (-96.3, 17.1), (-96.6, 17.1)]
    return {
        "empty.csv": b"",
        "only-mark.csv": b"\xef\xbb\xbf",
        "only-header.csv": header.encode(),
        "mixed.csv": header.encode() + "a,Ñandú,-96.7,17,\n".encode() + "b,Ñandú,-96.7,17,\n".encode("latin-1"),
        "cp437.csv": (header + "a,Ñandúes,-96.7,17,\n").encode("cp437"),
        "utf-16-no-mark.csv": (header + good).encode("utf-16-le"),
        "cut-utf-16.csv": (header + good).encode("utf-16")[:-1],
        "read-twice.csv": (header + "a,Mérida,-96.7,17,\n").encode().decode("latin-1").encode(),
        "zero.csv": header.encode() + b"a,Ca\0sa,-96.7,17,\n",
        "open-quote.csv": (header + 'a,"Casa,-96.7,17,\n' + good * 20).encode(),
        "odd-quote.csv": (header + 'a,"Ca"sa,-96.7,17,\n').encode(),
        "ragged.csv": (header + good + "a,b\n" + "a,b,c,d,e,f,g\n").encode(),
        "old-mac.csv": (header + good).replace("\n", "\r").encode(),
        "line-in-cell.csv": (header + 'a,"Ca\nsa\r\nx",-96.7,17,\n').encode(),
        "long-cell.csv": (header + "a," + "x" * 10_001 + ",-96.7,17,\n").encode(),
        "hostile-name.csv": (header + f'a,"{HOSTILE.replace(chr(34), chr(34) * 2)}",-96.7,17,\n').encode(),
        "formulas.csv": (header + '=cmd|x,"=HYPERLINK(1)",-96.7,17,+1\n@a,-1,-96.7,17,\t=1\n').encode(),
        "numbers.csv": (
            "cvegeo,year,return_rate,dwellings\n"
            + "".join(f'20067,2020,"{text}","{text}"\n' for text in (
                "nan", "inf", "-inf", "1e309", "-1e309", "0x10", "1_000", "１２", "²", "1e5", "1e-400", "--1", "+-1", ".", ",",
                "1,2,3", "1.2.3", "1,23.4,5", "9" * 400, "1e" + "9" * 30, "-0", "٣", "1\u00a0000", "NaN%", "%", "1/2", "½",
            ))
        ).encode(),
        "years.csv": ("cvegeo,return_rate,year\n" + "".join(f"20067,50,{text}\n" for text in (
            "0", "20", "99999", "2020.5", "2020-13-01", "31/02/2020", "2020-02-31", "-2020", "1e3", "MMXX", "2020;", "²⁰²⁰",
        ))).encode(),
        "keys.csv": ("cvegeo,year,return_rate\n" + "".join(f"{text},2020,50\n" for text in (
            "0", "00000", "020067", "2e4", "20067.5", "MX", "MXMX20067", "20067\u200b", "２００６７", "../20067", "' OR 1=1", "20 067",
        ))).encode(),
        "repeated-header.csv": b"name,name,name\n1,2,3\n",
        "no-names.csv": b",,,\n1,2,3,4\n",
        "wide.csv": (",".join(f"c{place}" for place in range(2000)) + "\n1\n").encode(),
        "deep.json": b"[" * 20_000,
        "deep-closed.json": b'{"type":"FeatureCollection","features":' + b"[" * 500 + b"]" * 500 + b"}",
        "huge-number.json": collection(feature(point(0, 0))).replace(b"[0, 0]", b"[" + b"9" * 5000 + b", 1]"),
        "big-number.json": collection(feature(point(1e300, 17.0))),
        "nan.json": collection(feature(point(0, 0))).replace(b"[0, 0]", b"[NaN, Infinity]"),
        "surrogate.json": collection(feature(point(-96.7, 17.0), name_es="\ud800 Casa")),
        "hostile-name.json": collection(feature(point(-96.7, 17.0), name_es=HOSTILE, site_es=HOSTILE)),
        "lists-for-texts.json": collection(feature(point(-96.7, 17.0), name_es=[["a"]], components={"a": 1}, since=[2014])),
        "numbers-for-texts.json": collection(feature(point(-96.7, 17.0), name_es=10**400, reach_km=True, served=[1, None])),
        "no-properties.json": collection({"type": "Feature", "properties": None, "geometry": point(-96.7, 17.0)}),
        "no-features.json": b'{"type":"FeatureCollection","features":{}}',
        "bare.json": b'"FeatureCollection"',
        "odd-coordinates.json": collection(
            *(feature({"type": kind, "coordinates": value}, site_id=f"c-{place}") for place, (kind, value) in enumerate([
                ("Point", None), ("Point", []), ("Point", [1]), ("Point", ["-96.7", "17"]), ("Point", [True, False]),
                ("Point", [[1, 2]]), ("Polygon", []), ("Polygon", [[]]), ("Polygon", [[[1, 2]]]), ("Polygon", [[[1, 2], [1, 2], [1, 2]]]),
                ("Polygon", [[[1, 2], [3, 4], "x", [1, 2]]]), ("MultiPolygon", [[[]]]), ("LineString", [[1, 2], [3, 4]]),
                ("GeometryCollection", []), (["Point"], [1, 2]), ("Point", [-96.7, 17, 1, 1, 1, 1]),
            ]))
        ),
        "crs-path.json": collection(feature(point(-96.7, 17.0)), crs={"properties": {"name": "/etc/passwd"}}),
        "crs-odd.json": collection(feature(point(-96.7, 17.0)), crs=[1]),
        "projected.json": collection(feature(point(2_500_000, 700_000)), crs={"properties": {"name": "urn:ogc:def:crs:EPSG::6372"}}),
        "bow-tie.json": collection(feature(ring((-96.6, 16.9), (-96.3, 17.1), (-96.3, 16.9), (-96.6, 17.1), (-96.6, 16.9)))),
        "open-ring.json": collection(feature(ring(*square))),
        "line-as-ring.json": collection(feature(ring((-96.6, 16.9), (-96.3, 17.1), (-96.6, 16.9)))),
        "spike.json": collection(feature(ring(*square, (-96.6, 18.0), (-96.6, 17.1), (-96.6, 16.9)))),
        "star.json": collection(feature(star(1501))),
        "pole.json": collection(feature(ring((-180, -90), (180, -90), (180, 90), (-180, 90), (-180, -90)))),
        "bomb.xlsx": packed({"xl/workbook.xml": b"", "xl/a.xml": b"\0" * 20_000_000}),
        "many-entries.zip": packed({f"{place}.shp": b"" for place in range(300)}),
        "path.zip": packed({"../../a.shp": b"x", "/etc/a.dbf": b"x", "a.shx": b"x"}),
        "cut.zip": packed({"a.shp": b"x" * 999, "a.shx": b"", "a.dbf": b""})[:-40],
        "two.zip": packed({**shapefile(), "b.shp": b""}),
        "no-dbf.zip": packed({name: data for name, data in shapefile().items() if name != "a.dbf"}),
        "no-crs.zip": packed(shapefile()),
        "bad-crs.zip": packed({**shapefile(), "a.prj": b'PROJCS["' + b"x" * 2000}),
        "many-points.zip": packed({**shapefile(declared=2_000_000_000)}),
        "open-ring.zip": packed(shapefile(points=4)),
        "no-polygon.zip": packed({**shapefile(), "a.shp": shapefile()["a.shp"][:100] + b"\xff" * 200}),
        "laughs.xlsx": sheet("", book=f'<!DOCTYPE x [<!ENTITY a0 "ha">{laughs}]><x>&a9;</x>'),
        "outside.xlsx": sheet("", book='<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>'),
        "no-sheets.xlsx": sheet("", book='<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheets/></workbook>'),
        "broken.xlsx": sheet("<sheetData><row><c"),
        "far-cell.xlsx": sheet('<dimension ref="A1:XFD1048576"/><sheetData>' + text_row(1, "name_es") + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'),
        "bad-index.xlsx": sheet('<sheetData><row r="1"><c t="s"><v>99</v></c></row></sheetData>'),
        "bad-date.xlsx": sheet("<sheetData>" + text_row(1, "name_es", "since") + '<row r="2"><c t="inlineStr"><is><t>a</t></is></c><c t="d"><v>never</v></c></row></sheetData>'),
        "hostile-name.xlsx": sheet("<sheetData>" + text_row(1, "name_es") + text_row(2, "&lt;img src=x onerror=alert(1)&gt;") + "</sheetData>"),
        "view.gpkg": database(contents, f"CREATE VIEW a AS {endless}"),
        "contents-view.gpkg": database(f"CREATE VIEW gpkg_contents AS {endless}"),
        "computed.gpkg": database(contents, "CREATE TABLE a (b, c AS (zeroblob(999999999)))"),
        "no-contents.gpkg": database("CREATE TABLE a (b)"),
        "cut.gpkg": database(contents)[:3000],
        "bad-pages.gpkg": database(contents)[:100] + b"\xff" * 4000,
        "head.gpkg": b"SQLite format 3\0",
        "old.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
        "a.parquet": b"PAR1\x15\x04PAR1",
        "random.bin": bytes((place * 7919 + place // 3) % 256 for place in range(3000)),
    }  # fmt: skip


if __name__ == "__main__":
    for name, data in files().items():
        (HERE / name).write_bytes(data)
