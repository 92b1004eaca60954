"""All words a person reads, in Spanish and English, and how numbers are written."""

from __future__ import annotations

import math
from dataclasses import dataclass

LANGUAGES = ("es", "en")

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
        "Es el {share} de las viviendas rurales de retorno {place}; {people} personas viven en las localidades "
        "rurales de esos municipios.",
        "That is {share} of the rural return dwellings {place}; {people} people live in the rural localities of "
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
    "reading.label": ("Lectura", "Reading"),
    "reading.today": ("Hoy", "Today"),
    "reading.brief": ("El informe, 2014", "The brief, 2014"),
    "reading.reset": ("Restablecer", "Reset"),
    # Controls
    "ask.title": ("La pregunta", "The question"),
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
    "field.people": ("{count} habitantes", "{count} people"),
    "field.min_rural_share": ("Población rural, al menos", "Rural people, at least"),
    "field.programs": ("Programas", "Programs"),
    "field.programs.choose": ("Elegir programas", "Choose programs"),
    "field.programs.none": ("Ninguno", "None"),
    "field.programs.pick": ("Programas elegidos", "Chosen programs"),
    "field.programs.empty": ("Ninguno: nadie está cubierto", "None: nobody is covered"),
    "field.as_of": ("Abiertos en", "Open in"),
    "field.as_of.view": ("según la lectura ({year})", "as the reading says ({year})"),
    "field.eligibility": ("Atienden a", "They take"),
    "eligibility.any": ("Cualquiera", "Anyone"),
    "eligibility.deported": ("Deportados", "The deported"),
    "eligibility.voluntary": ("Voluntarios", "The voluntary"),
    "field.components": ("Ofrecen al menos uno de", "They offer at least one of"),
    "field.components.empty": ("Cualquiera de los 14 componentes", "Any of the 14 components"),
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
    "map.failed": (
        "El mapa no se pudo cargar. La lista tiene los mismos datos.",
        "The map could not be loaded. The list has the same figures.",
    ),
    "map.legend": ("Leyenda", "Legend"),
    "map.unknown": ("Sin dato", "No data"),
    "map.sites": ("Sede que cuenta", "Site that counts"),
    "map.sites.not": ("Sede que no cubre a nadie", "Site that covers nobody"),
    "map.catchment": ("Alcance", "Reach"),
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
    "why.modelled": (
        "La ubicación del {share} de su población rural es un modelo.",
        "The place of {share} of its rural people is modelled.",
    ),
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
    # Notices
    "notice.link": (
        "El enlace no se entendió del todo; se pasó por alto: {names}.",
        "Parts of the link were not understood and were ignored: {names}.",
    ),
    "notice.data": ("Los datos no se pueden usar", "The data cannot be used"),
    "notice.loading": ("Cargando los datos", "Loading the data"),
}


_ALL = 100


@dataclass(frozen=True)
class Text:
    """The words of one language: ``text("page.gaps")``; and its numbers.

    Spanish as Mexico writes it and English use the same separators: 1,234.5.
    """

    language: str

    def __call__(self, key: str, **parts: str) -> str:
        """The words of a key, with its parts filled in.

        Raises
        ------
        KeyError
            Where there is no such key, or a part is missing.
        """
        words = WORDS[key][LANGUAGES.index(self.language)]
        return words.format(**parts) if parts else words

    def number(self, value: float, decimals: int = 0) -> str:
        """A number with separators; unknown is said in words."""
        if math.isnan(value):
            return self("tip.unknown")
        return f"{value:,.{decimals}f}"

    def estimate(self, value: float) -> str:
        """An estimate: three significant digits."""
        if math.isnan(value):
            return self("tip.unknown")
        digits = max(0, len(str(int(abs(value)))) - 3)
        return f"{round(value, -digits):,.0f}"

    def percent(self, share: float, decimals: int = 0) -> str:
        """A share (0-1) as a percentage; what is not quite nothing or everything is not written so."""
        if math.isnan(share):
            return self("tip.unknown")
        space = " " if self.language == "es" else ""
        text = f"{share * 100:,.{decimals}f}"
        if share > 0 and float(text) == 0:
            return f"<{10**-decimals:g}{space}%"
        if share < 1 and float(text) == _ALL:
            return f">{_ALL - 10**-decimals:g}{space}%"
        return f"{text}{space}%"
