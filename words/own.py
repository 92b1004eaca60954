"""Words of the page where a person brings files of their own."""

from __future__ import annotations

#: Key to (Spanish, English).
WORDS: dict[str, tuple[str, str]] = {
    # The page
    "page.own": ("Mis datos", "My data"),
    "own.title": ("Consulte con sus propios datos", "Ask with your own data"),
    "own.intro": (
        "Traiga su directorio de programas, sus cifras de retorno, sus áreas de alcance o sus localidades y todas las páginas responderán con ellos. Sus archivos se quedan en la memoria de esta sesión: no se guardan en disco ni los ve nadie más, y desaparecen al cerrarla.",
        "Bring your program directory, your return figures, your catchment areas or your settlements, and every page answers with them. Your files stay in this session's memory: they are not written to disk, nobody else sees them, and they are gone when it ends.",
    ),
    "own.kind": ("¿Qué contiene su archivo?", "What does your file hold?"),
    "own.kind.programs": ("Programas y sedes", "Programs and sites"),
    "own.kind.returns": ("Cifras de retorno por municipio", "Return figures by municipality"),
    "own.kind.catchments": (
        "Áreas de alcance de sedes (polígonos, isócronas)",
        "Catchments of sites (polygons, isochrones)",
    ),
    "own.kind.settlements": ("Localidades", "Settlements"),
    "own.kind.municipalities": ("Municipios de otro país (polígonos)", "Municipalities of another country (polygons)"),
    "own.country.how": (
        "Otro país necesita cuatro archivos, en este orden: municipios, localidades, cifras de retorno y programas. Al usar los municipios se retiran los demás archivos propios.",
        "Another country needs four files, in this order: municipalities, settlements, return figures and programs. Using its municipalities takes your other files out.",
    ),
    "own.country.needs": (
        "Para consultar este país faltan sus localidades o sus cifras de retorno: tráigalas en «Mis datos».",
        "To ask about this country its settlements or return figures are missing: bring them in My data.",
    ),
    "own.template.csv": ("Plantilla (CSV)", "Template (CSV)"),
    "own.template.xlsx": ("Plantilla (XLSX)", "Template (XLSX)"),
    "own.template.polygons": (
        "Estos datos van con polígonos: {formats}, con estas columnas.",
        "These data go with polygons: {formats}, with these columns.",
    ),
    "own.file.template": ("plantilla", "template"),
    "own.file.report": ("revision", "report"),
    "own.file.columns": ("columnas", "columns"),
    # The options of the shell: a kind of file each
    "own.option.programs": (
        "Sus propios programas y sedes (GeoJSON, CSV, XLSX).",
        "Your own programs and sites (GeoJSON, CSV, XLSX).",
    ),
    "own.option.returns": (
        "Sus propias cifras de retorno por municipio (CSV, XLSX), o lo que escribió `alcance microdata` (también Parquet).",
        "Your own return figures by municipality (CSV, XLSX), or what `alcance microdata` wrote (Parquet too).",
    ),
    "own.option.catchments": (
        "Sus propias áreas de alcance de sedes: polígonos (GeoJSON, GeoPackage, shapefile en zip).",
        "Your own catchments of sites: polygons (GeoJSON, GeoPackage, zipped shapefile).",
    ),
    "own.option.settlements": (
        "Sus propias localidades (CSV, XLSX, GeoJSON, GeoPackage).",
        "Your own settlements (CSV, XLSX, GeoJSON, GeoPackage).",
    ),
    "own.fields": ("Qué significa cada columna", "What each column means"),
    "own.field": ("Campo", "Field"),
    "own.means": ("Significado", "Meaning"),
    "own.needed": ("Necesario", "Needed"),
    "own.choose": ("Elegir archivo", "Choose a file"),
    "own.upload": (
        "Su archivo, hasta {megabytes} MB: {formats}",
        "Your file, up to {megabytes} MB: {formats}",
    ),
    "own.refused.file": ("{file} no se puede usar: {reason}.", "{file} cannot be used: {reason}."),
    "own.not_fitting": (
        "{file} no concuerda con los demás datos: {reason}",
        "{file} does not fit the other data: {reason}",
    ),
    "own.left_out": (
        "{file} ya no se usa, porque no concuerda con los demás datos: {reason}",
        "{file} is no longer used, since it does not fit the other data: {reason}",
    ),
    "own.seen": (
        "{file}: {rows} filas y {columns} columnas ({format}).",
        "{file}: {rows} rows and {columns} columns ({format}).",
    ),
    "own.sample": ("Primeras filas", "First rows"),
    "own.columns": ("¿Qué columna es cada campo?", "Which column is which field?"),
    "own.columns.help": (
        "Lo propuesto se basa solo en los nombres de las columnas; nada se usa hasta que usted lo confirme.",
        "What is proposed rests on the columns' names alone; nothing is used until you confirm it.",
    ),
    "own.columns.other": ("Otros campos: {count}", "Other fields: {count}"),
    "own.no_column": ("Sin columna", "No column"),
    "own.reason.same_name": ("se llama igual que el campo", "called as the field is"),
    "own.reason.other_name": ("propuesta: así se suele llamar este campo", "a guess: this field is often called so"),
    "own.unused": ("Columnas sin usar: {names}", "Columns not used: {names}"),
    "own.questions": ("Lo que el archivo no dice", "What the file does not say"),
    "own.sheet": ("Hoja", "Sheet"),
    "own.layer": ("Capa", "Layer"),
    "own.crs": (
        "Sistema de coordenadas, como EPSG:6372; vacío: el que dice el archivo",
        "Coordinate reference system, as EPSG:6372; empty: as the file says",
    ),
    "own.crs.asked": (
        "Sistema de coordenadas: el archivo no lo dice, como EPSG:4326",
        "Coordinate reference system: the file does not say it, as EPSG:4326",
    ),
    "own.year": ("Año de las cifras", "Year of the figures"),
    "own.edition": (
        "Año del catálogo; vacío: el que dice el archivo o el de nuestro catálogo",
        "Year of the catalogue; empty: the file's, or that of our catalogue",
    ),
    "own.rate_unit": ("Ninguna tasa pasa de 1: ¿en qué están?", "No rate is over 1: what are they in?"),
    "own.rate_unit.percent": ("Porcentaje de las viviendas", "Per cent of dwellings"),
    "own.rate_unit.share": ("Proporción, de 0 a 1", "Shares, 0 to 1"),
    "own.decimal": ("Signo decimal", "Decimal sign"),
    "own.decimal.each": ("El que se entienda sin duda", "Whichever can be read without doubt"),
    "own.decimal.point": ("Punto", "Point"),
    "own.decimal.comma": ("Coma", "Comma"),
    "own.swap": (
        "Si longitud y latitud están invertidas, devolverlas a su orden",
        "Where longitude and latitude are swapped, swap them back",
    ),
    "own.as_sites": (
        "Tomar las áreas de sedes desconocidas como sedes nuevas",
        "Take areas of unknown sites as new sites",
    ),
    "own.country": ("Nombre del país", "Name of the country"),
    "own.confirm": ("Sí, las columnas son correctas: revisar las filas", "Yes, the columns are right: check the rows"),
    "own.report": ("Revisión fila por fila", "Check row by row"),
    "own.counts": (
        "{taken} filas tomadas como están, {mended} corregidas, {refused} rechazadas.",
        "{taken} rows taken as they are, {mended} mended, {refused} refused.",
    ),
    "own.show": ("Mostrar", "Show"),
    "own.outcome.all": ("Todo", "All"),
    "own.outcome.taken": ("Tomado", "Taken"),
    "own.outcome.mended": ("Corregido", "Mended"),
    "own.outcome.refused": ("Rechazado", "Refused"),
    "own.column.row": ("Fila", "Row"),
    "own.column.column": ("Columna", "Column"),
    "own.column.outcome": ("Resultado", "Outcome"),
    "own.column.found": ("Se encontró", "Found"),
    "own.column.did": ("Qué se hizo o qué se espera", "What was done or is expected"),
    "own.whole_file": ("Todo el archivo", "Whole file"),
    "own.take_report": ("Descargar la revisión (CSV)", "Download the check (CSV)"),
    "own.names": (
        "Nombres que no se encontraron: ¿qué municipio es cada uno?",
        "Names that were not found: which municipality is each?",
    ),
    "own.names.none": ("Ninguno: rechazar", "None: refuse"),
    "own.names.of": ("Municipio del nombre {number}", "Municipality of name {number}"),
    "own.shown_first": (
        "Se muestran {count} de {all}; la descarga los tiene todos.",
        "{count} of {all} are shown; the download has them all.",
    ),
    "own.refused_rows": ("Las filas rechazadas no se usarán.", "The refused rows will not be used."),
    "own.use": ("Usar estos datos", "Use these data"),
    "own.used": ("Todas las páginas responden ahora con sus datos.", "Every page now answers with your data."),
    "own.in_use": ("Archivos propios en uso", "Own files in use"),
    "own.none": (
        "Ninguno: las páginas responden con los datos de Alcance.",
        "None: the pages answer with the data of Alcance.",
    ),
    "own.remove": ("Quitar {kind}", "Remove {kind}"),
    "own.with": ("Con datos propios: {files}", "With own data: {files}"),
    "own.link": (
        "El enlace repite la consulta, pero no lleva sus datos propios ({files}): quien lo abra verá la respuesta con los datos de Alcance.",
        "The link asks the question again, but does not carry your own data ({files}): whoever opens it sees the answer from the data of Alcance.",
    ),
    "own.map.elsewhere": (
        "El mapa solo dibuja México. La lista, las figuras y las descargas son de sus datos.",
        "The map draws Mexico only. The list, the figures and the downloads are of your data.",
    ),
    "own.change.years": (
        "Esta página compara {first} y {last}: sus datos no tienen cifras de ambos años.",
        "This page compares {first} and {last}: your data do not have figures of both years.",
    ),
    "own.rate.part": (
        "Sus cifras de retorno de {year} son de {count} municipios con {share} de las viviendas: su tasa media no es la nacional. Indique a partir de qué tasa de retorno un municipio recibe a muchos.",
        "Your return figures of {year} are of {count} municipalities with {share} of the dwellings: their mean rate is not the national one. Say from which return rate on a municipality receives many.",
    ),
    "own.rate": ("Tasa de retorno, al menos (% de viviendas)", "Return rate, at least (% of dwellings)"),
    "own.rate.ours": (
        "La tasa nacional de {year} en los datos de Alcance es {rate} %.",
        "The national rate of {year} in the data of Alcance is {rate}%.",
    ),
    "own.rate.ask": ("Consultar con esta tasa", "Ask with this rate"),
    "own.fault": (
        "algo falló al leerlo; el registro del servidor tiene los detalles",
        "something went wrong while reading it; the server's log has the details",
    ),
    # Formats, units and things that findings count
    "own.formats.all": (
        "CSV, XLSX, GeoJSON, GeoPackage o un shapefile en zip",
        "CSV, XLSX, GeoJSON, GeoPackage or a zipped shapefile",
    ),
    "own.formats.polygons": (
        "GeoJSON, GeoPackage o un shapefile en zip",
        "GeoJSON, GeoPackage or a zipped shapefile",
    ),
    "own.unit.dwellings": ("viviendas", "dwellings"),
    "own.unit.people": ("personas", "people"),
    "own.unit.degrees": ("grados", "degrees"),
    "own.unit.% of dwellings": ("% de las viviendas", "% of dwellings"),
    "own.unit.cases": ("casos", "cases"),
    "own.what.bytes unpacked": ("bytes descomprimidos", "bytes unpacked"),
    "own.what.cells": ("celdas", "cells"),
    "own.what.columns": ("columnas", "columns"),
    "own.what.encoding": ("la codificación", "encoding"),
    "own.what.entries": ("archivos dentro", "entries"),
    "own.what.layer": ("la capa", "layer"),
    "own.what.rows": ("filas", "rows"),
    "own.what.separator": ("el separador", "separator"),
    "own.what.sheet": ("la hoja", "sheet"),
    "own.what.sites": ("sedes", "sites"),
    "own.what.vertices": ("vértices", "vertices"),
    "own.what.vertices of one geometry": ("vértices en una geometría", "vertices of one geometry"),
    # What was done with a row, or is expected of it: a pair for each code of a finding
    "own.did.taken": ("se toma como está", "taken as it is"),
    "own.did.encoding": ("texto leído como {encoding}", "text read as {encoding}"),
    "own.did.separator": ("columnas separadas por {separator}", "columns separated by {separator}"),
    "own.did.sheet": ("hoja {sheet} de {count}", "sheet {sheet} of {count}"),
    "own.did.layer": ("capa {layer} de {count}", "layer {layer} of {count}"),
    "own.did.not_used": ("columna sin usar", "column not used"),
    "own.did.municipalities_without": (
        "{count} de {all} municipios no tienen fila aquí: sus cifras se desconocen",
        "{count} of {all} municipalities have no row here: their figures are unknown",
    ),
    "own.did.no_components": (
        "ningún programa dice qué ofrece: ninguno cubre a nadie",
        "no program says what it offers: none of them covers anybody",
    ),
    "own.did.without_place": (
        "se toma como programa sin lugar: no cubre a nadie",
        "taken as a program without a place: it covers nobody",
    ),
    "own.did.estimates": (
        "estimaciones del INEGI de 2025: personas, no viviendas; intervalos de 90 %",
        "INEGI's estimates of 2025: people, not dwellings; intervals of 90 %",
    ),
    "own.did.people_counted": (
        "personas de 5 años y más como las trae el archivo",
        "people of 5 and older as the file has them",
    ),
    "own.did.people_less_under_5": (
        "personas de 5 años y más: toda la población menos la menor de 5 años",
        "people of 5 and older: all people less those under 5",
    ),
    "own.did.people_scaled": (
        "el archivo no trae las personas de 5 años y más: toda la población por {share}, como en el censo de 2020",
        "people of 5 and older are not in the file: all people times {share}, as in the census of 2020",
    ),
    "own.did.put_back": (
        "creados después de 2020 y devueltos a su municipio de origen, ponderados por personas, sin intervalo: {keys}",
        "created since 2020 and put back, weighted by people, without an interval: {keys}",
    ),
    "own.did.of_several": (
        "creados después de 2020 a partir de varios municipios y omitidos: {keys}",
        "created since 2020 from several municipalities and left out: {keys}",
    ),
    "own.did.derived": ("no está en el archivo: {value}", "not in the file: {value}"),
    "own.did.reprojected": ("reproyectado de {crs} a EPSG:4326", "reprojected from {crs} to EPSG:4326"),
    "own.did.blank_row": ("fila vacía, se omite", "empty row left out"),
    "own.did.tag_row": ("fila de etiquetas HXL, se omite", "row of HXL tags left out"),
    "own.did.duplicate": ("igual a la fila {row}: se omite", "the same as row {row}: left out"),
    "own.did.hidden_characters": (
        "se quitaron caracteres que no se ven (control, dirección)",
        "characters that are not seen (control, direction) taken out",
    ),
    "own.did.decimal_comma": ("coma decimal leída: {value}", "decimal comma read: {value}"),
    "own.did.thousands": ("se quitó el separador de miles: {value}", "separator of thousands taken out: {value}"),
    "own.did.minus_sign": ("signo de menos leído: {value}", "minus sign read: {value}"),
    "own.did.percent_sign": ("se quitó el signo de por ciento: {value}", "per cent sign taken out: {value}"),
    "own.did.share_to_percent": (
        "proporción convertida a porcentaje, como usted indicó: {value}",
        "share turned into per cent, as you said: {value}",
    ),
    "own.did.missing_marker": ("significa que falta el valor: se desconoce", "stands for a missing value: unknown"),
    "own.did.lost_zeros": ("se repusieron los ceros a la izquierda: {value}", "lost leading zeros put back: {value}"),
    "own.did.pcode": ("P-code leído como clave: {value}", "P-code read as key: {value}"),
    "own.did.name_to_key": ("municipio encontrado por su nombre: {value}", "municipality found by its name: {value}"),
    "own.did.name_confirmed": ("municipio que usted confirmó: {value}", "municipality as you confirmed: {value}"),
    "own.did.year_of_date": ("año de la fecha: {value}", "year of the date: {value}"),
    "own.did.written_otherwise": ("se lee como {value}", "read as {value}"),
    "own.did.id_made": ("identificador creado: {value}", "id made: {value}"),
    "own.did.swapped": (
        "longitud y latitud devueltas a su orden, como usted indicó: {value}",
        "longitude and latitude swapped back, as you said: {value}",
    ),
    "own.did.ring_closed": ("se cerró un anillo que no estaba cerrado", "ring that was not closed, closed"),
    "own.did.polygon_mended": (
        "polígono inválido ({reason}), corregido: cambió {share} % del área",
        "polygon that was not valid ({reason}), mended: {share} % of area changed",
    ),
    "own.did.new_site": (
        "no existe esa sede: se toma como nueva, como usted indicó: {value}",
        "no such site: taken as a new one, as you said: {value}",
    ),
    "own.did.columns_count": (
        "se esperaban {expected} celdas, como en el encabezado",
        "expected {expected} cells, as the header has",
    ),
    "own.did.cell_too_long": ("se esperaban a lo más {most} caracteres", "expected at most {most} characters"),
    "own.did.wrong_text": (
        "se esperaba texto en una sola codificación: estos caracteres se leyeron en otra (como en 'MÃ©xico')",
        "expected text in one encoding: these characters were read in another (as in 'MÃ©xico')",
    ),
    "own.did.missing_value": ("se esperaba un valor", "expected a value"),
    "own.did.not_text": ("se esperaba texto", "expected text"),
    "own.did.not_number": ("se esperaba un número", "expected a number"),
    "own.did.ambiguous_number": (
        "se esperaba un número que se lea de una sola manera: ¿{one} o {other}? Indique cuál es el signo decimal",
        "expected a number that can be read in one way: {one} or {other}? Say which sign is decimal",
    ),
    "own.did.out_of_bounds": ("se esperaba de {low} a {high} {unit}", "expected {low} to {high} {unit}"),
    "own.did.not_year": ("se esperaba un año, de 1900 a 2100", "expected a year, 1900 to 2100"),
    "own.did.until_before_since": ("se esperaba un año de {since} en adelante", "expected a year from {since} on"),
    "own.did.not_key": (
        "se esperaba la clave de un municipio, con sus ceros a la izquierda",
        "expected the key of a municipality, with its leading zeros",
    ),
    "own.did.unknown_key": (
        "se esperaba la clave de un municipio de la tabla",
        "expected the key of a municipality of the table",
    ),
    "own.did.unknown_name": (
        "se esperaba el nombre de un municipio; parecidos: {suggestions}",
        "expected the name of a municipality; near it: {suggestions}",
    ),
    "own.did.name_of_several": (
        "se esperaba un nombre que tenga un solo municipio; lo tienen estos: {suggestions}",
        "expected a name that one municipality has; these have it: {suggestions}",
    ),
    "own.did.key_and_name_differ": (
        "se esperaba el nombre de {municipality}: es el nombre de {others}",
        "expected the name of {municipality}: it is the name of {others}",
    ),
    "own.did.unknown_component": (
        "se esperaban componentes de los 14; parecidos: {suggestions}",
        "expected components of the 14; near it: {suggestions}",
    ),
    "own.did.unknown_choice": ("se esperaba uno de {choices}", "expected one of {choices}"),
    "own.did.locality_elsewhere": (
        "se esperaba una localidad del municipio {municipality}",
        "expected a locality of municipality {municipality}",
    ),
    "own.did.swapped_suspected": (
        "se esperaba primero la longitud; las dos parecen invertidas. Indíquelo y se devuelven a su orden",
        "expected longitude first: the two look swapped. Say so, and they are swapped back",
    ),
    "own.did.sign_suspected": (
        "se esperaba una longitud al oeste de Greenwich, con signo de menos",
        "expected a longitude west of Greenwich, with a minus",
    ),
    "own.did.outside_country": ("se esperaba un lugar en {country}", "expected a place in {country}"),
    "own.did.outside_municipality": (
        "se esperaba un lugar en {municipality} o a unos 5 km de él",
        "expected a place in {municipality} or within some 5 km of it",
    ),
    "own.did.no_geometry": ("se esperaba una geometría", "expected a geometry"),
    "own.did.wrong_geometry": ("se esperaba {expected}", "expected {expected}"),
    "own.did.broken_geometry": (
        "se esperaba una geometría legible: {reason}",
        "expected a geometry that can be read: {reason}",
    ),
    "own.did.too_broken": (
        "se esperaba un polígono cuyas líneas se crucen a lo más {most} veces",
        "expected a polygon whose lines cross at most {most} times",
    ),
    "own.did.same_id": (
        "se esperaba cada {field} una sola vez: la fila {row} también lo tiene, con otros valores",
        "expected each {field} once: row {row} has it too, with other values",
    ),
    "own.did.unknown_site": (
        "se esperaba una sede del catálogo; parecidas: {suggestions}",
        "expected a site of the catalogue; near it: {suggestions}",
    ),
    "own.did.site_of_several": (
        "se esperaba un nombre que tenga una sola sede; lo tienen estas: {suggestions}",
        "expected a name that one site has; these have it: {suggestions}",
    ),
    "own.did.schema": ("se esperaba {expected}", "expected {expected}"),
    # Why a whole file is refused: a pair for each code of `layers.own.OwnError`
    "own.fault.empty": ("el archivo está vacío", "the file is empty"),
    "own.fault.too_large": (
        "tiene {found} bytes y se esperaban a lo más {most}",
        "found {found} bytes, expected at most {most}",
    ),
    "own.fault.unknown_format": (
        "se encontró {found} y se esperaba {formats}",
        "found {found}, expected {formats}",
    ),
    "own.fault.old_excel": (
        "es un libro de Excel de un tipo antiguo y se esperaba XLSX: guárdelo de nuevo",
        "found a workbook of an old kind, expected XLSX: save it anew",
    ),
    "own.fault.unreadable": (
        "el archivo no se puede leer ({reason}) y se esperaba {expected}",
        "found a file that cannot be read ({reason}), expected {expected}",
    ),
    "own.fault.mixed_encodings": (
        "fila {row}: el texto está en otra codificación que las filas anteriores y se esperaba una sola, por ejemplo UTF-8",
        "row {row}: found text in another encoding than the rows before, expected one: UTF-8, say",
    ),
    "own.fault.unknown_encoding": (
        "fila {row}: no se distingue la codificación del texto y se esperaba UTF-8",
        "row {row}: found text in an encoding that is not told apart, expected UTF-8",
    ),
    "own.fault.wrong_encoding": (
        "fila {row}: hay bytes que no son {encoding} y se esperaba la codificación que usted indicó",
        "row {row}: found bytes that are no {encoding}, expected the encoding you named",
    ),
    "own.fault.zero_bytes": ("hay bytes en cero y se esperaba texto", "found zero bytes, expected text"),
    "own.fault.quotes": (
        "fila {row}: las comillas no cuadran ({reason}) y se esperaba CSV según el RFC 4180",
        "row {row}: found quotes that do not fit ({reason}), expected CSV as RFC 4180 has it",
    ),
    "own.fault.no_header": (
        "no hay una fila con los nombres de las columnas y se esperaba una",
        "found no row of column names, expected one",
    ),
    "own.fault.no_rows": (
        "no hay filas debajo del encabezado y se esperaba al menos una",
        "found no rows below the header, expected one or more",
    ),
    "own.fault.duplicate_columns": (
        "columna {column}: aparece dos veces y se esperaba cada nombre una sola vez",
        "column {column}: found twice, expected each name once",
    ),
    "own.fault.too_many": (
        "hay {found} {what} y se esperaban a lo más {most}",
        "found {found} {what}, expected at most {most}",
    ),
    "own.fault.too_deep": (
        "hay listas dentro de listas a más de {most} niveles y se esperaban menos",
        "found lists within lists more than {most} deep, expected fewer",
    ),
    "own.fault.bomb": (
        "el archivo comprimido crece a {found} veces su tamaño y se esperaban a lo más {most} veces",
        "found a packed file that unpacks to {found} times its size, expected at most {most} times",
    ),
    "own.fault.xml_entities": (
        "hay XML con entidades o tipo de documento y se esperaba un libro sin ellos",
        "found XML with entities or a document type, expected a workbook without",
    ),
    "own.fault.encrypted": (
        "el archivo comprimido tiene contraseña y se esperaba uno sin ella",
        "found a packed file with a password, expected one without",
    ),
    "own.fault.no_such": (
        "no existe {what} {found} y se esperaba uno de {choices}",
        "found no {what} {found}, expected one of {choices}",
    ),
    "own.fault.not_plain": (
        "se encontró {found} y se esperaban solo tablas: sin vistas ni columnas calculadas",
        "found {found}, expected tables alone: no views, no computed columns",
    ),
    "own.fault.needs_shapes": (
        "se encontró {found} y se esperaba {formats}, con polígonos",
        "found {found}, expected {formats}, with polygons",
    ),
    "own.fault.parts_missing": (
        "al shapefile le falta {found} y se esperaban .shp, .shx y .dbf",
        "found a shapefile without {found}, expected .shp, .shx and .dbf",
    ),
    "own.fault.several_shapefiles": (
        "hay {found} shapefiles y se esperaba uno",
        "found {found} shapefiles, expected one",
    ),
    "own.fault.crs_missing": (
        "falta el sistema de referencia de coordenadas: indique cuál es, como EPSG:4326",
        "found no coordinate reference system, expected one: say which, as EPSG:4326",
    ),
    "own.fault.crs_unknown": (
        "se encontró {found} y se esperaba un sistema de referencia de coordenadas como EPSG:6372",
        "found {found}, expected a coordinate reference system as EPSG:6372",
    ),
    "own.fault.crs_differs": (
        "el archivo dice {found} y se esperaba {expected}, como usted indicó",
        "found {found} in the file, expected {expected} as you said",
    ),
    "own.fault.missing_field": (
        "ninguna columna corresponde a {field} y se esperaba una",
        "found no column for {field}, expected one",
    ),
    "own.fault.no_such_column": (
        "no existe la columna {column} y se esperaba una de {choices}",
        "found no column {column}, expected one of {choices}",
    ),
    "own.fault.no_such_field": (
        "no existe el campo {field} y se esperaba uno de {choices}",
        "found no field {field}, expected one of {choices}",
    ),
    "own.fault.column_twice": (
        "columna {column}: se usa para {field} y para {other} y se esperaba un solo uso",
        "column {column}: found for {field} and for {other}, expected one use",
    ),
    "own.fault.unanswered": (
        "el archivo no lo dice: {question}; se esperaba una respuesta ({choices})",
        "the file does not say: {question}; expected an answer ({choices})",
    ),
    "own.fault.estimates": (
        "no es la tabla de las estimaciones de 2025 como la publica el INEGI: {reason}",
        "found no table as INEGI's estimates of 2025 have it: {reason}",
    ),
    "own.fault.web_page": (
        "se encontró una página de HTML, se espera un archivo con cifras: descárguelo de nuevo",
        "found a page of HTML, expected a file with figures: fetch it again",
    ),
    "own.fault.nothing_taken": (
        "no se pudo tomar ninguna fila; la primera: {reason}",
        "no row could be taken; the first: {reason}",
    ),
    "own.fault.no_kind": (
        "se encontró {found} y se esperaba uno de {choices}",
        "found {found}, expected one of {choices}",
    ),
    # What each field means: `layers.own.descriptions`
    "own.means.programs.site_id": (
        "Identificador de la sede: minúsculas, dígitos y guiones",
        "Id of the site: small letters, digits, hyphens",
    ),
    "own.means.programs.program_id": ("Identificador del programa", "Id of the program"),
    "own.means.programs.name_es": ("Nombre del programa, en español", "Name of the program, in Spanish"),
    "own.means.programs.name_en": ("Nombre del programa, en inglés", "Name of the program, in English"),
    "own.means.programs.site_es": ("Nombre de la sede, en español", "Name of the site, in Spanish"),
    "own.means.programs.site_en": ("Nombre de la sede, en inglés", "Name of the site, in English"),
    "own.means.programs.lon": (
        "Longitud en grados, WGS84; al oeste es negativa",
        "Longitude in degrees, WGS84; west is negative",
    ),
    "own.means.programs.lat": ("Latitud en grados, WGS84", "Latitude in degrees, WGS84"),
    "own.means.programs.components": (
        "Qué ofrece: identificadores de los 14 componentes, unidos con ;",
        "What it offers: ids of the 14 components, joined by ;",
    ),
    "own.means.programs.eligibility": ("A quién atiende", "Whom it takes"),
    "own.means.programs.since": ("Primer año en operación", "First year in operation"),
    "own.means.programs.until": (
        "Último año en operación; vacío mientras siga abierto",
        "Last year in operation; empty while it is open",
    ),
    "own.means.programs.reach_km": (
        "Radio al que se puede acudir, km; vacío: el de la consulta",
        "Radius in which it can be reached, km; empty: the question's",
    ),
    "own.means.programs.served": (
        "Claves de los municipios donde trabaja, unidas con ;",
        "Keys of the municipalities it works in, joined by ;",
    ),
    "own.means.programs.announced": (
        "Qué solo se anuncia: identificadores de componentes, unidos con ;",
        "What is only announced: ids of components, joined by ;",
    ),
    "own.means.programs.sureness": (
        "Qué tan segura es la sede: confirmed, office o state; vacío: cuenta tal como usted la trae",
        "How sure the site is: confirmed, office or state; empty: it counts as you bring it",
    ),
    "own.means.programs.operator_es": ("Quién lo opera, en español", "Who runs it, in Spanish"),
    "own.means.programs.operator_en": ("Quién lo opera, en inglés", "Who runs it, in English"),
    "own.means.programs.kind": ("Quién responde por él", "Who answers for it"),
    "own.means.programs.views": (
        "Vistas con nombre a las que pertenece, unidas con ;",
        "Named views it belongs to, joined by ;",
    ),
    "own.means.programs.summary_es": ("Qué hace, en español", "What it does, in Spanish"),
    "own.means.programs.summary_en": ("Qué hace, en inglés", "What it does, in English"),
    "own.means.programs.geometry": ("Dónde está: la geometría del archivo", "Where it is: the geometry of the file"),
    "own.means.returns.cvegeo": (
        "Clave del municipio (los cinco dígitos del INEGI, como texto y con sus ceros)",
        "Key of the municipality (INEGI's five digits, as text with their zeros)",
    ),
    "own.means.returns.municipality": (
        "Nombre del municipio, si no hay clave",
        "Name of the municipality, where there is no key",
    ),
    "own.means.returns.state": (
        "Nombre o clave de su estado, si dos municipios se llaman igual",
        "Name or key of its state, where two municipalities have one name",
    ),
    "own.means.returns.year": ("Año de las cifras", "Year of the figures"),
    "own.means.returns.dwellings": (
        "Viviendas particulares habitadas: la base de las tasas",
        "Inhabited private dwellings: the base of the rates",
    ),
    "own.means.returns.return_rate": (
        "Viviendas con un migrante que regresó de Estados Unidos, % de las viviendas",
        "Dwellings with a migrant back from the United States, % of dwellings",
    ),
    "own.means.returns.remittance_rate": (
        "Viviendas que reciben remesas, % de las viviendas",
        "Dwellings that receive remittances, % of dwellings",
    ),
    "own.means.returns.emigrant_rate": (
        "Viviendas con emigrantes a Estados Unidos, % de las viviendas",
        "Dwellings with emigrants to the United States, % of dwellings",
    ),
    "own.means.returns.circular_rate": (
        "Viviendas con migrantes circulares, % de las viviendas",
        "Dwellings with circular migrants, % of dwellings",
    ),
    "own.means.returns.return_rate_low": (
        "Extremo inferior de su intervalo (de 95 %, si interval_level no dice otro), % de las viviendas",
        "Lower end of its interval (95 %, unless interval_level says another), % of dwellings",
    ),
    "own.means.returns.return_rate_high": (
        "Extremo superior de su intervalo (de 95 %, si interval_level no dice otro), % de las viviendas",
        "Upper end of its interval (95 %, unless interval_level says another), % of dwellings",
    ),
    "own.means.returns.return_rate_se": ("Su error estándar, % de las viviendas", "Its standard error, % of dwellings"),
    "own.means.returns.return_rate_cv": ("Su coeficiente de variación, %", "Its coefficient of variation, %"),
    "own.means.returns.cases": ("Viviendas de retorno en la muestra", "Return dwellings in the sample"),
    "own.means.returns.precision": (
        "Clase de precisión según el coeficiente de variación",
        "Precision class by the coefficient of variation",
    ),
    "own.means.returns.unit": (
        "Qué se cuenta: viviendas (dwellings; también si falta) o personas de 5 años y más (people)",
        "What is counted: dwellings (also where it is missing), or people of 5 and older",
    ),
    "own.means.returns.interval_level": (
        "Nivel de los intervalos, %; 95 si falta",
        "Level of the intervals, %; 95 where it is missing",
    ),
    "own.means.returns.rural_return_share_2500": (
        "Parte de las viviendas de retorno en localidades de menos de 2,500 habitantes, de 0 a 1",
        "Share of the return dwellings in localities of fewer than 2,500 people, 0-1",
    ),
    "own.means.returns.rural_return_share_2500_low": (
        "Parte de las viviendas de retorno en localidades de menos de 2,500 habitantes, extremo inferior, de 0 a 1",
        "Share of the return dwellings in localities of fewer than 2,500 people, lower end, 0-1",
    ),
    "own.means.returns.rural_return_share_2500_high": (
        "Parte de las viviendas de retorno en localidades de menos de 2,500 habitantes, extremo superior, de 0 a 1",
        "Share of the return dwellings in localities of fewer than 2,500 people, upper end, 0-1",
    ),
    "own.means.returns.rural_return_share_15000": (
        "Parte de las viviendas de retorno en localidades de menos de 15,000 habitantes, de 0 a 1",
        "Share of the return dwellings in localities of fewer than 15,000 people, 0-1",
    ),
    "own.means.returns.rural_return_share_15000_low": (
        "Parte de las viviendas de retorno en localidades de menos de 15,000 habitantes, extremo inferior, de 0 a 1",
        "Share of the return dwellings in localities of fewer than 15,000 people, lower end, 0-1",
    ),
    "own.means.returns.rural_return_share_15000_high": (
        "Parte de las viviendas de retorno en localidades de menos de 15,000 habitantes, extremo superior, de 0 a 1",
        "Share of the return dwellings in localities of fewer than 15,000 people, upper end, 0-1",
    ),
    "own.means.returns.intensity": ("Grado de intensidad migratoria", "Degree of migration intensity"),
    "own.means.catchments.site_id": (
        "Identificador de la sede a la que corresponde el área",
        "Id of the site whose catchment it is",
    ),
    "own.means.catchments.name": (
        "Nombre de la sede, si no hay identificador",
        "Name of the site, where there is no id",
    ),
    "own.means.catchments.components": (
        "Qué ofrece: identificadores de los 14 componentes, unidos con ;",
        "What it offers: ids of the 14 components, joined by ;",
    ),
    "own.means.catchments.eligibility": ("A quién atiende", "Whom it takes"),
    "own.means.catchments.since": ("Primer año en operación", "First year in operation"),
    "own.means.catchments.until": (
        "Último año en operación; vacío mientras siga abierto",
        "Last year in operation; empty while it is open",
    ),
    "own.means.catchments.geometry": ("Dónde está: la geometría del archivo", "Where it is: the geometry of the file"),
    "own.means.settlements.cvegeo": (
        "Clave del municipio (los cinco dígitos del INEGI, como texto y con sus ceros)",
        "Key of the municipality (INEGI's five digits, as text with their zeros)",
    ),
    "own.means.settlements.municipality": (
        "Nombre del municipio, si no hay clave",
        "Name of the municipality, where there is no key",
    ),
    "own.means.settlements.state": (
        "Nombre o clave de su estado, si dos municipios se llaman igual",
        "Name or key of its state, where two municipalities have one name",
    ),
    "own.means.settlements.locality_key": (
        "Clave de la localidad (nueve dígitos, como texto)",
        "Key of the locality (nine digits, as text)",
    ),
    "own.means.settlements.locality": ("Nombre de la localidad", "Name of the locality"),
    "own.means.settlements.lon": (
        "Longitud en grados, WGS84; al oeste es negativa",
        "Longitude in degrees, WGS84; west is negative",
    ),
    "own.means.settlements.lat": ("Latitud en grados, WGS84", "Latitude in degrees, WGS84"),
    "own.means.settlements.population": ("Personas que viven ahí", "People who live there"),
    "own.means.settlements.dwellings": ("Viviendas particulares habitadas", "Inhabited private dwellings"),
    "own.means.settlements.locality_population": (
        "Habitantes de toda la localidad, si la fila es una parte de ella",
        "People of the whole locality, where a row is a part of one",
    ),
    "own.means.settlements.abroad_2015": (
        "Personas de 5 años y más que vivían en otro país en marzo de 2015, o no lo dijeron",
        "People of 5 and older who lived in another country in March 2015, or did not say",
    ),
    "own.means.settlements.indigenous_speakers": (
        "Personas de 3 años y más que hablan una lengua indígena",
        "People of 3 and older who speak an indigenous language",
    ),
    "own.means.settlements.without_health_insurance": (
        "Personas sin afiliación a servicios de salud",
        "People not affiliated to any health service",
    ),
    "own.means.settlements.schooling_years": (
        "Grado promedio de escolaridad de las personas de 15 años y más",
        "Mean years of schooling of people of 15 and older",
    ),
    "own.means.settlements.geometry": ("Dónde está: la geometría del archivo", "Where it is: the geometry of the file"),
    "own.means.municipalities.cvegeo": (
        "Clave del municipio en su propio país",
        "Key of the municipality in its own country",
    ),
    "own.means.municipalities.municipality": ("Nombre del municipio", "Name of the municipality"),
    "own.means.municipalities.state_code": ("Clave de su estado o departamento", "Key of its state or department"),
    "own.means.municipalities.state": ("Nombre de su estado o departamento", "Name of its state or department"),
    "own.means.municipalities.region": (
        "Región por la que se consulta; el estado, si no hay",
        "Region that questions ask about; the state where there is none",
    ),
    "own.means.municipalities.pcode": ("P-code; la clave, si no hay", "P-code; the key where there is none"),
    "own.means.municipalities.population": ("Habitantes", "People"),
    "own.means.municipalities.dwellings": ("Viviendas particulares habitadas", "Inhabited private dwellings"),
    "own.means.municipalities.seat": ("Nombre de su cabecera", "Name of its seat"),
    "own.means.municipalities.seat_lon": ("Longitud de su cabecera, en grados", "Longitude of its seat, degrees"),
    "own.means.municipalities.seat_lat": ("Latitud de su cabecera, en grados", "Latitude of its seat, degrees"),
    "own.means.municipalities.marginalisation": ("Grado de marginación", "Degree of marginalisation"),
    "own.means.municipalities.geometry": (
        "Dónde está: la geometría del archivo",
        "Where it is: the geometry of the file",
    ),
}
