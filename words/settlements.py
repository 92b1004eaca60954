"""Words of settlements: a municipality's own, those of the map, and the files they are taken away in."""

from __future__ import annotations

#: Key to (Spanish, English).
WORDS: dict[str, tuple[str, str]] = {
    # How much of a municipality's return is rural, both ways
    "rural_part.title": ("Cuánto del retorno es rural", "How much of the return is rural"),
    "rural_part.way": ("Cómo se sabe", "How it is known"),
    "rural_part.share": ("Parte rural", "Rural part"),
    "rural_part.use": ("En esta consulta", "In this question"),
    "rural_part.used": ("✓ se usa", "✓ used"),
    "rural_part.not_used": ("no se usa", "not used"),
    "rural_part.dwellings": (
        "Supuesta: una sola tasa de retorno en todo el municipio",
        "Assumed: one return rate in the whole municipality",
    ),
    "rural_part.residence": (
        "Medida: como se reparten quienes vivían en otro país en 2015",
        "Measured: as those are spread who lived in another country in 2015",
    ),
    "rural_part.sample": (
        "Medida: en la muestra de la que sale la tasa",
        "Measured: in the sample that the rate comes from",
    ),
    "rural_part.not.no_figure": ("Falta el dato para medirla.", "The figure to measure it by is missing."),
    "rural_part.not.few": (
        "No se mide: son {abroad} personas, y se piden al menos {least}.",
        "Not measured: they are {abroad} people, and at least {least} are asked for.",
    ),
    "rural_part.not.masked": (
        "No se mide: {masked} de las {abroad} personas viven en localidades cuyo dato no se conoce.",
        "Not measured: {masked} of the {abroad} people live in localities whose figure is not known.",
    ),
    "rural_part.kept": (
        "La consulta pide la medida; aquí no se conoce y se usa la supuesta.",
        "The question asks for the measured one; here it is not known and the assumed one is used.",
    ),
    "rural_part.second_source": (
        "Segunda fuente: quienes tenían 5 años y más y en marzo de 2015 vivían en otro país, o no dijeron dónde. Coincide si "
        "su proporción queda del mismo lado de la del país que la tasa de retorno de la que se pide. Es un conteo completo del "
        "censo, pero no son viviendas ni vienen solo de Estados Unidos: apoya o matiza la tasa, no la corrige.",
        "Second source: those of 5 and older who in March 2015 lived in another country, or did not say where. It agrees where "
        "their share lies on the same side of the country's as the return rate does of the rate asked. It is a full count of "
        "the census, but they are not dwellings, and not from the United States alone: it supports or qualifies the rate, it "
        "does not correct it.",
    ),
    "figure.abroad_2015": (
        "Vivían en otro país (cualquiera) en 2015, o no dijeron",
        "Lived abroad (anywhere) in 2015, or did not say",
    ),
    "figure.abroad_2015.rate": (
        "{count} personas ({rate} de las de 5 años y más)",
        "{count} people ({rate} of those of 5 and older)",
    ),
    # The settlements of a municipality
    "settlements.note.more": (
        "Vivían en otro país: personas de 5 años y más que en marzo de 2015 vivían fuera del país o no dijeron dónde; no "
        "solo de Estados Unidos. Las viviendas de retorno por localidad son una estimación: las del municipio, repartidas "
        "{how}.",
        "Lived abroad: people of 5 and older who in March 2015 lived in another country or did not say where; not the "
        "United States alone. Return dwellings by locality are an estimate: the municipality's, spread {how}.",
    ),
    "settlements.how.dwellings": (
        "con una sola tasa, según la población",
        "with one rate, as people are",
    ),
    "settlements.how.residence": (
        "como quienes vivían en otro país",
        "as those who lived in another country are",
    ),
    "settlements.how.sample": (
        "según la muestra entre lo rural y lo demás, y la población dentro de cada parte",
        "as the sample says between rural and other localities, and within either as people are",
    ),
    "settlements.column.key": ("Clave", "Key"),
    "settlements.column.return_dwellings": ("Viviendas de retorno ≈", "Return dwellings ≈"),
    "settlements.column.abroad_2015": ("Vivían en otro país, personas", "Lived abroad, people"),
    "settlements.column.indigenous_speakers": ("Hablan lengua indígena, personas", "Indigenous speakers, people"),
    "settlements.column.without_health_insurance": ("Sin afiliación a salud, personas", "No health insurance, people"),
    "settlements.column.schooling_years": ("Escolaridad, años", "Schooling, years"),
    "settlements.alt": (
        "Localidades del municipio con población, retorno y lo que el censo dice de su gente",
        "Settlements of the municipality with people, returns and what the census says of their people",
    ),
    "settlements.take": ("Descargar las localidades", "Download the settlements"),
    "settlements.format.csv": ("CSV: hojas de cálculo y programas", "CSV: spreadsheets and programs"),
    "settlements.format.zip": ("ZIP: el CSV con su descripción", "ZIP: the CSV with its description"),
    "settlements.format.xlsx": ("XLSX: con notas, criterios y fuentes", "XLSX: with notes, criteria and sources"),
    "settlements.file": ("localidades", "settlements"),
    # Sizes on the map
    "size.choose": ("Tamaño de los puntos", "Size of the dots"),
    "size.abroad_2015": ("Vivían en otro país en 2015", "Lived abroad in 2015"),
    "size.population": ("Población", "People"),
    "size.means.abroad_2015": (
        "Cada punto es una localidad; su área, las personas de 5 años y más que en marzo de 2015 vivían en otro país o no "
        "dijeron dónde (conteo del censo de 2020; no solo de Estados Unidos).",
        "Each dot is a locality; its area, the people of 5 and older who in March 2015 lived in another country or did not "
        "say where (a count of the census of 2020; not the United States alone).",
    ),
    "size.means.population": (
        "Cada punto es una localidad; su área, la población.",
        "Each dot is a locality; its area, the people.",
    ),
    "size.unknown": ("Hueco: sin dato", "Hollow: not known"),
    "size.unknown.count": ("Hueco: sin dato ({count} localidades)", "Hollow: not known ({count} localities)"),
    "size.people": ("{count} personas", "{count} people"),
    "size.most": ("{count} personas o más", "{count} people or more"),
    "size.near": (
        "Área: personas que vivían en otro país en 2015 o no dijeron; no solo en Estados Unidos",
        "Area: people who lived abroad in 2015 or did not say; not in the United States alone",
    ),
    "size.zoom": ("Al acercar el mapa se ven las localidades.", "Zoomed in, the map shows the localities."),
    "size.failed": ("No se pudieron cargar las localidades.", "The localities could not be loaded."),
    "tip.abroad_2015": (
        "Vivían en otro país en 2015 o no dijeron (no solo Estados Unidos)",
        "Lived abroad in 2015 or did not say (not the United States alone)",
    ),
    "settlement.abroad": (
        "Vivían en otro país en 2015 o no dijeron (no solo Estados Unidos): {count}",
        "Lived abroad in 2015 or did not say (not the United States alone): {count}",
    ),
    "settlement.return_dwellings": ("Viviendas de retorno: {count}", "Return dwellings: {count}"),
    # Files
    "sheet.settlements": ("Localidades", "Settlements"),
    "sheet.municipality": ("Municipio", "Municipality"),
    "sheet.figure": ("Dato", "Figure"),
    "settlements.note.cvegeo": (
        "Clave del municipio (INEGI), cinco dígitos como texto: los ceros a la izquierda cuentan.",
        "Key of the municipality (INEGI), five digits as text: leading zeros count.",
    ),
    "settlements.note.locality_key": (
        "Clave de la localidad (INEGI), nueve dígitos como texto; vacía si un archivo propio no la dice.",
        "Key of the locality (INEGI), nine digits as text; empty where an own file does not say it.",
    ),
    "settlements.note.locality": ("Nombre de la localidad.", "Name of the locality."),
    "settlements.note.lon": ("Longitud, grados, EPSG:4326.", "Longitude, degrees, EPSG:4326."),
    "settlements.note.lat": ("Latitud, grados, EPSG:4326.", "Latitude, degrees, EPSG:4326."),
    "settlements.note.population": ("Habitantes, censo de 2020.", "People, census of 2020."),
    "settlements.note.dwellings": (
        "Viviendas particulares habitadas, 2020.",
        "Inhabited private dwellings, 2020.",
    ),
    "settlements.note.rural": (
        "Si la localidad es rural en esta consulta (verdadero o falso).",
        "Whether the locality is rural in this question (true or false).",
    ),
    "settlements.note.abroad_2015": (
        "Personas de 5 años y más que en marzo de 2015 vivían en otro país, o no dijeron dónde: conteo completo del censo de "
        "2020; no solo de Estados Unidos. Vacío: el censo lo oculta; no es cero.",
        "People of 5 and older who in March 2015 lived in another country, or did not say where: a full count of the census "
        "of 2020; not the United States alone. Empty: the census masks it; it is not zero.",
    ),
    "settlements.note.indigenous_speakers": (
        "Personas de 3 años y más que hablan una lengua indígena, 2020. Vacío: el censo lo oculta; no es cero.",
        "People of 3 and older who speak an indigenous language, 2020. Empty: the census masks it; it is not zero.",
    ),
    "settlements.note.without_health_insurance": (
        "Personas sin afiliación a servicios de salud, 2020. Vacío: el censo lo oculta; no es cero.",
        "People without health insurance, 2020. Empty: the census masks it; it is not zero.",
    ),
    "settlements.note.schooling_years": (
        "Años aprobados de escuela, promedio de las personas de 15 años y más, 2020. Vacío: el censo lo oculta.",
        "Years of schooling, mean of the people of 15 and older, 2020. Empty: the census masks it.",
    ),
    "settlements.note.return_dwellings": (
        "Viviendas de retorno de la localidad. Es una estimación: las del municipio, repartidas como dice rural_split.",
        "Return dwellings of the locality. An estimate: the municipality's, spread as rural_split says.",
    ),
    "settlements.note.rural_split": (
        "Cómo se reparten las viviendas de retorno: dwellings, una sola tasa supuesta; residence, como quienes vivían en "
        "otro país en 2015; sample, la parte rural medida en la muestra.",
        "How return dwellings are spread: dwellings, one rate assumed; residence, as those who lived in another country in "
        "2015; sample, the rural part measured in the sample.",
    ),
    "settlements.note.reached": (
        "Si está en un área de atención que cuenta (verdadero o falso).",
        "Whether it lies in a catchment that counts (true or false).",
    ),
    "settlements.note.nearest_site": (
        "Sede más cercana que cuenta; vacío si no hay ninguna.",
        "Nearest site that counts; empty where there is none.",
    ),
    "settlements.note.nearest_km": (
        "Kilómetros en línea recta (geodésica) a esa sede.",
        "Kilometres along the geodesic to that site.",
    ),
    "settlements.note.basis": (
        "De dónde sale la fila: census2020, el censo de 2020; own, un archivo propio.",
        "How the row is known: census2020, the census of 2020; own, an own file.",
    ),
    "settlements.fact.cvegeo": ("Clave del municipio (INEGI).", "Key of the municipality (INEGI)."),
    "settlements.fact.pcode": ("P-code del municipio.", "P-code of the municipality."),
    "settlements.fact.state": ("Estado.", "State."),
    "settlements.fact.municipality": ("Municipio.", "Municipality."),
    "settlements.fact.status": ("Situación en esta consulta.", "Status in this question."),
    "settlements.fact.rural_share": (
        "Parte de la población en localidades rurales, de 0 a 1.",
        "Share of the people in rural localities, 0 to 1.",
    ),
    "settlements.fact.return_rate": (
        "Viviendas con alguien que regresó de Estados Unidos en los cinco años previos, % de viviendas.",
        "Dwellings with someone back from the United States in the previous five years, % of dwellings.",
    ),
    "settlements.note.return_people": (
        "Personas de retorno de la localidad. Es una estimación: las del municipio, repartidas como dice rural_split.",
        "Returned people of the locality. An estimate: the municipality's, spread as rural_split says.",
    ),
    "settlements.fact.return_people": (
        "Personas de retorno: tasa por personas de 5 años y más. Es una estimación.",
        "Returned people: rate times people of 5 and older. An estimate.",
    ),
    "settlements.fact.rural_return_people": (
        "Personas de retorno en localidades rurales. Es una estimación.",
        "Returned people in rural localities. An estimate.",
    ),
    "settlements.fact.return_dwellings": (
        "Viviendas de retorno: tasa por viviendas. Es una estimación.",
        "Return dwellings: rate times dwellings. An estimate.",
    ),
    "settlements.fact.rural_return_dwellings": (
        "Viviendas de retorno en localidades rurales. Es una estimación.",
        "Return dwellings in rural localities. An estimate.",
    ),
    "settlements.fact.rural_return_share": (
        "Parte rural de las viviendas de retorno que usa la consulta, de 0 a 1.",
        "Rural part of the return dwellings that the question uses, 0 to 1.",
    ),
    "settlements.fact.rural_split": (
        "Cómo se conoce esa parte: dwellings, supuesta con una sola tasa; residence, medida por residencia; sample, medida "
        "en la muestra.",
        "How that part is known: dwellings, assumed with one rate; residence, measured by residence; sample, measured in the "
        "sample.",
    ),
    "settlements.fact.rural_return_share_dwellings": (
        "La parte rural con una sola tasa supuesta, de 0 a 1.",
        "The rural part with one rate assumed, 0 to 1.",
    ),
    "settlements.fact.rural_return_share_residence": (
        "La parte rural medida por residencia en 2015, de 0 a 1; vacía si no se conoce.",
        "The rural part measured by residence in 2015, 0 to 1; empty where it is not known.",
    ),
    "settlements.fact.residence_not_known": (
        "Por qué no se conoce la medida: no_figure, falta un dato; few, muy pocas personas; masked, el censo oculta "
        "demasiado.",
        "Why the measured one is not known: no_figure, a figure is missing; few, too few people; masked, the census masks "
        "too much.",
    ),
    "settlements.fact.abroad_2015": (
        "Personas de 5 años y más que en marzo de 2015 vivían en otro país, o no dijeron dónde; no solo de Estados Unidos.",
        "People of 5 and older who in March 2015 lived in another country, or did not say where; not the United States "
        "alone.",
    ),
    "settlements.fact.abroad_rate": (
        "Esas personas, % de las de 5 años y más.",
        "Those people, % of the people of 5 and older.",
    ),
    "settlements.fact.national_abroad_rate": ("La misma tasa en el país, %.", "The same rate in the country, %."),
    "settlements.fact.masked_abroad": (
        "De esas personas, las de localidades cuyo dato oculta el censo.",
        "Of those people, those in localities whose figure the census masks.",
    ),
    "settlements.fact.second_source": (
        "Si esa tasa está del mismo lado de la del país que la tasa de retorno de la que se pide: agrees, coincide; differs, "
        "no coincide; unknown, falta un dato.",
        "Whether that rate lies on the side of the country's that the return rate lies on of the one asked: agrees; differs; "
        "unknown, a figure is missing.",
    ),
}
