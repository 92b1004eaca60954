"""Words that differ where the figures of a year count people, not dwellings: `words.text.Text` takes these first."""

from __future__ import annotations

_RETURNED = ("Personas de retorno", "Returned people")
_RURAL = ("Personas de retorno en localidades rurales", "Returned people in rural localities")
_UNSERVED = (
    "Personas de retorno en localidades rurales sin cobertura",
    "Returned people in rural localities, not covered",
)

#: Key of the words for dwellings to (Spanish, English).
WORDS: dict[str, tuple[str, str]] = {
    # The sentence
    "sentence.some": (
        "{count} municipios rurales {place} reciben a muchos migrantes de retorno y quedan fuera del alcance de "
        "todos los programas consultados. En sus localidades rurales hay cerca de {dwellings} personas de 5 años y más "
        "que cinco años antes vivían en Estados Unidos.",
        "{count} rural municipalities {place} receive many return migrants and lie outside the reach of every "
        "program asked about. Their rural localities hold about {dwellings} people of 5 and older who lived in the "
        "United States five years before.",
    ),
    "sentence.one": (
        "Un municipio rural {place} recibe a muchos migrantes de retorno y queda fuera del alcance de todos los "
        "programas consultados. En sus localidades rurales hay cerca de {dwellings} personas de 5 años y más que cinco "
        "años antes vivían en Estados Unidos.",
        "One rural municipality {place} receives many return migrants and lies outside the reach of every program "
        "asked about. Its rural localities hold about {dwellings} people of 5 and older who lived in the United States "
        "five years before.",
    ),
    "sentence.share": (
        "Es el {share} de las personas de retorno en localidades rurales {place}; cerca de {people} personas viven en las "
        "localidades rurales de esos municipios.",
        "That is {share} of the returned people in rural localities {place}; about {people} people live in the rural "
        "localities of those municipalities.",
    ),
    # Controls
    "field.year": ("Año de las cifras", "Year of the figures"),
    "field.min_return_rate.help": (
        "Porcentaje de las personas de 5 años y más que cinco años antes vivían en Estados Unidos, según una encuesta. "
        "Si no se elige otra, la tasa nacional.",
        "Share of the people of 5 and older who lived in the United States five years before, by a survey. Unless "
        "another is chosen, the national rate.",
    ),
    "field.min_return_dwellings": (f"{_RURAL[0]}, al menos", f"{_RURAL[1]}, at least"),
    "field.rural_split.help": (
        "Cómo se reparten las personas de retorno de un municipio: con una sola tasa en todo él, como su población, o como "
        "las personas que en marzo de 2015 vivían en otro país (o no lo dijeron), donde el censo da 25 o más y la mayoría "
        "no está oculta.",
        "How a municipality's returned people are divided: with one rate in all of it, as its people are, or as the people "
        "who lived in another country in March 2015 (or did not say), where the census has 25 or more and most are not "
        "masked.",
    ),
    # Map, tooltip, list
    "second_source.list": (
        "Segunda fuente: el censo contó en cada localidad a quienes en marzo de 2015 vivían en otro país (o no lo dijeron), "
        "de 5 años y más; «coincide» si esa proporción está del mismo lado de la del país que la tasa de retorno de la que "
        "se pide. No son solo Estados Unidos ni el mismo quinquenio: apoya o matiza, no corrige.",
        "Second source: the census counted in every locality who lived in another country in March 2015 (or did not say), "
        "of 5 and older; it “agrees” where that share is on the same side of the country's as the return rate is of the "
        "rate asked. It is not the United States alone, nor the same five years: it supports or qualifies, it does not "
        "correct.",
    ),
    "map.source": (
        "Límites: INEGI, Marco Geoestadístico. Retorno: personas de 5 años y más, por encuesta. Población: INEGI, Censo "
        "2020.",
        "Boundaries: INEGI, Marco Geoestadístico. Returns: people of 5 and older, by survey. People: INEGI, census of "
        "2020.",
    ),
    "measure.return_rate": (
        "Tasa de retorno (% de personas de 5 años y más)",
        "Return rate (% of people of 5 and older)",
    ),
    "measure.rural_return_dwellings": _RURAL,
    "tip.rural_return_dwellings": _RURAL,
    "list.title": ("Las brechas, de más a menos personas", "The gaps, most people first"),
    "list.alt": (
        "Lista de municipios con personas de retorno en localidades rurales, tasa, población rural, cubierta y distancia",
        "List of municipalities with returned people in rural localities, rate, rural people, covered people and "
        "distance",
    ),
    "column.rural_return_dwellings": ("Personas ≈", "People ≈"),
    "why.return_dwellings": _RURAL,
    # One municipality, one state
    "years.return_dwellings": _RETURNED,
    "municipality.years.note": (
        "Personas de 5 años y más, por encuesta: no se comparan con las tasas de los censos, que son de viviendas. La parte "
        "rural es la de 2020.",
        "People of 5 and older, by survey: not to be compared with the rates of the censuses, which are of dwellings. The "
        "rural part is that of 2020.",
    ),
    "figure.return_dwellings": _RETURNED,
    "figure.unserved": _UNSERVED,
    "state.return_dwellings": _RETURNED,
    "state.ranking": ("Los municipios, de más a menos personas", "The municipalities, most people first"),
    # Method
    "method.rule.figures": (
        "Por municipio: parte rural de la población, tasa de retorno de {year} (de personas), personas de retorno en "
        "localidades rurales y parte cubierta de la población rural.",
        "Per municipality: rural share of the people, return rate of {year} (of people), returned people in rural "
        "localities, and covered share of the rural people.",
    ),
    "method.rule.gap": (
        "Es brecha si está en la región consultada, al menos el {rural} de su gente es rural, su tasa de retorno es de "
        "al menos {rate} %, tiene al menos {dwellings} personas de retorno en localidades rurales y a lo más el {covered} "
        "de su población rural está cubierta.",
        "It is a gap if it is in the region asked about, at least {rural} of its people are rural, its return rate is "
        "at least {rate} %, it has at least {dwellings} returned people in rural localities, and at most {covered} of its "
        "rural people are covered.",
    ),
    "method.status.few_returns": (
        "Su tasa de retorno o sus personas de retorno en localidades rurales son menos de lo que se pide.",
        "Its return rate or its returned people in rural localities are less than asked.",
    ),
    "method.limit.one_rate": (
        "La encuesta da una tasa por municipio. Las personas de retorno en localidades rurales suponen que es la misma en "
        "todo él o, si así se pide, se reparten como quienes en 2015 vivían en otro país; cada fila dice cuál.",
        "The survey has one rate a municipality. Returned people in rural localities assume it is the same in all of it or, "
        "if asked so, are divided as those who lived in another country in 2015; every row says which.",
    ),
    "method.limit.who_returns": (
        "Quién cuenta: en la tasa, personas de 5 años y más que cinco años antes vivían en Estados Unidos, por encuesta; en "
        "la segunda fuente, personas de 5 años y más que en marzo de 2015 vivían en cualquier otro país, o no lo dijeron. "
        "Quien regresó antes, o volvió a irse, no está en ninguna.",
        "Who counts: in the rate, people of 5 and older who lived in the United States five years before, by survey; in the "
        "second source, people of 5 and older who lived in any other country in March 2015, or did not say. Who came back "
        "earlier, or left again, is in neither.",
    ),
    "method.limit.errors": (
        "La tasa es una estimación por encuesta: su intervalo de {level} % dice qué tan incierta es.",
        "The rate is estimated by a survey: its {level}% interval says how uncertain it is.",
    ),
    "word.return_rate.means": (
        "Personas de 5 años y más que cinco años antes vivían en Estados Unidos, en porcentaje de las personas de esa "
        "edad; por encuesta.",
        "People of 5 and older who lived in the United States five years before, in per cent of the people of that age; "
        "by survey.",
    ),
    "word.return_dwellings": _RETURNED,
    "word.return_dwellings.means": (
        "Tasa de retorno por personas de 5 años y más.",
        "Return rate times people of 5 and older.",
    ),
    "word.rural_return_dwellings": _RURAL,
    "word.rural_return_dwellings.means": (
        "Personas de retorno por la parte de ellas en localidades rurales: una estimación.",
        "Returned people times the part of them in rural localities: an estimate.",
    ),
    # The settlements of a municipality
    "settlements.column.return_dwellings": ("Personas de retorno ≈", "Returned people ≈"),
    "settlement.return_dwellings": ("Personas de retorno: {count}", "Returned people: {count}"),
    "settlements.note.more": (
        "Vivían en otro país: personas de 5 años y más que en marzo de 2015 vivían fuera del país o no dijeron dónde; no "
        "solo de Estados Unidos. Las personas de retorno por localidad son una estimación: las del municipio, repartidas "
        "{how}.",
        "Lived abroad: people of 5 and older who in March 2015 lived in another country or did not say where; not the "
        "United States alone. Returned people by locality are an estimate: the municipality's, spread {how}.",
    ),
    "settlements.note.return_dwellings": (
        "Personas de retorno en la localidad. Es una estimación: las del municipio, repartidas como dice rural_split.",
        "Returned people in the locality. An estimate: the municipality's, spread as rural_split says.",
    ),
    "settlements.note.rural_split": (
        "Cómo se reparten las personas de retorno: dwellings, una sola tasa supuesta; residence, como quienes vivían en otro "
        "país en 2015; sample, la parte rural medida en la muestra.",
        "How returned people are spread: dwellings, one rate assumed; residence, as those who lived in another country in "
        "2015; sample, the rural part measured in the sample.",
    ),
    "settlements.fact.return_rate": (
        "Personas de 5 años y más que cinco años antes vivían en Estados Unidos, % de ellas (encuesta).",
        "People of 5 and older who lived in the United States five years before, % of them (survey).",
    ),
    "settlements.fact.return_dwellings": (
        "Personas de retorno: tasa por personas de 5 años y más. Es una estimación.",
        "Returned people: rate times people of 5 and older. An estimate.",
    ),
    "settlements.fact.rural_return_dwellings": (f"{_RURAL[0]}. Es una estimación.", f"{_RURAL[1]}. An estimate."),
    "settlements.fact.rural_return_share": (
        "Parte rural de las personas de retorno que usa la consulta, de 0 a 1.",
        "Rural part of the returned people that the question uses, 0 to 1.",
    ),
    # Lists, figures, briefs
    "about.national_rate": (
        "Tasa nacional de retorno, % de personas de 5 años y más",
        "National return rate, % of people of 5 and older",
    ),
    "note.return_rate": (
        "Personas de 5 años y más que cinco años antes vivían en Estados Unidos, % de ellas (encuesta).",
        "People of 5 and older who lived in the United States five years before, % of them (survey).",
    ),
    "note.return_rate_low": (
        "Extremo inferior del intervalo de {level} % de la tasa de retorno, % de las personas de 5 años y más.",
        "Lower end of the {level}% interval of the return rate, % of people of 5 and older.",
    ),
    "note.return_rate_high": (
        "Extremo superior del intervalo de {level} % de la tasa de retorno, % de las personas de 5 años y más.",
        "Upper end of the {level}% interval of the return rate, % of people of 5 and older.",
    ),
    "note.rural_return_share": (
        "Parte de las personas de retorno en localidades rurales, de 0 a 1; rural_split dice de dónde sale.",
        "Share of the returned people in rural localities, 0 to 1; rural_split says where it comes from.",
    ),
    "note.few_cases": (
        "Si la estimación es de pocas personas de retorno (verdadero o falso).",
        "Whether the estimate is of few returned people (true or false).",
    ),
    "figure.ranking.more": (
        "Las {count} brechas con más personas de retorno en localidades rurales, de {all} {place}",
        "The {count} gaps with the most returned people in rural localities, of {all} {place}",
    ),
    "figure.ranking.axis": (f"{_RURAL[0]} (estimación)", f"{_RURAL[1]} (estimate)"),
    "figure.coverage.unserved": (
        "Personas de retorno en localidades rurales hoy sin cobertura {place} que quedarían al alcance",
        "Returned people in rural localities {place} not covered today who would come within reach",
    ),
    "figure.coverage.gaps": (
        "Personas de retorno en localidades rurales de las brechas {place} que quedarían al alcance",
        "Returned people in rural localities of the gaps {place} who would come within reach",
    ),
    "figure.coverage.share": ("Personas alcanzadas", "People reached"),
    "figure.coverage.point": (
        "{count} sedes: {share}, cerca de {dwellings} personas",
        "{count} sites: {share}, about {dwellings} people",
    ),
    "figure.coverage.point.one": (
        "1 sede: {share}, cerca de {dwellings} personas",
        "1 site: {share}, about {dwellings} people",
    ),
    "figure.change.more": (
        "Personas de 5 años y más que cinco años antes vivían en Estados Unidos, % de las personas de esa edad",
        "People of 5 and older who lived in the United States five years before, % of the people of that age",
    ),
    "brief.first.all": (
        "De {all} brechas, las de más personas de retorno en localidades rurales.",
        "Of {all} gaps, those with the most returned people in rural localities.",
    ),
    "brief.dwellings": _RURAL,
    "brief.services.note": (
        "Parte de las personas de retorno en localidades rurales del estado al alcance de una sede que ofrece el servicio.",
        "Share of the state's returned people in rural localities within reach of a site that offers the service.",
    ),
    "brief.sites.note": (
        "Cabeceras desde las que se alcanzarían más personas de retorno en localidades rurales hoy sin cobertura, en orden.",
        "Seats from which most returned people in rural localities who are not covered today would be reached, in order.",
    ),
    "brief.adds": ("Suma, personas", "Adds, people"),
    "brief.few": (
        "Con asterisco: la estimación es de pocas personas; la tasa es incierta.",
        "With an asterisk: the estimate is of few people; the rate is uncertain.",
    ),
    # The settlements of a municipality
    "rural_part.second_source": (
        "Segunda fuente: quienes tenían 5 años y más y en marzo de 2015 vivían en otro país, o no dijeron dónde. Coincide si "
        "su proporción queda del mismo lado de la del país que la tasa de retorno de la que se pide. Es un conteo completo "
        "del censo, pero no vienen solo de Estados Unidos ni son del mismo quinquenio: apoya o matiza la tasa, no la corrige.",
        "Second source: those of 5 and older who in March 2015 lived in another country, or did not say where. It agrees "
        "where their share lies on the same side of the country's as the return rate does of the rate asked. It is a full "
        "count of the census, but they are not from the United States alone, nor of the same five years: it supports or "
        "qualifies the rate, it does not correct it.",
    ),
    # How sure
    "certainty.list": (
        "Firmeza: en qué parte de {count} lecturas razonables de la pregunta el municipio es una brecha. «Pocos»: la "
        "estimación es de menos de {few} personas de retorno.",
        "Stability: in what share of {count} reasonable readings of the question the municipality is a gap. “Few”: the "
        "estimate is of fewer than {few} returned people.",
    ),
    "certainty.decides.return_dwellings": (
        "Cuando no lo es, lo que más decide es el número de personas de retorno en localidades rurales.",
        "Where it is none, the number of returned people in rural localities decides most often.",
    ),
    "certainty.ends.return_dwellings": (
        "Dejaría de ser brecha si se pidieran más de {value} personas de retorno en localidades rurales (se piden "
        "{asked}).",
        "It would stop being a gap if more than {value} returned people in rural localities were asked for (asked: "
        "{asked}).",
    ),
    "certainty.starts.return_dwellings": (
        "Sería brecha si bastaran {value} personas de retorno en localidades rurales (se piden {asked}).",
        "It would be a gap if {value} returned people in rural localities were enough (asked: {asked}).",
    ),
    "certainty.few_cases": (
        "La estimación es de menos de {few} personas de retorno: aun si se hubiera preguntado a todas, el azar la movería "
        "{chance} o más; una encuesta, más.",
        "The estimate is of fewer than {few} returned people: had everyone been asked, chance would still move it by "
        "{chance} or more; in a survey, by more.",
    ),
    "certainty.setting.min_return_dwellings": (f"{_RURAL[0]}, al menos", f"{_RURAL[1]}, at least"),
    # Pilot states
    "criterion.unserved": _UNSERVED,
    "clusters.note": (
        "Grupos de municipios brecha que colindan. La oficina se propone en la cabecera a la que las demás quedan más "
        "cerca, según sus personas de retorno sin cobertura.",
        "Groups of gap municipalities that adjoin. The office is proposed in the seat to which the others are nearest, "
        "weighted by their returned people not covered.",
    ),
    "clusters.unserved": ("Personas sin cobertura", "People not covered"),
    "sizes.in_gaps": (
        "Personas de retorno en localidades rurales de brechas",
        "Returned people in rural localities of gaps",
    ),
    # Services
    "services.some": (
        "{count} de los 14 servicios de una reintegración completa no están al alcance de ninguna persona de retorno en "
        "localidades rurales {place}.",
        "{count} of the 14 services of full reintegration are within the reach of no returned person in rural localities "
        "{place}.",
    ),
    "services.one": (
        "Uno de los 14 servicios de una reintegración completa no está al alcance de ninguna persona de retorno en "
        "localidades rurales {place}.",
        "One of the 14 services of full reintegration is within the reach of no returned person in rural localities "
        "{place}.",
    ),
    "services.none": (
        "Cada uno de los 14 servicios está al alcance de alguna persona de retorno en localidades rurales {place}.",
        "Each of the 14 services is within the reach of some returned person in rural localities {place}.",
    ),
    "services.chart": (
        "Personas de retorno en localidades rurales que alcanzan cada servicio, por estado",
        "Returned people in rural localities who reach each service, by state",
    ),
    "services.dwellings": _RURAL,
    "services.table.note": (
        "Cuadro 1 del informe (2014): «sí», el país lo ofrece; en México, azul nacional, amarillo solo local, rojo "
        "ausente. A la derecha, la parte de las personas de retorno en localidades rurales consultadas que hoy alcanza el "
        "servicio.",
        "Table 1 of the brief (2014): “yes”, the country offers it; in Mexico, blue national, yellow local only, red "
        "absent. On the right, the share of the returned people in rural localities asked about who reach the service "
        "today.",
    ),
    "services.heat.note": (
        "Parte de la población rural dentro del alcance de una sede que ofrece el servicio. Primero los municipios con "
        "más personas de retorno en localidades rurales; todos están en la descarga.",
        "Share of the rural people within the reach of a site that offers the service. Municipalities with most returned "
        "people in rural localities first; all of them are in the download.",
    ),
    # What changed
    "change.sentence": (
        "La parte {place} en las personas de retorno del país pasó de {before} en {first} a {after} en {last}.",
        "The share {place} in the country's returned people went from {before} in {first} to {after} in {last}.",
    ),
    "change.more": (
        "En todo el país las personas de retorno pasaron de cerca de {before} a cerca de {after}; la tasa, de "
        "{before_rate} a {after_rate}.",
        "In the whole country returned people went from about {before} to about {after}; the rate, from "
        "{before_rate} to {after_rate}.",
    ),
    "change.dwellings": _RETURNED,
    # New sites
    "sites.one": (
        "Una oficina nueva en {names} alcanza cerca de {reached} de {all} personas de retorno en localidades rurales "
        "{place} hoy sin cobertura ({share}).",
        "One new office in {names} reaches about {reached} of {all} returned people in rural localities {place} whom no "
        "site reaches today ({share}).",
    ),
    "sites.some": (
        "{count} oficinas nuevas, en {names}, alcanzan cerca de {reached} de {all} personas de retorno en localidades "
        "rurales {place} hoy sin cobertura ({share}).",
        "{count} new offices, in {names}, reach about {reached} of {all} returned people in rural localities {place} whom "
        "no site reaches today ({share}).",
    ),
    "sites.nothing_to_reach": (
        "No queda ninguna persona de retorno en localidades rurales {place} sin cobertura.",
        "No returned person in rural localities {place} is left without a site in reach.",
    ),
    "sites.sure": (
        "{state} es el estado {place} con más personas de retorno en localidades rurales sin cobertura en {share} de "
        "{count} lecturas razonables.",
        "{state} is the state {place} with the most returned people in rural localities out of reach in {share} of "
        "{count} reasonable readings.",
    ),
    "sites.proposed": (
        "Propuestas y las personas más que alcanza cada una",
        "Proposals, and the further people whom each reaches",
    ),
    "sites.unserved": _UNSERVED,
    "sites.reached": ("Personas sin cobertura que alcanzan", "People not covered whom they reach"),
    # Own data
    "own.rate": (
        "Tasa de retorno, al menos (% de personas de 5 años y más)",
        "Return rate, at least (% of people of 5 and older)",
    ),
}
