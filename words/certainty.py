"""How sure an answer is."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "column.stability": ("Firmeza", "Stability"),
    "column.few_cases": ("Casos", "Cases"),
    "certainty.few": ("pocos", "few"),
    "certainty.list": (
        "Firmeza: en qué parte de {count} lecturas razonables de la pregunta el municipio es una brecha. «Pocos»: la "
        "estimación se apoya en menos de {few} viviendas de retorno.",
        "Stability: in what share of {count} reasonable readings of the question the municipality is a gap. “Few”: the "
        "estimate rests on fewer than {few} return dwellings.",
    ),
    "certainty.stability": (
        "Qué tan firme es: una brecha en {share} de {count} lecturas razonables de la pregunta.",
        "How sure: a gap in {share} of {count} reasonable readings of the question.",
    ),
    "certainty.decides.rural_share": (
        "Cuando no lo es, lo que más decide es la población rural.",
        "Where it is none, the rural share decides most often.",
    ),
    "certainty.decides.return_rate": (
        "Cuando no lo es, lo que más decide es la tasa de retorno.",
        "Where it is none, the return rate decides most often.",
    ),
    "certainty.decides.return_dwellings": (
        "Cuando no lo es, lo que más decide es el número de viviendas rurales de retorno.",
        "Where it is none, the number of rural return dwellings decides most often.",
    ),
    "certainty.decides.covered_share": (
        "Cuando no lo es, lo que más decide es a cuánta población rural llega un programa.",
        "Where it is none, how many rural people a program reaches decides most often.",
    ),
    "certainty.ends.rural_share": (
        "Dejaría de ser brecha si se pidiera más de {value} de población rural (se pide {asked}).",
        "It would stop being a gap if more than {value} rural people were asked for (asked: {asked}).",
    ),
    "certainty.ends.return_rate": (
        "Dejaría de ser brecha si se pidiera una tasa de más de {value} (se pide {asked}).",
        "It would stop being a gap if a rate of more than {value} were asked for (asked: {asked}).",
    ),
    "certainty.ends.return_dwellings": (
        "Dejaría de ser brecha si se pidieran más de {value} viviendas rurales de retorno (se piden {asked}).",
        "It would stop being a gap if more than {value} rural return dwellings were asked for (asked: {asked}).",
    ),
    "certainty.ends.covered_share": (
        "Dejaría de ser brecha si se admitiera menos de {value} de población rural cubierta (se admite {asked}).",
        "It would stop being a gap if less than {value} covered rural people were allowed (allowed: {asked}).",
    ),
    "certainty.ends.reach_km": (
        "Dejaría de ser brecha con un alcance de {value} km o más (se pregunta por {asked} km).",
        "It would stop being a gap at a reach of {value} km or more (asked: {asked} km).",
    ),
    "certainty.starts.rural_share": (
        "Sería brecha si bastara {value} de población rural (se pide {asked}).",
        "It would be a gap if {value} rural people were enough (asked: {asked}).",
    ),
    "certainty.starts.return_rate": (
        "Sería brecha si bastara una tasa de {value} (se pide {asked}).",
        "It would be a gap if a rate of {value} were enough (asked: {asked}).",
    ),
    "certainty.starts.return_dwellings": (
        "Sería brecha si bastaran {value} viviendas rurales de retorno (se piden {asked}).",
        "It would be a gap if {value} rural return dwellings were enough (asked: {asked}).",
    ),
    "certainty.starts.covered_share": (
        "Sería brecha si se admitiera {value} de población rural cubierta (se admite {asked}).",
        "It would be a gap if {value} covered rural people were allowed (allowed: {asked}).",
    ),
    "certainty.starts.reach_km": (
        "Sería brecha con un alcance de menos de {value} km (se pregunta por {asked} km).",
        "It would be a gap at a reach of less than {value} km (asked: {asked} km).",
    ),
    "certainty.no_flip": (
        "Ningún umbral, cambiado solo, cambia el resultado.",
        "No threshold, changed alone, changes the result.",
    ),
    "certainty.few_cases": (
        "La estimación se apoya en menos de {few} viviendas de retorno: el solo azar la mueve {chance} o más.",
        "The estimate rests on fewer than {few} return dwellings: chance alone moves it by {chance} or more.",
    ),
    "certainty.title": ("¿Qué tan firme es?", "How sure is it?"),
    "certainty.states": (
        "La pregunta se repitió con {count} combinaciones razonables de sus umbrales. La barra va de 5 a 95 % de ellas; "
        "la raya es la mediana; el punto, lo que aquí se pregunta.",
        "The question was asked again with {count} reasonable combinations of its thresholds. The bar goes from 5 to 95% "
        "of them; the line is the median; the dot, what is asked here.",
    ),
    "certainty.settings": (
        "La pregunta se repitió con {count} combinaciones razonables: entre {low} y {high} brechas en 90 % de ellas "
        "(aquí, {asked}). Cada renglón fija un valor y deja variar los demás; la raya es la mediana.",
        "The question was asked again with {count} reasonable combinations: between {low} and {high} gaps in 90% of them "
        "(here, {asked}). Each row fixes one value and lets the others vary; the line is the median.",
    ),
    "certainty.gaps": ("Municipios brecha", "Gap municipalities"),
    "certainty.asked": ("Lo que se pregunta", "As asked"),
    "certainty.low": ("5 % de las lecturas", "5% of the readings"),
    "certainty.median": ("Mediana", "Median"),
    "certainty.high": ("95 % de las lecturas", "95% of the readings"),
    "certainty.range": ("5 a 95 % de las lecturas", "5 to 95% of the readings"),
    "certainty.first": ("Es el que más tiene en", "Has the most in"),
    "certainty.take": ("Descargar la firmeza (CSV)", "Download how sure (CSV)"),
    "file.certainty": ("firmeza", "certainty"),
    "certainty.setting.rural_below": ("Rural: menos de", "Rural: fewer than"),
    "certainty.setting.rural_split": ("Parte rural del retorno", "Rural part of return"),
    "certainty.setting.helpers": ("Quién ayuda", "Who helps"),
    "certainty.helpers.current": ("hoy", "today"),
    "certainty.helpers.current,with-general-services": ("hoy, con servicios generales", "today, with general services"),
    "certainty.helpers.with-general-services": ("hoy, con servicios generales", "today, with general services"),
    "certainty.helpers.imrc-2014": ("el informe, 2014", "the brief, 2014"),
    "certainty.helpers.reception": ("también la sola recepción", "reception alone too"),
    "certainty.helpers.office": ("solo con oficina conocida", "only where the office is known"),
    "certainty.helpers.confirmed": ("solo confirmadas", "only confirmed"),
    "certainty.setting.reach_km": ("Alcance", "Reach"),
    "certainty.setting.max_covered_share": ("Cubiertos, a lo más", "Covered, at most"),
    "certainty.setting.min_rural_share": ("Población rural, al menos", "Rural people, at least"),
    "certainty.setting.min_return_rate": ("Tasa de retorno, al menos", "Return rate, at least"),
    "certainty.setting.min_return_dwellings": (
        "Viviendas rurales de retorno, al menos",
        "Rural return dwellings, at least",
    ),
}
