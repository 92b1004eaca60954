"""How large a person's own file may be; everything larger is refused before it is worked on."""

from __future__ import annotations

#: The file as it is brought: what page, server and shell take.
FILE_MEGABYTES = 10
FILE_BYTES = FILE_MEGABYTES * 1024 * 1024

#: A table of our own schema, which is not read row by row: all settlements of the country are some 18 MB of CSV.
TABLE_BYTES = 60 * 1024 * 1024

#: Rows and columns of a table, cells in all, characters of a cell.
ROWS = 50_000
COLUMNS = 200
CELLS = 2_000_000
CELL_CHARACTERS = 10_000

#: The row that a header may stand in, where a person says which.
HEADER_ROW = 1_000

#: Sites: each has a circle or polygon that every settlement is compared with.
SITES = 5_000

#: Vertices in all and of one geometry; lists within lists of JSON (coordinates of a MultiPolygon stand eight deep).
VERTICES = 400_000
SHAPE_VERTICES = 100_000
NESTING = 32

#: Places where the lines of a polygon cross each other: more is no slip of a pen, and takes long to mend.
CROSSINGS = 2_000

#: The same of all polygons of a file together.
CROSSINGS_IN_ALL = 5_000

#: Entries of a packed file (a workbook or a zipped shapefile), bytes of all of them unpacked, unpacked by packed bytes.
ENTRIES = 200
UNPACKED_BYTES = 60 * 1024 * 1024
ZIP_RATIO = 120

#: Bytes of a workbook unpacked: 50,000 rows are some 60 MB of XML, and another process reads them.
WORKBOOK_BYTES = 256 * 1024 * 1024

#: What the process that reads a workbook may take: seconds of the processor, bytes of memory.
READ_SECONDS = 10
READ_BYTES = 1 << 30

#: Characters of the file's name as it is shown, of a found value in the report, and of why a file is refused.
NAME_CHARACTERS = 120
FOUND_CHARACTERS = 80
REASON_CHARACTERS = 400
