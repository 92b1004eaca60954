"""Words of the pages that decide: pilot states, new sites, missing services, what changed."""

from __future__ import annotations

#: Key to (Spanish, English).
WORDS: dict[str, tuple[str, str]] = {
    "page.pilots": ("Piloto", "Pilot"),
    "page.services": ("Servicios", "Services"),
    "page.change": ("Cambio", "Change"),
    # Pilot states
    "pilots.first": (
        "{state} es la primera opción para un piloto con estos pesos; lo es en {share} de todas las ponderaciones "
        "posibles.",
        "{state} is the first choice for a pilot with these weights; it is in {share} of all possible weightings.",
    ),
    "pilots.tied": (
        "{states} empatan como primera opción con estos pesos.",
        "{states} tie as the first choice with these weights.",
    ),
    "pilots.none": (
        "Ningún estado se puede ordenar: falta algún dato que la consulta necesita.",
        "No state can be ranked: a figure that the question needs is missing.",
    ),
    "pilots.second": (
        "Le sigue {state}, primera opción en {share}. Se probaron {draws} ponderaciones al azar de los criterios "
        "que cuentan.",
        "Next comes {state}, first in {share}. {draws} random weightings of the criteria that count were tried.",
    ),
    "pilots.alone": (
        "Se probaron {draws} ponderaciones al azar de los criterios que cuentan.",
        "{draws} random weightings of the criteria that count were tried.",
    ),
    "pilots.size": (
        "Tres de los siete criterios miden tamaño y van juntos: si de ellos cuenta solo «{criterion}», {state} es la primera "
        "opción en {one_size} de las ponderaciones; si no cuenta ninguno, en {no_size}.",
        "Three of the seven criteria measure size and go together: if of them only “{criterion}” counts, {state} is the first "
        "choice in {one_size} of the weightings; if none does, in {no_size}.",
    ),
    "pilots.weights": ("¿Qué pesa más?", "What counts more?"),
    "pilots.weights.help": (
        "El peso de cada criterio, de 0 (no cuenta) a 10. Solo importa la proporción entre ellos.",
        "The weight of each criterion, from 0 (does not count) to 10. Only their ratios matter.",
    ),
    "pilots.zero": (
        "Al menos un criterio debe contar; mientras tanto todos cuentan igual.",
        "At least one criterion must count; until then all count alike.",
    ),
    "preset.equal": ("Por igual", "Equal"),
    "preset.most_people": ("Más personas", "Most people"),
    "preset.poorest_first": ("Primero los más pobres", "Poorest first"),
    "preset.fewest_services": ("Menos servicios", "Fewest services"),
    "preset.own": ("Propios", "Own"),
    "pilots.presets": ("Ponderaciones con nombre", "Named weightings"),
    "criterion.gaps": ("Municipios brecha", "Gap municipalities"),
    "criterion.unserved": ("Viviendas rurales de retorno sin cobertura", "Unserved rural return dwellings"),
    "criterion.unserved_share": ("Parte sin cobertura", "Unserved share"),
    "criterion.return_rate": ("Tasa de retorno", "Return rate"),
    "criterion.rural_share": ("Población rural", "Rural people"),
    "criterion.marginalised_need": ("Sin cobertura, según marginación", "Unserved, by marginalisation"),
    "criterion.distance": ("Distancia a la sede más cercana", "Distance to the nearest site"),
    "pilots.chart": (
        "Lugar de cada estado: el punto es el de estos pesos; la barra, donde queda en 90 % de las ponderaciones",
        "Place of each state: the dot is that of these weights; the bar, where it is in 90% of the weightings",
    ),
    "pilots.rank": ("Lugar", "Place"),
    "pilots.state": ("Estado", "State"),
    "pilots.score": ("Puntaje", "Score"),
    "pilots.first_share": ("Primero en", "First in"),
    "pilots.interval": ("Lugares en 90 %", "Places in 90%"),
    "pilots.confidence": ("Confianza", "Confidence"),
    "pilots.table": ("Los estados y sus criterios", "The states and their criteria"),
    "pilots.note": (
        "Puntaje: media ponderada de los criterios, cada uno llevado de 0 (el estado con menos) a 1 (el que más). "
        "«Primero en»: parte de todas las ponderaciones que ponen al estado en primer lugar. Confianza: con qué "
        "frecuencia seguiría primero, con sus pesos más favorables, si cada dato tuviera un error de hasta 10 %. "
        "Método SMAA-2 (Lahdelma y Salminen, 2001).",
        "Score: weighted mean of the criteria, each taken from 0 (the state with least) to 1 (the one with most). "
        "“First in”: share of all weightings that put the state first. Confidence: how often it would still be first, "
        "at the weights that suit it best, if every figure were up to 10% off. Method SMAA-2 (Lahdelma and Salminen, "
        "2001).",
    ),
    "pilots.left_out": (
        "Sin dato en ningún estado y por eso no cuenta: {names}.",
        "Unknown in every state, and so not counted: {names}.",
    ),
    "pilots.lower": (
        "{count} municipios sin algún dato no están en las sumas.",
        "{count} municipalities that lack a figure are not in the sums.",
    ),
    "pilots.choose": ("Estado piloto", "Pilot state"),
    "clusters.title": ("Dónde empezar en {state}", "Where to begin in {state}"),
    "clusters.note": (
        "Grupos de municipios brecha que colindan. La oficina se propone en la cabecera a la que las demás quedan más "
        "cerca, según sus viviendas sin cobertura.",
        "Groups of gap municipalities that adjoin. The office is proposed in the seat to which the others are nearest, "
        "weighted by their unserved dwellings.",
    ),
    "clusters.none": ("En {state} no hay municipios brecha.", "There are no gap municipalities in {state}."),
    "clusters.office": ("Oficina en", "Office in"),
    "clusters.gaps": ("Municipios brecha", "Gap municipalities"),
    "clusters.unserved": ("Viviendas sin cobertura", "Unserved dwellings"),
    "clusters.in_reach": ("De ellas, a su alcance", "Of them, within its reach"),
    "clusters.farthest": ("Cabecera más lejana (km)", "Farthest seat (km)"),
    "clusters.others": (
        "y {count} grupos más, en la descarga",
        "and {count} more groups, in the download",
    ),
    "sizes.title": ("Por tamaño de municipio", "By size of municipality"),
    "sizes.group": ("Habitantes del municipio", "People of the municipality"),
    "sizes.below": ("menos de {high}", "fewer than {high}"),
    "sizes.between": ("{low} a {high}", "{low} to {high}"),
    "sizes.from": ("{low} o más", "{low} or more"),
    "sizes.municipalities": ("Municipios", "Municipalities"),
    "sizes.in_gaps": ("Viviendas rurales de retorno en brechas", "Rural return dwellings in gaps"),
    "pilots.to_sites": ("Ubicar oficinas en {state}", "Place offices in {state}"),
    "take.rows": ("Descargar los datos (CSV)", "Download the data (CSV)"),
    "take.clusters": ("Descargar los grupos (CSV)", "Download the groups (CSV)"),
    "file.pilots": ("piloto", "pilot"),
    "file.clusters": ("grupos", "groups"),
    "file.services": ("servicios", "services"),
    "file.heat": ("servicios-municipios", "services-municipalities"),
    "file.change": ("cambio", "change"),
    # Missing services
    "services.some": (
        "{count} de los 14 servicios de una reintegración completa no están al alcance de ninguna vivienda rural de "
        "retorno {place}.",
        "{count} of the 14 services of full reintegration are within the reach of no rural return dwelling {place}.",
    ),
    "services.one": (
        "Uno de los 14 servicios de una reintegración completa no está al alcance de ninguna vivienda rural de "
        "retorno {place}.",
        "One of the 14 services of full reintegration is within the reach of no rural return dwelling {place}.",
    ),
    "services.none": (
        "Cada uno de los 14 servicios está al alcance de alguna vivienda rural de retorno {place}.",
        "Each of the 14 services is within the reach of some rural return dwelling {place}.",
    ),
    "services.voluntary": (
        "Para quien regresa por decisión propia hay menos al alcance en {count}: {names}.",
        "For who returns by choice less is within reach in {count}: {names}.",
    ),
    "services.voluntary.none": (
        "Quien regresa por decisión propia alcanza lo mismo que quien fue deportado.",
        "Who returns by choice reaches as much as who was deported.",
    ),
    "services.for": ("Para quién", "For whom"),
    "services.any": ("Cualquiera", "Anyone"),
    "services.deported": ("Quien fue deportado", "Who was deported"),
    "services.voluntary.who": ("Quien regresa por decisión propia", "Who returns by choice"),
    "services.chart": (
        "Viviendas rurales de retorno que alcanzan cada servicio, por estado",
        "Rural return dwellings that reach each service, by state",
    ),
    "services.service": ("Servicio", "Service"),
    "services.reach": ("Alcanzan", "Reach it"),
    "services.dwellings": ("Viviendas rurales de retorno", "Rural return dwellings"),
    "services.table": ("Al alcance hoy, junto al cuadro 1", "Within reach, beside table 1"),
    "services.table.note": (
        "Cuadro 1 del informe (2014): «sí», el país lo ofrece; en México, azul nacional, amarillo solo local, rojo "
        "ausente. A la derecha, la parte de las viviendas rurales de retorno consultadas que hoy alcanza el servicio.",
        "Table 1 of the brief (2014): “yes”, the country offers it; in Mexico, blue national, yellow local only, red "
        "absent. On the right, the share of the rural return dwellings asked about that reach the service today.",
    ),
    "services.sites": ("Sedes", "Sites"),
    "services.heat": ("Municipio por municipio: {state}", "Municipality by municipality: {state}"),
    "services.heat.note": (
        "Parte de la población rural dentro del alcance de una sede que ofrece el servicio. Primero los municipios con "
        "más viviendas rurales de retorno; todos están en la descarga.",
        "Share of the rural people within the reach of a site that offers the service. Municipalities with most rural "
        "return dwellings first; all of them are in the download.",
    ),
    "services.state": ("Estado", "State"),
    "services.assumed": (
        "Se supone que el retorno se reparte en el municipio como su población rural.",
        "Returns are assumed to be spread in the municipality as its rural people are.",
    ),
    # What changed
    "change.sentence": (
        "La parte {place} en las viviendas de retorno del país pasó de {before} en {first} a {after} en {last}.",
        "The share {place} in the country's return dwellings went from {before} in {first} to {after} in {last}.",
    ),
    "change.more": (
        "En todo el país las viviendas de retorno pasaron de cerca de {before} a cerca de {after}; la tasa, de "
        "{before_rate} a {after_rate}.",
        "In the whole country return dwellings went from about {before} to about {after}; the rate, from "
        "{before_rate} to {after_rate}.",
    ),
    "change.expected": (
        "El informe esperaba que el retorno se desplazara al sur y sureste; las cifras de CONAPO no lo muestran.",
        "The brief expected returns to shift to the south and southeast; CONAPO's figures do not show it.",
    ),
    "change.shifted": (
        "El informe esperaba que el retorno se desplazara al sur y sureste; así lo muestran las cifras de CONAPO.",
        "The brief expected returns to shift to the south and southeast; CONAPO's figures show it.",
    ),
    "change.chart": ("De {first} a {last}, por estado", "From {first} to {last}, by state"),
    "change.measure": ("Qué comparar", "What to compare"),
    "change.rate": ("Tasa de retorno", "Return rate"),
    "change.share": ("Parte en el país", "Share of the country"),
    "change.dwellings": ("Viviendas de retorno", "Return dwellings"),
    "change.asked": ("Estados consultados", "States asked about"),
    "change.others": ("Los demás", "The others"),
    "change.regions": ("Por región de CONAPO", "By CONAPO's regions"),
    "change.region": ("Región", "Region"),
    "change.rural": ("Municipios rurales y no rurales", "Rural and other municipalities"),
    "change.rural.row": ("{kind}, localidades de menos de {line}", "{kind}, localities of fewer than {line}"),
    "class.rural": ("Rurales", "Rural"),
    "class.not_rural": ("No rurales", "Not rural"),
    "class.unknown": ("Sin dato", "Unknown"),
    "change.states": ("Por estado", "By state"),
    "change.in_year": ("{what}, {year}", "{what}, {year}"),
    "change.points": ("Cambio (puntos)", "Change (points)"),
    "change.parents": (
        "Los municipios creados después de {first} se comparan junto con aquel del que se separaron. No se comparan los "
        "índices ni los grados de CONAPO de ambos años, que no son comparables.",
        "Municipalities created after {first} are compared together with the one they were part of. CONAPO's indexes "
        "and degrees of the two years are not compared, since they are not comparable.",
    ),
    "change.municipalities": ("Municipio por municipio", "Municipality by municipality"),
    "change.units": (
        "Esta página compara {first} y {last}: las cifras de un año son de viviendas y las del otro de personas, y no se "
        "comparan.",
        "This page compares {first} and {last}: the figures of one year are of dwellings and of the other of people, and "
        "are not compared.",
    ),
    # The survey of 2025, by state
    "residence.title": (
        "Lo que se sabe de 2025: personas, no viviendas",
        "What is known of 2025: people, not dwellings",
    ),
    "residence.lived": (
        "Personas de 5 años y más que vivían en Estados Unidos en octubre de 2020",
        "People of 5 and older who lived in the United States in October 2020",
    ),
    "residence.money": (
        "Hogares que reciben dinero de otro país",
        "Households that receive money from abroad",
    ),
    "residence.interval": ("Intervalo de 90 %", "90% interval"),
    "residence.cv": ("Coeficiente de variación", "Coefficient of variation"),
    "residence.percent": ("{value} %", "{value}%"),
    "residence.low": ("precisión baja (INEGI)", "low precision (INEGI)"),
    "residence.value": ("{value} (intervalo de 90 %: {interval})", "{value} (90% interval: {interval})"),
    "residence.short": (
        "2025: personas de 5 años y más que vivían en Estados Unidos en octubre de 2020 (INEGI, Encuesta Intercensal)",
        "2025: people of 5 and older who lived in the United States in October 2020 (INEGI, Encuesta Intercensal)",
    ),
    "residence.note": (
        "Encuesta: INEGI, Encuesta Intercensal 2025. Porcentaje de las personas de 5 años y más, y de los hogares, con su "
        "intervalo de 90 %. No son viviendas: no se suman ni se comparan con las cifras de los censos. Un coeficiente de "
        "variación de más de 30 % es precisión baja.",
        "Survey: INEGI, Encuesta Intercensal 2025. Per cent of people of 5 and older, and of households, each with its 90% "
        "interval. They are not dwellings: they are not added to or compared with the figures of the censuses. A "
        "coefficient of variation over 30% is low precision.",
    ),
    # New sites
    "page.sites": ("Sedes nuevas", "New sites"),
    "sites.one": (
        "Una oficina nueva en {names} alcanza cerca de {reached} de {all} viviendas rurales de retorno {place} hoy sin "
        "cobertura ({share}).",
        "One new office in {names} reaches about {reached} of {all} rural return dwellings {place} that no site reaches "
        "today ({share}).",
    ),
    "sites.some": (
        "{count} oficinas nuevas, en {names}, alcanzan cerca de {reached} de {all} viviendas rurales de retorno {place} "
        "hoy sin cobertura ({share}).",
        "{count} new offices, in {names}, reach about {reached} of {all} rural return dwellings {place} that no site "
        "reaches today ({share}).",
    ),
    "sites.optimal": (
        "Está demostrado que ninguna otra elección de cabeceras alcanza más.",
        "It is proven that no other choice of municipal seats reaches more.",
    ),
    "sites.time_limit": (
        "El tiempo se agotó: es la mejor elección encontrada, y ninguna puede alcanzar más de {bound}.",
        "The time ran out: this is the best choice found, and none can reach more than {bound}.",
    ),
    "sites.nothing_to_reach": (
        "No queda ninguna vivienda rural de retorno {place} sin cobertura.",
        "No rural return dwelling {place} is left without a site in reach.",
    ),
    "sites.sure": (
        "{state} es el estado {place} con más viviendas rurales de retorno sin cobertura en {share} de {count} lecturas "
        "razonables.",
        "{state} is the state {place} with the most rural return dwellings out of reach in {share} of {count} "
        "reasonable readings.",
    ),
    "sites.count": ("Cuántas oficinas", "How many offices"),
    "sites.demand": ("A quién alcanzar", "Whom to reach"),
    "demand.unserved": ("Todos los municipios consultados", "All municipalities asked about"),
    "demand.gaps": ("Solo los municipios brecha", "Gap municipalities only"),
    "sites.proposed": (
        "Propuestas y las viviendas más que alcanza cada una",
        "Proposals, and the further dwellings that each reaches",
    ),
    "sites.option": (
        "{place}. **{municipality}**, {state}: ≈ {reached}",
        "{place}. **{municipality}**, {state}: ≈ {reached}",
    ),
    "sites.take_all": ("Considerar todas", "Consider all"),
    "sites.clear": ("Quitar todas", "Remove all"),
    "sites.what_if": ("Sedes hipotéticas consideradas", "Hypothetical sites considered"),
    "sites.what_if.help": (
        "Cuentan como cualquier sede, con todos los servicios y para cualquiera, en todas las páginas y descargas, y así "
        "se señalan. Se quitan aquí.",
        "They count as any site does, with all services and for anyone, on every page and in every download, and are "
        "marked so. Remove them here.",
    ),
    "sites.what_if.empty": ("Ninguna", "None"),
    "sites.pin": (
        "Haga clic en el mapa para poner ahí una sede hipotética, o marque una propuesta.",
        "Click on the map to put a hypothetical site there, or tick a proposal.",
    ),
    "sites.pin.lonlat": ("Longitud, latitud", "Longitude, latitude"),
    "sites.pin.add": ("Añadir", "Add"),
    "sites.pin.bad": ("No se añadió: {fault}", "Not added: {fault}"),
    "sites.full": ("A lo más {count} sedes hipotéticas.", "At most {count} hypothetical sites."),
    "sites.before": ("Sin sedes hipotéticas", "Without hypothetical sites"),
    "sites.after": ("Con las consideradas", "With those considered"),
    "sites.gaps": ("Municipios brecha", "Gap municipalities"),
    "sites.unserved": ("Viviendas rurales de retorno sin cobertura", "Unserved rural return dwellings"),
    "sites.covered": ("Población rural cubierta", "Rural people covered"),
    "sites.curve": (
        "Lo que alcanza cada oficina más (elegidas una a una; el punto, la mejor elección)",
        "What each further office reaches (chosen one by one; the dot is the best choice)",
    ),
    "sites.number": ("Oficinas", "Offices"),
    "sites.reached": ("Viviendas sin cobertura que alcanzan", "Unserved dwellings they reach"),
    "sites.assumed": (
        "El retorno se reparte en el municipio como su población rural. Las oficinas se buscan en las cabeceras. Modelo "
        "de máxima cobertura (Church y ReVelle, 1974).",
        "Returns are spread in the municipality as its rural people are. Offices are sought in municipal seats. Maximal "
        "covering model (Church and ReVelle, 1974).",
    ),
    "sites.searching": ("Buscando las mejores cabeceras", "Looking for the best seats"),
    "file.sites": ("sedes-hipoteticas", "hypothetical-sites"),
    "file.curve": ("curva", "curve"),
    "take.sites": ("Descargar las propuestas (CSV)", "Download the proposals (CSV)"),
    "take.curve": ("Descargar la curva (CSV)", "Download the curve (CSV)"),
}
