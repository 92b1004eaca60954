"""Words of what people take away: lists, figures, briefs."""

from __future__ import annotations

#: Key to (Spanish, English).
WORDS: dict[str, tuple[str, str]] = {
    # Sheets and their columns
    "sheet.list": ("Lista", "List"),
    "sheet.criteria": ("Criterios", "Criteria"),
    "sheet.sources": ("Fuentes", "Sources"),
    "sheet.programs": ("Programas", "Programs"),
    "sheet.setting": ("Criterio", "Setting"),
    "sheet.meaning": ("Qué es", "What it is"),
    "sheet.value": ("Valor", "Value"),
    "about.answer": ("La respuesta", "The answer"),
    "about.as_of": ("Año en que debían estar abiertas las sedes", "Year in which sites had to be open"),
    "about.national_rate": ("Tasa nacional de retorno, % de viviendas", "National return rate, % of dwellings"),
    "about.data_edition": ("Edición de los datos", "Data edition"),
    "about.own_files": ("Archivos propios usados", "Own files used"),
    "about.link": ("Enlace que repite la consulta", "Link that asks it again"),
    "about.command": ("Orden que repite la consulta", "Command that asks it again"),
    "about.licence": ("Licencia", "Licence"),
    "licence.line": (
        "Alcance, edición de los datos {edition}. {ours}Fuentes: {institutions}; rigen sus términos: {theirs}.",
        "Alcance, data edition {edition}. {ours}Sources: {institutions}; their terms apply: {theirs}.",
    ),
    "licence.ours": ("Licencia {name} ({address}). ", "Licence {name} ({address}). "),
    "licence.undeclared": ("sin declarar", "not declared"),
    "licence.own": (
        " Incluye archivos propios de quien consulta: {files}.",
        " Includes the asker's own files: {files}.",
    ),
    "source.title": ("Qué", "What"),
    "source.institution": ("Institución", "Institution"),
    "source.edition": ("Edición", "Edition"),
    "source.url": ("Dirección", "Address"),
    "source.licence": ("Licencia", "Licence"),
    "source.licence_url": ("Texto de la licencia", "Text of the licence"),
    "note.cvegeo": (
        "Clave del municipio (INEGI), cinco dígitos como texto: los ceros a la izquierda cuentan.",
        "Key of the municipality (INEGI), five digits as text: leading zeros count.",
    ),
    "note.pcode": (
        "P-code del municipio: MX y la clave; conserva sus ceros en una hoja de cálculo.",
        "P-code of the municipality: MX and the key; it keeps its zeros in a spreadsheet.",
    ),
    "note.state": ("Estado.", "State."),
    "note.municipality": ("Municipio.", "Municipality."),
    "note.region": ("Región del CONAPO.", "CONAPO's region."),
    "note.population": ("Habitantes, censo de 2020.", "People, census of 2020."),
    "note.dwellings": (
        "Viviendas particulares habitadas del año consultado: la base de la tasa.",
        "Inhabited private dwellings of the year asked about: the base of the rate.",
    ),
    "note.rural_share": (
        "Parte de la población en localidades rurales, de 0 a 1.",
        "Share of the people in rural localities, 0 to 1.",
    ),
    "note.return_rate": (
        "Viviendas con alguien que regresó de Estados Unidos en los cinco años previos, % de viviendas (CONAPO).",
        "Dwellings with someone back from the United States in the previous five years, % of dwellings (CONAPO).",
    ),
    "note.return_rate_low": (
        "Extremo inferior del intervalo de {level} % de la tasa de retorno, % de las viviendas.",
        "Lower end of the {level}% interval of the return rate, % of dwellings.",
    ),
    "note.return_rate_high": (
        "Extremo superior del intervalo de {level} % de la tasa de retorno, % de las viviendas.",
        "Upper end of the {level}% interval of the return rate, % of dwellings.",
    ),
    "note.precision": (
        "Precisión de la tasa según el INEGI, por su coeficiente de variación: high, alta (menos de 15 %); moderate, "
        "moderada (menos de 30 %); low, baja; not_published, no se publica.",
        "Precision of the rate after INEGI, by its coefficient of variation: high (under 15%); moderate (under 30%); low; "
        "not_published.",
    ),
    "note.significant": (
        "Si todo el intervalo de la tasa llega al umbral que se pide (verdadero o falso); vacío si no se conoce.",
        "Whether all of the rate's interval reaches the threshold asked (true or false); empty where it is unknown.",
    ),
    "note.return_dwellings": (
        "Viviendas de retorno: tasa por viviendas.",
        "Return dwellings: rate times dwellings.",
    ),
    "note.people_5_and_over": (
        "Personas de 5 años y más del año consultado, según la encuesta: la base de la tasa. Donde la fuente no las da, "
        "toda la población menos la menor de 5 años, o por su proporción en el censo de 2020.",
        "People of 5 and older of the year asked about, by the survey: the base of the rate. Where the source does not "
        "give them, all people less those under 5, or times their share in the census of 2020.",
    ),
    "note.return_people": (
        "Personas de retorno: tasa por personas de 5 años y más.",
        "Returned people: rate times people of 5 and older.",
    ),
    "note.rural_return_people": (
        "Personas de retorno en localidades rurales. Es una estimación: rural_split dice de dónde sale la parte rural.",
        "Returned people in rural localities. An estimate: rural_split says where the rural part comes from.",
    ),
    "about.unit": ("En qué se cuenta el retorno", "What returns are counted in"),
    "unit.dwellings": ("viviendas", "dwellings"),
    "unit.people": ("personas de 5 años y más", "people of 5 and older"),
    "note.rural_return_dwellings": (
        "Viviendas de retorno en localidades rurales. Es una estimación: rural_split dice de dónde sale la parte rural.",
        "Return dwellings in rural localities. An estimate: rural_split says where the rural part comes from.",
    ),
    "note.pcode_in_cod": (
        "Si la lista de claves P de la OCHA la tiene (verdadero o falso); vacío si no se sabe.",
        "Whether OCHA's list of P-codes has it (true or false); empty where unknown.",
    ),
    "note.rural_return_share": (
        "Parte de las viviendas de retorno en localidades rurales, de 0 a 1; rural_split dice de dónde sale.",
        "Share of the return dwellings in rural localities, 0 to 1; rural_split says where it comes from.",
    ),
    "note.rural_split": (
        "De dónde sale la parte rural: dwellings, una sola tasa en el municipio; residence, las personas que vivían en otro "
        "país en 2015; sample, la muestra de las cifras de retorno.",
        "Where the rural part comes from: dwellings, one rate in the municipality; residence, the people who lived in another "
        "country in 2015; sample, the sample of the return figures.",
    ),
    "note.abroad_2015": (
        "Personas de 5 años y más que en marzo de 2015 vivían en otro país, o no lo dijeron: conteo completo del censo de 2020; "
        "todos los países, no solo Estados Unidos.",
        "People of 5 and older who lived in another country in March 2015, or did not say: a full count of the 2020 census; "
        "all countries, not the United States alone.",
    ),
    "note.abroad_rate": (
        "Esas personas, en porcentaje de las de 5 años y más.",
        "Those people, in per cent of the people of 5 and older.",
    ),
    "note.second_source": (
        "Si esa proporción está del mismo lado de la del país que la tasa de retorno de la que se pide: agrees, coincide; "
        "differs, difiere; unknown, sin dato.",
        "Whether that share is on the same side of the country's as the return rate is of the rate asked: agrees, differs, "
        "unknown.",
    ),
    "note.covered_share": (
        "Parte de la población rural dentro de un área de atención, de 0 a 1; vacío donde nadie es rural.",
        "Share of the rural people inside a catchment, 0 to 1; empty where nobody is rural.",
    ),
    "note.nearest_program": (
        "Programa de la sede más cercana a la cabecera.",
        "Program of the site nearest to the seat.",
    ),
    "note.nearest_site": ("Sede más cercana a la cabecera.", "Site nearest to the municipal seat."),
    "note.nearest_sureness": (
        "Qué tan segura es esa sede: confirmed, una página nombra la oficina y el servicio; office, la institución está "
        "ahí y el servicio se infiere; state, está en el estado y no consta la localidad; vacío si el catálogo no lo dice.",
        "How sure that site is: confirmed, a page names the office and the service; office, the institution is there and "
        "the service is inferred; state, it is in the state, the town unknown; empty where the catalogue does not say.",
    ),
    "note.sureness": (
        "Qué tan segura es la sede: confirmed, office o state; vacío si el catálogo no lo dice.",
        "How sure the site is: confirmed, office or state; empty where the catalogue does not say.",
    ),
    "note.announced": (
        "Componentes que solo se anuncian, separados por punto y coma: no cuentan si no se pide.",
        "Components that are only announced, separated by semicolons: they do not count unless asked.",
    ),
    "note.nearest_km": (
        "Kilómetros en línea recta (geodésica) de la cabecera a esa sede.",
        "Kilometres along the geodesic from the seat to that site.",
    ),
    "note.marginalisation": ("Grado de marginación, CONAPO 2020.", "Degree of marginalisation, CONAPO 2020."),
    "note.stability": (
        "Firmeza: en qué parte de las lecturas razonables de la pregunta es brecha, 0 a 1; vacío si falta un dato.",
        "Stability: in what share of the reasonable readings of the question it is a gap, 0 to 1; empty where a figure is "
        "missing.",
    ),
    "note.few_cases": (
        "Si la estimación se apoya en pocas viviendas de retorno (verdadero o falso).",
        "Whether the estimate rests on few return dwellings (true or false).",
    ),
    "note.status": (
        "Situación: outside_region, fuera de la consulta; unknown, sin dato; not_rural, no rural; few_returns, poco "
        "retorno; covered, cubierto; partly_covered, cubierto en parte; gap, brecha.",
        "Status: outside_region, outside the question; unknown, a figure is missing; not_rural; few_returns; covered; "
        "partly_covered; gap.",
    ),
    "note.site_id": ("Identificador de la sede.", "Id of the site."),
    "note.program_id": ("Identificador del programa.", "Id of the program."),
    "note.program": ("Programa.", "Program."),
    "note.site": ("Sede.", "Site."),
    "note.kind": ("Quién lo opera.", "Who runs it."),
    "note.since": (
        "Primer año de operación; vacío si no se sabe.",
        "First year of operation; empty where unknown.",
    ),
    "note.until": (
        "Último año; vacío si sigue abierto o no se sabe.",
        "Last year; empty where still open or unknown.",
    ),
    "note.lon": ("Longitud, grados, EPSG:4326.", "Longitude, degrees, EPSG:4326."),
    "note.lat": ("Latitud, grados, EPSG:4326.", "Latitude, degrees, EPSG:4326."),
    "note.reach_km": (
        "Alcance propio de la sede, km; vacío si vale el de la consulta.",
        "The site's own reach, km; empty where the question's applies.",
    ),
    "note.eligibility": (
        "A quién atiende; unknown: ninguna fuente lo dice, y solo cuenta si la consulta no lo pide.",
        "Whom it takes; unknown: no source says so, and it counts only where the question does not ask.",
    ),
    "note.components": (
        "Cuáles de los 14 componentes ofrece, separados por punto y coma.",
        "Which of the 14 components it offers, separated by semicolons.",
    ),
    "note.covers": (
        "Si ofrece lo consultado: solo estas sedes cubren a alguien.",
        "Whether it offers what was asked for: only such sites cover anybody.",
    ),
    "catchment.circle": ("Círculo en torno a la sede", "Circle about the site"),
    "catchment.served": ("Municipios donde trabaja", "Municipalities it works in"),
    "catchment.polygon": ("Polígono dado", "Polygon given"),
    # Figures
    "figure.map": (
        "Municipios rurales con mucho retorno y sin programas al alcance",
        "Rural municipalities with many returns and no program within reach",
    ),
    "figure.ranking": (
        "Dónde viven quienes regresan y ningún programa alcanza",
        "Where those live who return and whom no program reaches",
    ),
    "figure.ranking.more": (
        "Las {count} brechas con más viviendas rurales de retorno, de {all} {place}",
        "The {count} gaps with the most rural return dwellings, of {all} {place}",
    ),
    "figure.ranking.axis": (
        "Viviendas rurales de retorno (estimación)",
        "Rural return dwellings (estimate)",
    ),
    "figure.coverage": ("Qué alcanzaría cada sede más", "What each further site would reach"),
    "figure.coverage.unserved": (
        "Viviendas rurales de retorno hoy sin cobertura {place} que quedarían al alcance",
        "Rural return dwellings {place} not covered today that would come within reach",
    ),
    "figure.coverage.gaps": (
        "Viviendas rurales de retorno de las brechas {place} que quedarían al alcance",
        "Rural return dwellings of the gaps {place} that would come within reach",
    ),
    "figure.coverage.sites": ("Sedes nuevas", "New sites"),
    "figure.coverage.share": ("Viviendas alcanzadas", "Dwellings reached"),
    "figure.coverage.point": (
        "{count} sedes: {share}, cerca de {dwellings} viviendas",
        "{count} sites: {share}, about {dwellings} dwellings",
    ),
    "figure.coverage.point.one": (
        "1 sede: {share}, cerca de {dwellings} viviendas",
        "1 site: {share}, about {dwellings} dwellings",
    ),
    "figure.change": (
        "Cómo cambió la tasa de retorno, {first} a {last}",
        "How the return rate changed, {first} to {last}",
    ),
    "figure.change.more": (
        "Viviendas con alguien que regresó de Estados Unidos en los cinco años previos, % de las viviendas",
        "Dwellings with someone back from the United States in the previous five years, % of dwellings",
    ),
    "figure.change.fell": ("Bajó", "Fell"),
    "figure.change.rose": ("Subió", "Rose"),
    "figure.empty": ("Nada cumple esta consulta.", "Nothing meets this question."),
    "figure.catchment": ("Área de atención", "Catchment"),
    "figure.made": (
        "Alcance, edición de los datos {edition}, {licence}. {reading}. Se repite con: {command}",
        "Alcance, data edition {edition}, {licence}. {reading}. Made again with: {command}",
    ),
    "figure.own": ("Con archivos propios: {files}.", "With own files: {files}."),
    "figure.programs": ("Programas: catálogo de Alcance, {year}.", "Programs: Alcance's catalogue, {year}."),
    # Embedded figure and brief
    "embed.sources": ("Fuentes", "Sources"),
    "embed.open": ("Abrir la consulta en Alcance", "Open the question in Alcance"),
    "brief.title": (
        "{state}: quién regresa y a quién no alcanza ningún programa",
        "{state}: who returns, and whom no program reaches",
    ),
    "brief.first": ("Los {count} primeros municipios", "The first {count} municipalities"),
    "brief.first.one": ("El municipio", "The municipality"),
    "brief.first.all": (
        "De {all} brechas, las de más viviendas rurales de retorno.",
        "Of {all} gaps, those with the most rural return dwellings.",
    ),
    "brief.km": ("Sede más cercana, km", "Nearest site, km"),
    "brief.dwellings": ("Viviendas rurales de retorno", "Rural return dwellings"),
    "brief.sure": ("Firmeza", "Firmness"),
    "brief.services": ("Qué servicios faltan", "Which services are missing"),
    "brief.services.note": (
        "Parte de las viviendas rurales de retorno del estado al alcance de una sede que ofrece el servicio.",
        "Share of the state's rural return dwellings within reach of a site that offers the service.",
    ),
    "brief.service": ("Servicio", "Service"),
    "brief.reached": ("Al alcance", "Within reach"),
    "brief.sites": ("Sedes propuestas", "Proposed sites"),
    "brief.sites.note": (
        "Cabeceras desde las que se alcanzarían más viviendas rurales de retorno hoy sin cobertura, en orden.",
        "Seats from which most rural return dwellings that are not covered today would be reached, in order.",
    ),
    "brief.site": ("Sede", "Site"),
    "brief.adds": ("Suma, viviendas", "Adds, dwellings"),
    "brief.together": ("Juntas, de la demanda", "Together, of the demand"),
    "brief.how_sure": ("Qué tan firme es esto", "How sure this is"),
    "brief.how_sure.share": (
        "Firmeza: parte de las lecturas razonables de la consulta (otros umbrales, otro alcance) en las que el municipio "
        "sigue siendo brecha.",
        "Firmness: share of the reasonable readings of the question (other thresholds, another reach) in which the "
        "municipality is still a gap.",
    ),
    "brief.few": (
        "Con asterisco: la tasa se apoya en pocas viviendas de retorno; es incierta.",
        "With an asterisk: the rate rests on few return dwellings; it is uncertain.",
    ),
    "brief.again": ("Para repetirlo", "To make it again"),
    "brief.sources.more": (
        "Y {count} fuentes más, descritas junto a los datos.",
        "And {count} more sources, described beside the data.",
    ),
    "brief.page": ("{page} de {pages}", "{page} of {pages}"),
}
