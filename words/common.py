"""Words of the first pages and of what all pages share."""

from __future__ import annotations

#: Key to (Spanish, English).
WORDS: dict[str, tuple[str, str]] = {
    "app.title": ("Alcance", "Alcance"),
    "app.tagline": (
        "Quién regresa y a quién no alcanza ningún programa",
        "Who returns, and whom no program reaches",
    ),
    "page.gaps": ("Brechas", "Gaps"),
    "page.method": ("Método y datos", "Method and data"),
    "language": ("Idioma", "Language"),
    "language.es": ("Español", "Español"),
    "language.en": ("English", "English"),
    # The sentence
    "sentence.some": (
        "{count} municipios rurales {place} reciben a muchos migrantes de retorno y quedan fuera del alcance de "
        "todos los programas consultados. En ellos hay cerca de {dwellings} viviendas rurales con alguien que "
        "regresó de Estados Unidos.",
        "{count} rural municipalities {place} receive many return migrants and lie outside the reach of every "
        "program asked about. They hold about {dwellings} rural dwellings with someone back from the United States.",
    ),
    "sentence.one": (
        "Un municipio rural {place} recibe a muchos migrantes de retorno y queda fuera del alcance de todos los "
        "programas consultados. En él hay cerca de {dwellings} viviendas rurales con alguien que regresó de "
        "Estados Unidos.",
        "One rural municipality {place} receives many return migrants and lies outside the reach of every program "
        "asked about. It holds about {dwellings} rural dwellings with someone back from the United States.",
    ),
    "sentence.none": (
        "Ningún municipio rural {place} cumple todas las condiciones de esta consulta.",
        "No rural municipality {place} meets every condition of this question.",
    ),
    "sentence.share": (
        "Es el {share} de las viviendas rurales de retorno {place}; cerca de {people} personas viven en las localidades "
        "rurales de esos municipios.",
        "That is {share} of the rural return dwellings {place}; about {people} people live in the rural localities of "
        "those municipalities.",
    ),
    "sentence.unknown": (
        "De {count} municipios falta algún dato y no se cuentan.",
        "For {count} municipalities a figure is missing; they are not counted.",
    ),
    "sentence.reading": (
        "Datos de retorno de {year} · programas abiertos en {as_of} · alcance de {reach} km",
        "Return figures of {year} · programs open in {as_of} · reach of {reach} km",
    ),
    "place.region": ("del {name}", "of the {name}"),
    "place.country": ("de México", "of Mexico"),
    "place.states": ("de {name}", "of {name}"),
    "place.and": (" y ", " and "),
    # Readings
    "reading.today": ("Hoy", "Today"),
    "reading.brief": ("El informe, 2014", "The brief, 2014"),
    "reading.reset": ("Restablecer", "Reset"),
    # Controls
    "ask.where": ("¿Dónde?", "Where?"),
    "ask.where.help": ("Qué estados se consultan.", "Which states are asked about."),
    "ask.who": ("¿Quién regresa?", "Who returns?"),
    "ask.who.help": ("Qué tanto retorno cuenta como mucho.", "How much return counts as much."),
    "ask.rural": ("¿Qué es rural?", "What is rural?"),
    "ask.rural.help": (
        "Qué localidades son rurales y cuánta gente debe vivir en ellas.",
        "Which localities are rural, and how many must live in them.",
    ),
    "ask.help": ("¿Quién ayuda?", "Who helps?"),
    "ask.help.help": ("Qué programas cuentan como ayuda.", "Which programs count as help."),
    "ask.near": ("¿Qué tan cerca es cerca?", "How near is near?"),
    "ask.near.help": (
        "Hasta dónde llega una sede y cuándo un municipio queda fuera.",
        "How far a site reaches, and when a municipality is left out.",
    ),
    "field.region": ("Región (CONAPO)", "Region (CONAPO)"),
    "field.state": ("Estados", "States"),
    "field.state.empty": ("Todos los de la región", "All of the region"),
    "field.year": ("Año del censo", "Census year"),
    "field.min_return_rate": ("Tasa de retorno, al menos", "Return rate, at least"),
    "field.min_return_rate.help": (
        "Porcentaje de viviendas con alguien que regresó de Estados Unidos en los cinco años previos. Si no se "
        "elige otra, la tasa nacional.",
        "Share of dwellings with someone who came back from the United States in the previous five years. Unless "
        "another is chosen, the national rate.",
    ),
    "field.national": ("nacional ({rate})", "national ({rate})"),
    "field.min_return_dwellings": ("Viviendas rurales de retorno, al menos", "Rural return dwellings, at least"),
    "field.rural_below": ("Rural: localidades de menos de", "Rural: localities of fewer than"),
    "field.rural_below.help": (
        "15,000 habitantes es la línea del informe; 2,500, la del INEGI.",
        "15,000 people is the brief's line; 2,500 is INEGI's.",
    ),
    "field.rural_split": ("La parte rural del retorno", "The rural part of return"),
    "field.rural_split.help": (
        "Cómo se reparten las viviendas de retorno de un municipio: con una sola tasa en todo él, o como las personas que "
        "en marzo de 2015 vivían en otro país (o no lo dijeron), donde el censo da 25 o más y la mayoría no está oculta.",
        "How a municipality's return dwellings are divided: with one rate in all of it, or as the people who lived in "
        "another country in March 2015 (or did not say), where the census has 25 or more and most are not masked.",
    ),
    "split.dwellings": ("Una sola tasa", "One rate"),
    "split.residence": ("Residencia en 2015", "Residence in 2015"),
    "split.sample": ("La muestra", "The sample"),
    "field.people": ("{count} habitantes", "{count} people"),
    "field.min_rural_share": ("Población rural, al menos", "Rural people, at least"),
    "field.programs": ("Programas", "Programs"),
    "field.programs.choose": ("Elegir programas", "Choose programs"),
    "field.programs.none": ("Ninguno", "None"),
    "field.programs.pick": ("Programas elegidos", "Chosen programs"),
    "field.programs.empty": ("Ninguno: nadie está cubierto", "None: nobody is covered"),
    "field.as_of": ("Abiertos en", "Open in"),
    "field.as_of.view": ("el año de la lectura", "the reading's year"),
    "field.as_of.help": (
        "Año en que la sede debe estar abierta. Si no se elige otro: 2014 en el informe; hoy, la edición del catálogo.",
        "Year in which a site must be open. Unless another is chosen: 2014 in the brief; today, the catalogue's edition.",
    ),
    "field.eligibility": ("Atienden a", "They take"),
    "eligibility.any": ("Cualquiera", "Anyone"),
    "eligibility.deported": ("Deportados", "The deported"),
    "eligibility.voluntary": ("Voluntarios", "The voluntary"),
    "field.components": ("Ofrecen al menos uno de", "They offer at least one of"),
    "field.components.empty": ("Cualquiera de los 14 componentes", "Any of the 14 components"),
    "eligibility.unknown": ("No se sabe", "Not known"),
    "reading.with_general": ("con servicios generales", "with general services"),
    "reading.sureness.office": ("solo sedes con oficina conocida", "only sites whose office is known"),
    "reading.sureness.confirmed": ("solo sedes confirmadas", "only confirmed sites"),
    "reading.announced": ("con lo solo anunciado", "with what is only announced"),
    "reading.general": ("Hoy, con servicios generales", "Today, with general services"),
    "field.sureness": ("Sedes que cuentan", "Sites that count"),
    "field.sureness.help": (
        "Todas; solo aquellas donde consta la oficina de la institución; o solo aquellas donde una página nombra la oficina "
        "y el servicio. Una sede de un catálogo propio que no lo diga siempre cuenta.",
        "All; only those where the institution's office is known; or only those where a page names the office and the "
        "service. A site of your own catalogue that does not say always counts.",
    ),
    "sureness.at_least.state": ("Todas", "All"),
    "sureness.at_least.office": ("Con oficina", "Office known"),
    "sureness.at_least.confirmed": ("Confirmadas", "Confirmed"),
    "sureness.confirmed": ("confirmada", "confirmed"),
    "sureness.office": ("oficina conocida, servicio inferido", "office known, service inferred"),
    "sureness.state": ("en el estado, sin localidad conocida", "in the state, town unknown"),
    "sureness.missing": ("no se dice", "not said"),
    "field.count_announced": ("Contar también lo solo anunciado", "Count what is only announced too"),
    "field.count_announced.help": (
        "Componentes que una autoridad anunció y de los que ninguna fuente dice que se den.",
        "Components that an authority announced and of which no source says that they are given.",
    ),
    "field.count_reception": ("Contar también la sola recepción", "Count reception alone too"),
    "field.count_reception.help": (
        "Programas como Paisano reciben a quien llega, pero no ofrecen ninguno de los 14 componentes.",
        "Programs such as Paisano receive those who arrive but offer none of the 14 components.",
    ),
    "field.reach_km": ("Alcance de una sede", "Reach of a site"),
    "field.max_covered_share": ("Cubiertos en una brecha, a lo más", "Covered in a gap, at most"),
    "field.max_covered_share.help": (
        "Parte de la población rural que puede estar dentro del alcance de una sede sin que el municipio deje de "
        "ser brecha.",
        "Share of the rural people that may be within a site's reach while the municipality is still a gap.",
    ),
    "region.all": ("Todo el país", "The whole country"),
    # Statuses
    "status.gap": ("Brecha", "Gap"),
    "status.covered": ("Cubierto", "Covered"),
    "status.partly_covered": ("Cubierto en parte", "Partly covered"),
    "status.few_returns": ("Poco retorno", "Few returns"),
    "status.not_rural": ("No rural", "Not rural"),
    "status.outside_region": ("Fuera de la consulta", "Outside the question"),
    "status.unknown": ("Sin dato", "Unknown"),
    # Marginalisation, CONAPO's degrees
    "degree.Muy bajo": ("Muy bajo", "Very low"),
    "degree.Bajo": ("Bajo", "Low"),
    "degree.Medio": ("Medio", "Medium"),
    "degree.Alto": ("Alto", "High"),
    "degree.Muy alto": ("Muy alto", "Very high"),
    # Map
    "map.colour": ("Colorear por", "Colour by"),
    "map.label": ("Mapa de los municipios", "Map of the municipalities"),
    "map.tiles": ("Mapa de fondo", "Background map"),
    "map.failed": (
        "El mapa no se pudo cargar. La lista tiene los mismos datos.",
        "The map could not be loaded. The list has the same figures.",
    ),
    "map.legend": ("Leyenda", "Legend"),
    "map.unknown": ("Sin dato", "No data"),
    "map.sites": ("Sede que cuenta", "Site that counts"),
    "map.sureness.confirmed": ("Anillo: sede confirmada", "Ring: confirmed site"),
    "map.sureness.office": ("Anillo: oficina conocida", "Ring: office known"),
    "map.sureness.state": ("Anillo: localidad incierta", "Ring: town unknown"),
    "map.sites.hypothetical": ("Sede hipotética", "Hypothetical site"),
    "field.what_if": ("Sedes hipotéticas", "Hypothetical sites"),
    "what_if.one": ("con 1 sede hipotética", "with 1 hypothetical site"),
    "what_if.some": ("con {count} sedes hipotéticas", "with {count} hypothetical sites"),
    "map.sites.not": ("Sede que no cubre a nadie", "Site that covers nobody"),
    "map.source": (
        "Límites: INEGI, Marco Geoestadístico. Retorno: CONAPO. Población: INEGI, Censo 2020.",
        "Boundaries: INEGI, Marco Geoestadístico. Returns: CONAPO. People: INEGI, census of 2020.",
    ),
    "measure.status": ("Situación", "Status"),
    "measure.return_rate": ("Tasa de retorno (% de viviendas)", "Return rate (% of dwellings)"),
    "measure.rural_return_dwellings": ("Viviendas rurales de retorno", "Rural return dwellings"),
    "measure.covered_share": ("Población rural cubierta", "Covered rural people"),
    "measure.nearest_km": ("Distancia a la sede más cercana (km)", "Distance to the nearest site (km)"),
    "measure.marginalisation": ("Grado de marginación", "Degree of marginalisation"),
    "legend.below": ("menos de {high}", "under {high}"),
    "legend.from": ("{low} o más", "{low} or more"),
    "legend.between": ("{low} a {high}", "{low} to {high}"),
    # Tooltip
    "tip.unknown": ("sin dato", "no data"),
    "tip.none": ("ninguna", "none"),
    "tip.about": ("cerca de", "about"),
    "tip.covers_nobody": (
        "No ofrece lo consultado: se dibuja, no cubre a nadie",
        "Does not offer what was asked for: drawn, covers nobody",
    ),
    "tip.population": ("Población 2020", "People, 2020"),
    "tip.rural_share": ("Población rural", "Rural people"),
    "tip.return_rate": ("Tasa de retorno", "Return rate"),
    "tip.rural_return_dwellings": ("Viviendas rurales de retorno", "Rural return dwellings"),
    "tip.second_source": ("Segunda fuente", "Second source"),
    "second_source.agrees": ("coincide", "agrees"),
    "second_source.differs": ("difiere", "differs"),
    "second_source.unknown": ("sin dato", "no data"),
    "second_source.list": (
        "Segunda fuente: el censo contó en cada localidad a quienes en marzo de 2015 vivían en otro país (o no lo dijeron), "
        "de 5 años y más; «coincide» si esa proporción está del mismo lado de la del país que la tasa de retorno de la que se "
        "pide. No son solo Estados Unidos ni viviendas: apoya o matiza, no corrige.",
        "Second source: the census counted in every locality who lived in another country in March 2015 (or did not say), "
        "of 5 and older; it “agrees” where that share is on the same side of the country's as the return rate is of the rate "
        "asked. It is not the United States alone, nor dwellings: it supports or qualifies, it does not correct.",
    ),
    "why.second_source.agrees": (
        "La segunda fuente coincide: {people} personas de 5 años y más vivían en otro país en marzo de 2015 o no lo dijeron, "
        "{rate} % (el país, {country} %; todos los países, no solo Estados Unidos).",
        "The second source agrees: {people} people of 5 and older lived in another country in March 2015 or did not say, "
        "{rate} % (the country, {country} %; all countries, not the United States alone).",
    ),
    "why.second_source.differs": (
        "La segunda fuente difiere: {people} personas de 5 años y más vivían en otro país en marzo de 2015 o no lo dijeron, "
        "{rate} % (el país, {country} %; todos los países, no solo Estados Unidos).",
        "The second source differs: {people} people of 5 and older lived in another country in March 2015 or did not say, "
        "{rate} % (the country, {country} %; all countries, not the United States alone).",
    ),
    "why.second_source.unknown": (
        "De la segunda fuente, quiénes vivían en otro país en 2015, no hay dato.",
        "Of the second source, who lived in another country in 2015, nothing is known.",
    ),
    "column.nearest_sureness": ("Sede: certeza", "Site: how sure"),
    "pcode.not_in_cod": ("no está en la lista de la OCHA", "not in OCHA's list"),
    "column.second_source": ("2.ª fuente", "2nd source"),
    "tip.covered_share": ("Población rural cubierta", "Covered rural people"),
    "tip.nearest_site": ("Sede más cercana", "Nearest site"),
    "tip.nearest_km": ("Distancia desde la cabecera", "Distance from the seat"),
    # List
    "list.title": ("Las brechas, de más a menos viviendas", "The gaps, most dwellings first"),
    "list.all": ("Todos los municipios", "All municipalities"),
    "list.everyone": ("Mostrar todos", "Show all"),
    "list.empty": (
        "Nada cumple esta consulta. Baje un umbral, reduzca el alcance o restablezca.",
        "Nothing meets this question. Lower a threshold, shorten the reach, or reset.",
    ),
    "list.alt": (
        "Lista de municipios con viviendas rurales de retorno, tasa, población rural, cubierta y distancia",
        "List of municipalities with rural return dwellings, rate, rural people, covered people and distance",
    ),
    "list.hint": (
        "Elija una fila o un municipio en el mapa para ver por qué.",
        "Choose a row, or a municipality on the map, to see why.",
    ),
    "column.municipality": ("Municipio", "Municipality"),
    "column.state": ("Estado", "State"),
    "column.rural_return_dwellings": ("Viviendas ≈", "Dwellings ≈"),
    "column.return_rate": ("Tasa", "Rate"),
    "column.rural_share": ("Rural", "Rural"),
    "column.covered_share": ("Cubierta", "Covered"),
    "column.nearest_km": ("Sede a km", "Site, km"),
    "column.marginalisation": ("Marginación", "Marginalisation"),
    "column.status": ("Situación", "Status"),
    "download.gaps": ("Descargar la lista (CSV)", "Download the list (CSV)"),
    "download.all": ("Descargar todos (CSV)", "Download all (CSV)"),
    "download.file": ("brechas", "gaps"),
    "download.file.all": ("municipios", "municipalities"),
    # Why
    "why.title": ("{municipality}, {state}", "{municipality}, {state}"),
    "why.close": ("Quitar", "Clear"),
    "why.asked.least": ("se pide al menos {asked}", "asked: at least {asked}"),
    "why.asked.most": ("se pide a lo más {asked}", "asked: at most {asked}"),
    "why.rural_share": ("Población rural", "Rural people"),
    "why.return_rate": ("Tasa de retorno", "Return rate"),
    "why.return_dwellings": ("Viviendas rurales de retorno", "Rural return dwellings"),
    "why.covered_share": ("Población rural cubierta", "Covered rural people"),
    "why.met": ("Cumple", "Met"),
    "why.not_met": ("No cumple", "Not met"),
    "why.unknown": ("Sin dato", "Unknown"),
    "why.nearest": (
        "La sede más cercana es {site} ({program}), a {km} km de la cabecera.",
        "The nearest site is {site} ({program}), {km} km from the seat.",
    ),
    "why.no_site": ("Ninguna sede cuenta en esta consulta.", "No site counts in this question."),
    # The 14 components of table 1
    "component.transportation_services": ("Transporte", "Transportation"),
    "component.migrant_shelters": ("Albergue", "Shelter"),
    "component.legal_assistance": ("Asistencia legal", "Legal assistance"),
    "component.psychosocial_assistance": ("Apoyo psicosocial", "Psychosocial assistance"),
    "component.housing_assistance": ("Apoyo para vivienda", "Housing assistance"),
    "component.medical_assistance": ("Atención médica", "Medical assistance"),
    "component.support_networks_in_destinations": ("Redes de apoyo en el destino", "Support networks in destinations"),
    "component.educational_support": ("Apoyo educativo", "Educational support"),
    "component.job_skills_training": ("Capacitación laboral", "Job skills training"),
    "component.job_search_assistance": ("Ayuda para buscar empleo", "Job search assistance"),
    "component.business_setup_assistance": ("Apoyo para abrir un negocio", "Business setup assistance"),
    "component.employment_referrals": ("Vinculación laboral", "Employment referrals"),
    "component.follow_up_and_monitoring": ("Seguimiento", "Follow-up and monitoring"),
    "component.capacity_building_and_personnel_training": (
        "Fortalecimiento de capacidades y del personal",
        "Capacity building and personnel training",
    ),
    # Search and link
    "search.label": ("Buscar un municipio", "Find a municipality"),
    "search.placeholder": ("Buscar un municipio por nombre o clave", "Find a municipality by name or key"),
    "share.title": ("Enlace y cita", "Link and citation"),
    "share.link": ("Enlace a esta vista", "Link to this view"),
    "share.cite": ("Cómo citarla", "How to cite it"),
    "share.citation": (
        "Alcance. Municipios con migración de retorno fuera del alcance de los programas de reintegración. "
        "{reading}. Edición de los datos {edition}. Consultado el {date}. {address}",
        "Alcance. Municipalities with return migration outside the reach of reintegration programs. {reading}. "
        "Data edition {edition}. Consulted on {date}. {address}",
    ),
    # Pages
    "page.municipality": ("Municipio", "Municipality"),
    "page.state": ("Estado", "State"),
    "page.programs": ("Programas", "Programs"),
    "why.more": ("Ver el municipio", "See the municipality"),
    "word.yes": ("sí", "yes"),
    "word.no": ("no", "no"),
    "column.region": ("Región", "Region"),
    "measure.rate_change": (
        "Cambio de la tasa de retorno, 2010 a 2020 (puntos)",
        "Change of the return rate, 2010 to 2020 (points)",
    ),
    # One municipality
    "figure.rural_population": ("Población rural", "Rural people"),
    "figure.return_dwellings": ("Viviendas de retorno", "Return dwellings"),
    "figure.unserved": ("Viviendas rurales de retorno sin cobertura", "Rural return dwellings not covered"),
    "municipality.years": ("2010 y 2020", "2010 and 2020"),
    "municipality.years.note": (
        "Las tasas de los dos censos se pueden comparar; los índices y grados de CONAPO, no. La parte rural es la de "
        "2020 en ambos años.",
        "The rates of the two censuses can be compared; CONAPO's indexes and degrees cannot. The rural part is that "
        "of 2020 in both years.",
    ),
    "years.year": ("Año", "Year"),
    "years.return_rate": ("Tasa de retorno", "Return rate"),
    "years.national_rate": ("Tasa nacional", "National rate"),
    "years.return_dwellings": ("Viviendas de retorno", "Return dwellings"),
    "years.rural_return_dwellings": ("De ellas, rurales", "Of these, rural"),
    "municipality.sites": ("Sedes más cercanas a la cabecera", "Sites nearest to the seat"),
    "municipality.settlements": ("Localidades", "Settlements"),
    "municipality.settlements.note": (
        "Todas están donde las contó el censo de 2020. De las localidades de una y dos viviendas el censo oculta todo menos "
        "la población: lo demás queda sin dato.",
        "All are where the census of 2020 counted them. Of localities of one and two dwellings the census masks all but "
        "the people: the rest is unknown.",
    ),
    "municipality.neighbours": ("Municipios vecinos", "Neighbouring municipalities"),
    "sites.site": ("Sede", "Site"),
    "sites.program": ("Programa", "Program"),
    "sites.km": ("Km", "Km"),
    "sites.counts": ("Cuenta", "Counts"),
    "sites.precision": ("Ubicación", "Location"),
    "sites.sureness": ("Certeza", "Sureness"),
    "precision.site": ("el lugar", "the place"),
    "precision.city": ("la localidad", "the town"),
    "precision.municipality": ("el municipio", "the municipality"),
    "precision.region": ("aproximada", "approximate"),
    "settlement.name": ("Localidad", "Locality"),
    "settlement.unnamed": ("(sin nombre)", "(no name)"),
    "settlement.people": ("{count} habitantes", "{count} people"),
    "settlement.reached": ("Rural, dentro del alcance", "Rural, within reach"),
    "settlement.beyond": ("Rural, fuera del alcance", "Rural, beyond reach"),
    "settlement.urban": ("No rural", "Not rural"),
    "settlement.column.people": ("Población", "People"),
    "settlement.column.dwellings": ("Viviendas", "Dwellings"),
    "settlement.column.rural": ("Rural", "Rural"),
    "settlement.column.reached": ("Al alcance", "Within reach"),
    "settlement.column.basis": ("Fuente", "Basis"),
    "basis.census2020": ("Censo 2020", "Census of 2020"),
    "basis.own": ("Dato propio", "Own data"),
    # One state
    "state.choose": ("Estado", "State"),
    "state.option": ("{state} ({gaps} brechas)", "{state} ({gaps} gaps)"),
    "state.return_dwellings": ("Viviendas de retorno", "Return dwellings"),
    "state.rural_return_dwellings": ("De ellas, rurales", "Of these, rural"),
    "state.unserved": ("Rurales sin cobertura", "Rural and not covered"),
    "state.unserved.rank": ("Lugar en el país", "Place in the country"),
    "state.rank": ("{place} de {count}", "{place} of {count}"),
    "state.covered": ("Población rural cubierta", "Covered rural people"),
    "state.rural_population": ("Población rural", "Rural people"),
    "state.lower_bound": (
        "De {count} municipios falta algún dato: las sumas son mínimos.",
        "A figure is missing for {count} municipalities: the sums are lower bounds.",
    ),
    "state.municipalities": ("Municipios", "Municipalities"),
    "state.ranking": ("Los municipios, de más a menos viviendas", "The municipalities, most dwellings first"),
    # Programs
    "programs.title": ("Quién ayuda, dónde y con qué", "Who helps, where, and with what"),
    "programs.intro": (
        "Catálogo de {year}: cada dato tiene su cita; lo que no se sabe queda vacío y se dice.",
        "Catalogue of {year}: every fact has its citation; what is not known stays empty and is said.",
    ),
    "programs.component": ("Ofrecen", "They offer"),
    "programs.count": ("{count} programas, {sites} sedes en México", "{count} programs, {sites} sites in Mexico"),
    "programs.name": ("Programa", "Program"),
    "programs.operator": ("Operador", "Operator"),
    "programs.kind": ("Tipo", "Kind"),
    "programs.since": ("Desde", "Since"),
    "programs.until": ("Hasta", "Until"),
    "programs.places": ("Sedes", "Sites"),
    "programs.components": ("Componentes", "Components"),
    "programs.details": ("Un programa de cerca", "One program close up"),
    "programs.empty": ("Ningún programa cumple esto.", "No program meets this."),
    "programs.offers": ("Ofrece", "Offers"),
    "programs.no_component": ("ninguno de los 14 componentes", "none of the 14 components"),
    "programs.announced": ("Solo se anuncia", "Only announced"),
    "programs.sureness": ("Certeza", "Sureness"),
    "programs.general": ("Contar los servicios generales", "Count general services"),
    "programs.general.help": (
        "Servicios públicos abiertos a cualquiera, como el empleo o los pasaportes: se listan siempre y cuentan solo si se "
        "pide.",
        "Public services open to anybody, such as employment or passports: always listed, counted only where asked.",
    ),
    "programs.unknown": ("No se sabe", "Not known"),
    "programs.citations": ("Fuentes", "Sources"),
    "programs.not_found": ("Lo que no se encontró", "What was not found"),
    "programs.not_found.note": (
        "Y qué cambiaría encontrarlo, en la consulta de ahora ({gaps} brechas).",
        "And what finding it would change, in the question asked now ({gaps} gaps).",
    ),
    "programs.not_found.what": ("No se encontró", "Not found"),
    "programs.not_found.would": ("Qué cambiaría", "What it would change"),
    "programs.not_found.then": ("Brechas entonces", "Gaps then"),
    "programs.change.fewer": ("{then}: se cierran {count}", "{then}: {count} close"),
    "programs.change.more": ("{then}: se abren {count}", "{then}: {count} open"),
    "programs.change.none": ("{then}: ninguna cambia", "{then}: none changes"),
    "programs.reading.general_services": (
        "Si contaran los servicios abiertos a cualquiera (empleo, pasaportes).",
        "If services open to anybody (employment, passports) counted.",
    ),
    "programs.reading.announced": (
        "Si contara lo que solo se anuncia.",
        "If what is only announced counted.",
    ),
    "programs.reading.towns": (
        "Si no contaran las sedes de localidad desconocida (enlaces del INM, PROBEM y otras).",
        "If sites whose town is unknown did not count (INM liaisons, PROBEM and others).",
    ),
    "programs.whole_catalogue": ("Todo el catálogo", "The whole catalogue"),
    "programs.map.note": (
        "Población rural que estos programas alcanzan a {reach} km de sus sedes.",
        "Rural people that these programs reach within {reach} km of their sites.",
    ),
    "kind.federal": ("federal", "federal"),
    "kind.state": ("estatal", "state"),
    "kind.municipal": ("municipal", "municipal"),
    "kind.ngo": ("sociedad civil", "civil society"),
    "kind.international": ("internacional", "international"),
    "kind.binational": ("binacional", "binational"),
    "kind.abroad": ("en otro país", "abroad"),
    "kind.proposal": ("propuesta", "proposal"),
    "kind.general_service": ("servicio general", "general service"),
    "kind.hypothetical": ("hipotético", "hypothetical"),
    "matrix.title": (
        "Qué tienen otros países y qué tenía México en 2014",
        "What others have, and what Mexico had in 2014",
    ),
    "matrix.note": (
        "Cuadro 1 del informe del IMRC (2014). En México: en los programas nacionales, solo en los locales, o en ninguno.",
        "Table 1 of the IMRC brief (2014). In Mexico: in the national programs, in local ones alone, or in none.",
    ),
    "matrix.component": ("Componente", "Component"),
    "matrix.has": ("sí", "yes"),
    "country.guatemala": ("Guatemala", "Guatemala"),
    "country.bolivia": ("Bolivia", "Bolivia"),
    "country.ecuador": ("Ecuador", "Ecuador"),
    "country.colombia": ("Colombia", "Colombia"),
    "country.mexico": ("México", "Mexico"),
    "mexico.national": ("nacional", "national"),
    "mexico.local_only": ("solo local", "local only"),
    "mexico.absent": ("ninguno", "none"),
    # Method
    "method.title": ("Cómo se calcula y de dónde sale", "How it is computed and where it comes from"),
    "method.intro": ("Edición de los datos {edition}.", "Data edition {edition}."),
    "method.rule": ("La regla, con los valores de su consulta", "The rule, with the values of your question"),
    "method.rule.sites": (
        "Se consultan {asked} sedes abiertas en {year}; {covers} ofrecen lo consultado y cuentan.",
        "{asked} sites open in {year} are asked about; {covers} offer what was asked for and count.",
    ),
    "method.rule.reach": (
        "Una localidad de menos de {people} habitantes es rural. Está al alcance si queda dentro de un círculo "
        "geodésico de {reach} km en torno a una sede que cuenta, o en un municipio que el programa atiende. Un punto "
        "sobre la línea está dentro.",
        "A locality of fewer than {people} people is rural. It is reached if it lies in a geodesic circle of {reach} "
        "km about a site that counts, or in a municipality the program works in. A point on the line is inside.",
    ),
    "method.rule.missing": (
        "Un componente cuenta si una fuente dice que se da; lo solo anunciado, si se pide. Un programa del que nadie dice a "
        "quién atiende cuenta solo si la consulta no distingue. Un servicio abierto a cualquiera cuenta solo si se pide. "
        "Una sede cuenta según su certeza; la de un catálogo propio que no la diga, siempre.",
        "A component counts if a source says that it is given; what is only announced, if asked. A program of which nobody "
        "says whom it takes counts only where the question does not tell people apart. A service open to anybody counts "
        "only if asked. A site counts by its sureness; one of your own catalogue that does not say, always.",
    ),
    "method.rule.figures": (
        "Por municipio: parte rural de la población, tasa de retorno de {year}, viviendas rurales de retorno y parte "
        "cubierta de la población rural.",
        "Per municipality: rural share of the people, return rate of {year}, rural return dwellings, and covered share "
        "of the rural people.",
    ),
    "method.rule.gap": (
        "Es brecha si está en la región consultada, al menos el {rural} de su gente es rural, su tasa de retorno es de "
        "al menos {rate} %, tiene al menos {dwellings} viviendas rurales de retorno y a lo más el {covered} de su "
        "población rural está cubierta.",
        "It is a gap if it is in the region asked about, at least {rural} of its people are rural, its return rate is "
        "at least {rate} %, it has at least {dwellings} rural return dwellings, and at most {covered} of its rural "
        "people are covered.",
    ),
    "method.rule.status": (
        "Cada municipio tiene una sola situación, la primera que se cumpla de esta lista.",
        "Every municipality has exactly one status, the first that applies of this list.",
    ),
    "method.meaning": ("Qué significa", "What it means"),
    "method.status.outside_region": (
        "No está en la región o los estados consultados.",
        "Not in the region or states asked about.",
    ),
    "method.status.unknown": ("Falta un dato que la regla necesita.", "A figure that the rule needs is missing."),
    "method.status.not_rural": (
        "Su población rural es menos de lo que se pide.",
        "Fewer of its people are rural than asked.",
    ),
    "method.status.few_returns": (
        "Su tasa de retorno o sus viviendas rurales de retorno son menos de lo que se pide.",
        "Its return rate or its rural return dwellings are less than asked.",
    ),
    "method.status.covered": (
        "Casi toda su población rural está al alcance.",
        "Nearly all its rural people are within reach.",
    ),
    "method.status.partly_covered": (
        "Una parte de su población rural está al alcance.",
        "Part of its rural people are within reach.",
    ),
    "method.status.gap": ("Cumple todas las condiciones.", "Meets every condition."),
    "method.limits": ("Lo que se supone y lo que no se sabe", "What is assumed, and what is not known"),
    "method.limit.hamlets": (
        "Las 189,432 localidades están donde las contó el censo de 2020 y su población es exacta. En las de una y dos viviendas "
        "el censo oculta el número de viviendas: se cuenta una, o dos desde seis habitantes.",
        "All 189,432 localities are where the census of 2020 counted them, and their people are exact. In those of one and "
        "two dwellings the census masks the number of dwellings: one is counted, or two from six people on.",
    ),
    "method.limit.one_rate": (
        "CONAPO publica una tasa por municipio. Las viviendas rurales de retorno suponen que es la misma en todo él, o, si así "
        "se pide, se reparten como quienes en 2015 vivían en otro país; cada fila dice cuál.",
        "CONAPO publishes one rate a municipality. Rural return dwellings assume it is the same in all of it or, if asked so, "
        "are divided as those who lived in another country in 2015; every row says which.",
    ),
    "method.limit.who_returns": (
        "Quién cuenta: en las tasas de CONAPO, viviendas con alguien que regresó de Estados Unidos en los cinco años previos al "
        "censo y estaba ahí; en la segunda fuente, personas de 5 años y más que en marzo de 2015 vivían en cualquier otro país, "
        "o no lo dijeron. Quien regresó antes, o volvió a irse, no está en ninguna.",
        "Who counts: in CONAPO's rates, dwellings with someone who came back from the United States in the five years before "
        "the census and was there; in the second source, people of 5 and older who lived in any other country in March 2015, "
        "or did not say. Who came back earlier, or left again, is in neither.",
    ),
    "method.limit.lower_bound": (
        "Un círculo es una cota inferior: ningún camino es más corto que la línea recta, así que una brecha con círculos lo es "
        "también con los mismos kilómetros por camino.",
        "A circle is a lower bound: no road is shorter than the geodesic, so a gap by circles is a gap at the same km by road.",
    ),
    "method.limit.pcodes": (
        "A la lista de claves P de la OCHA le faltan 12 municipios; la columna pcode_in_cod dice cuáles.",
        "OCHA's list of P-codes lacks 12 municipalities; the column pcode_in_cod says which.",
    ),
    "method.limit.places": (
        "Una sede se ubica en su localidad, no en su edificio; de algunas oficinas solo se sabe que hay una por estado.",
        "A site stands at its town, not at its building; of some offices it is only known that every state has one.",
    ),
    "method.limit.roads": (
        "La distancia es en línea recta sobre el elipsoide, no por camino.",
        "Distance is along the geodesic, not by road.",
    ),
    "method.limit.errors": (
        "La fuente no publica errores de muestreo: con pocas viviendas, la tasa es incierta.",
        "The source publishes no sampling errors: where dwellings are few, the rate is uncertain.",
    ),
    "method.limit.years": (
        "Un municipio creado después de 2010 no tiene dato de 2010: queda sin dato, no en cero.",
        "A municipality created after 2010 has no figure of 2010: it stays unknown, not zero.",
    ),
    "method.words": ("Las palabras", "The words"),
    "word.municipality": ("Municipio", "Municipality"),
    "word.municipality.means": (
        "Uno de los 2,469 del censo de 2020, por su clave del INEGI.",
        "One of the 2,469 of the 2020 census, by INEGI's key.",
    ),
    "word.rural": ("Rural", "Rural"),
    "word.rural.means": (
        "En una localidad de menos de 15,000 habitantes (informe del IMRC) o de 2,500 (INEGI).",
        "In a locality of fewer than 15,000 people (IMRC brief) or 2,500 (INEGI).",
    ),
    "word.rural_share": ("Población rural", "Rural share"),
    "word.rural_share.means": (
        "Gente en localidades rurales entre toda la gente.",
        "People in rural localities over all people.",
    ),
    "word.return_rate": ("Tasa de retorno", "Return rate"),
    "word.return_rate.means": (
        "Viviendas particulares habitadas con alguien que regresó de Estados Unidos en los cinco años previos, en "
        "porcentaje (CONAPO).",
        "Inhabited private dwellings with someone back from the United States in the previous five years, in per cent "
        "(CONAPO).",
    ),
    "word.return_dwellings": ("Viviendas de retorno", "Return dwellings"),
    "word.return_dwellings.means": ("Tasa de retorno por viviendas.", "Return rate times dwellings."),
    "word.rural_return_dwellings": ("Viviendas rurales de retorno", "Rural return dwellings"),
    "word.rural_return_dwellings.means": (
        "Viviendas de retorno por la parte de ellas en localidades rurales: una estimación.",
        "Return dwellings times the part of them in rural localities: an estimate.",
    ),
    "word.second_source": ("Segunda fuente", "Second source"),
    "word.second_source.means": (
        "Las personas de 5 años y más que en marzo de 2015 vivían en otro país, o no lo dijeron, entre las de 5 años y más: "
        "un conteo completo del censo de 2020, por localidad.",
        "People of 5 and older who lived in another country in March 2015, or did not say, over those of 5 and older: a full "
        "count of the 2020 census, by locality.",
    ),
    "word.catchment": ("Área de atención", "Catchment"),
    "word.catchment.means": ("Hasta dónde llega la ayuda de una sede.", "Where a site's help reaches."),
    "word.reach": ("Alcance", "Reach"),
    "word.reach.means": (
        "El radio de un área de atención circular, en km.",
        "The radius of a circular catchment, in km.",
    ),
    "word.covered_share": ("Población rural cubierta", "Covered share"),
    "word.covered_share.means": (
        "Gente rural dentro de un área de atención entre toda la gente rural del municipio.",
        "Rural people inside a catchment over all rural people of the municipality.",
    ),
    "word.gap": ("Brecha", "Gap"),
    "word.gap.means": (
        "Un municipio que cumple todas las condiciones de la regla.",
        "A municipality that meets every condition of the rule.",
    ),
    "method.sources": ("Fuentes", "Sources"),
    "sources.table": ("Tabla", "Table"),
    "sources.source": ("Fuente", "Source"),
    "sources.edition": ("Edición", "Edition"),
    "sources.licence": ("Licencia", "Licence"),
    "sources.done": ("Qué se hizo", "What was done"),
    # Notices
    "notice.link": (
        "El enlace no se entendió del todo; se pasó por alto: {names}.",
        "Parts of the link were not understood and were ignored: {names}.",
    ),
    "notice.data": ("Los datos no se pueden usar", "The data cannot be used"),
    "notice.loading": ("Cargando los datos", "Loading the data"),
}
