"""Synthetic census microdata in the layout of INEGI's person file of 2020, with the truth known.

`invent` makes a population of dwellings: municipalities, strata by size of locality, primary sampling units that
differ in their return rate. `draw` takes a sample of it as the census did: units in each stratum, dwellings in each
unit, whole weights. `persons` writes the drawn dwellings out person by person, with every column of INEGI's file;
`truth` says what the estimates should find. The same seed gives the same bytes.

    python -m tools.microdata PERSONS.csv [ROWS]

writes a file (CSV or Parquet by its name) of about so many rows, over all municipalities of the embedded table.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

#: The columns of INEGI's person file of 2020 (diccionario de datos, cuestionario ampliado), in its order.
_NAMES = (
    "ENT MUN LOC50K ID_VIV ID_PERSONA COBERTURA ESTRATO UPM FACTOR CLAVIVP NUMPER SEXO EDAD PARENTESCO IDENT_MADRE "
    "IDENT_PADRE ENT_PAIS_NAC NACIONALIDAD SERSALUD AFRODES REGIS_NAC DHSERSAL1 DHSERSAL2 RELIGION DIS_VER DIS_OIR "
    "DIS_CAMINAR DIS_RECORDAR DIS_BANARSE DIS_HABLAR DIS_MENTAL CAU_VER CAU_OIR CAU_CAMINAR CAU_RECORDAR CAU_BANARSE "
    "CAU_HABLAR CAU_MENTAL HLENGUA QDIALECT_INALI HESPANOL ELENGUA PERTE_INDIGENA ASISTEN MUN_ASI ENT_PAIS_ASI "
    "TIE_TRASLADO_ESCU MED_TRASLADO_ESC1 MED_TRASLADO_ESC2 MED_TRASLADO_ESC3 NIVACAD ESCOLARI NOMCAR_C ALFABET "
    "ESCOACUM ENT_PAIS_RES_5A MUN_RES_5A CAUSA_MIG_V SITUA_CONYUGAL IDENT_PAREJA CONACT OCUPACION_C SITTRA AGUINALDO "
    "VACACIONES SERVICIO_MEDICO UTILIDADES INCAP_SUELDO SAR_AFORE CREDITO_VIVIENDA INGTRMEN HORTRA ACTIVIDADES_C "
    "MUN_TRAB ENT_PAIS_TRAB TIE_TRASLADO_TRAB MED_TRASLADO_TRAB1 MED_TRASLADO_TRAB2 MED_TRASLADO_TRAB3 HIJOS_NAC_VIVOS "
    "HIJOS_FALLECIDOS HIJOS_SOBREVIV FECHA_NAC_M FECHA_NAC_A SOBREVIVENCIA IDENT_HIJO EDAD_MORIR_D EDAD_MORIR_M "
    "EDAD_MORIR_A EDAD_MORIR_TD TAMLOC"
)
COLUMNS = tuple(_NAMES.split())

#: What the columns that no estimate looks at are filled with; others are blank.
_FILLED = {
    "LOC50K": "0000", "CLAVIVP": "01", "IDENT_MADRE": "96", "IDENT_PADRE": "96", "NACIONALIDAD": "1", "SERSALUD": "05",
    "AFRODES": "3", "REGIS_NAC": "1", "DHSERSAL1": "05", "RELIGION": "1101", "DIS_VER": "1", "DIS_OIR": "1",
    "DIS_CAMINAR": "1", "DIS_RECORDAR": "1", "DIS_BANARSE": "1", "DIS_HABLAR": "1", "DIS_MENTAL": "6", "HLENGUA": "3",
    "PERTE_INDIGENA": "3", "ASISTEN": "3", "NIVACAD": "03", "ESCOLARI": "03", "NOMCAR_C": "999", "ALFABET": "1",
    "ESCOACUM": "09", "MUN_RES_5A": "001", "SITUA_CONYUGAL": "1", "IDENT_PAREJA": "02", "CONACT": "10",
    "OCUPACION_C": "611", "SITTRA": "5", "AGUINALDO": "2", "VACACIONES": "4", "SERVICIO_MEDICO": "6", "UTILIDADES": "8",
    "INCAP_SUELDO": "2", "SAR_AFORE": "4", "CREDITO_VIVIENDA": "6", "INGTRMEN": "004286", "HORTRA": "048",
    "ACTIVIDADES_C": "1110", "MUN_TRAB": "001", "ENT_PAIS_TRAB": "020", "TIE_TRASLADO_TRAB": "2",
    "MED_TRASLADO_TRAB1": "01",
}  # fmt: skip

_UNITED_STATES, _CANADA, _UNSAID = 221, 213, 999
_UNSAID_SHARE, _CANADA_SHARE = 0.004, 0.002
_ADULT_AGE = 5


@dataclass(frozen=True)
class Population:
    """Dwellings, a place of each array a dwelling; units are numbered through, each with as many dwellings."""

    cvegeo: np.ndarray
    size: np.ndarray
    stratum: np.ndarray
    unit: np.ndarray
    people: np.ndarray
    people_5: np.ndarray
    returned: np.ndarray
    mexican: np.ndarray
    coverage: np.ndarray
    units_per_stratum: int
    dwellings_per_unit: int


def invent(
    rates: Mapping[str, float],
    *,
    seed: int,
    sizes: Sequence[int] = (1, 1, 2, 3),
    units: int = 80,
    dwellings: int = 20,
    alike: float = 20.0,
    coverage: Mapping[str, int] | None = None,
) -> Population:
    """A population.

    Parameters
    ----------
    rates : mapping
        Share of the dwellings with a returned person, 0-1, of each municipality by key; localities under 2,500 have
        half as many again, those of 15,000 and more half of it.
    seed : int
        The same one gives the same population.
    sizes : sequence of int
        TAMLOC of each of a municipality's strata.
    units, dwellings : int
        Primary sampling units of a stratum, dwellings of a unit.
    alike : float
        How alike the units of a stratum are: parameters of the beta distribution of their rates sum to it.
    coverage : mapping, optional
        COBERTURA of municipalities by key; 2 where not given.
    """
    random = np.random.default_rng(seed)
    strata = len(rates) * len(sizes)
    each = units * dwellings
    cvegeo = np.repeat(np.array(list(rates), dtype=object), len(sizes) * each)
    size = np.tile(np.repeat(np.array(sizes), each), len(rates))
    stratum = np.repeat(np.arange(strata), each)
    unit = np.repeat(np.arange(strata * units), dwellings)
    mean = np.repeat(np.array(list(rates.values())), len(sizes)) * np.tile(
        [{1: 1.5, 2: 1.0}.get(code, 0.5) for code in sizes], len(rates)
    )
    mean = np.clip(mean, 0.0, 0.95)
    some = np.maximum(mean, 1e-9)
    of_unit = np.where(
        np.repeat(mean, units) > 0, random.beta(np.repeat(some, units) * alike, np.repeat(1 - some, units) * alike), 0.0
    )
    people = np.minimum(1 + random.poisson(2.75, len(unit)), 12)
    people_5 = people - random.binomial(people - 1, 0.1)
    returns = random.random(len(unit)) < of_unit[unit]
    returned = np.where(returns, 1 + random.binomial(people_5 - 1, 0.25), 0)
    known = coverage or {}
    return Population(
        cvegeo=cvegeo,
        size=size,
        stratum=stratum,
        unit=unit,
        people=people,
        people_5=people_5,
        returned=returned,
        mexican=random.binomial(returned, 0.75),
        coverage=np.repeat([known.get(key, 2) for key in rates], len(sizes) * each),
        units_per_stratum=units,
        dwellings_per_unit=dwellings,
    )


def again(population: Population, times: int) -> Population:
    """The population so many times over, each copy as a municipality of its own, ``00000`` on.

    One `draw` from it is so many independent samples of a population of one municipality.
    """
    each = len(population.unit)
    copy = np.repeat(np.arange(times), each)
    strata, units = int(population.stratum.max()) + 1, int(population.unit.max()) + 1
    tiled = {name: np.tile(getattr(population, name), times) for name in ("size", "people", "people_5", "returned")}
    return Population(
        cvegeo=np.array([f"{number:05d}" for number in range(times)], dtype=object)[copy],
        stratum=np.tile(population.stratum, times) + copy * strata,
        unit=np.tile(population.unit, times) + copy * units,
        mexican=np.tile(population.mexican, times),
        coverage=np.tile(population.coverage, times),
        units_per_stratum=population.units_per_stratum,
        dwellings_per_unit=population.dwellings_per_unit,
        **tiled,
    )


def unit_sums(population: Population, rows: np.ndarray, weights: np.ndarray) -> pd.DataFrame:
    """The sums of the drawn units as `layers.microdata.sample_units` finds them in the file of the drawn persons."""
    units, first, unit = np.unique(population.unit[rows], return_index=True, return_inverse=True)
    place = rows[first]
    returned, mexican = population.returned[rows], population.mexican[rows]
    counts = {
        "persons_5": population.people_5[rows],
        "returned": returned,
        "returned_mexican": mexican,
        "unspecified": np.zeros(len(rows)),
        "dwellings": np.ones(len(rows)),
        "return_dwellings": returned > 0,
        "return_dwellings_mexican": mexican > 0,
    }
    sums = {name: np.bincount(unit, weights=values * weights) for name, values in counts.items()}
    sums |= {f"sample_{name}": np.bincount(unit, weights=values) for name, values in counts.items()}
    codes = np.array(["", "census", "sample", "insufficient"], dtype=object)
    return pd.DataFrame(
        {
            "cvegeo": population.cvegeo[place],
            "size": np.minimum(population.size[place], 3),
            "coverage": codes[population.coverage[place]],
            "stratum": population.stratum[place],
            "unit": units,
            **{name: values.astype("int64") for name, values in sums.items()},
        }
    )


def truth(population: Population) -> pd.DataFrame:
    """What there is, a row a municipality and size of locality.

    ``cvegeo``, ``size`` (as the estimates name it) and the totals and rates (%) that
    `layers.microdata.estimates.FIGURES` names.
    """
    names = np.array(["", "under_2500", "2500_to_14999", "15000_and_more", "15000_and_more", "15000_and_more"])
    frame = pd.DataFrame(
        {
            "cvegeo": population.cvegeo,
            "size": names[population.size],
            "persons_5": population.people_5,
            "returned": population.returned,
            "returned_mexican": population.mexican,
            "dwellings": 1,
            "return_dwellings": population.returned > 0,
            "return_dwellings_mexican": population.mexican > 0,
            "return_dwellings_2500": (population.returned > 0) & (population.size == 1),
            "return_dwellings_15000": (population.returned > 0) & (population.size <= 2),  # noqa: PLR2004
        }
    )
    sums = pd.concat([frame, frame.assign(size="all")]).groupby(["cvegeo", "size"]).sum()
    sums["returned_rate"] = 100 * sums["returned"] / sums["persons_5"]
    sums["returned_mexican_rate"] = 100 * sums["returned_mexican"] / sums["persons_5"]
    sums["return_rate"] = 100 * sums["return_dwellings"] / sums["dwellings"]
    sums["return_rate_mexican"] = 100 * sums["return_dwellings_mexican"] / sums["dwellings"]
    for line in (2500, 15000):
        sums[f"rural_return_share_{line}"] = sums[f"return_dwellings_{line}"] / sums["return_dwellings"]
    return sums.reset_index()


def draw(population: Population, *, seed: int, units: int, dwellings: int) -> tuple[np.ndarray, np.ndarray]:
    """A sample: so many units of each stratum, so many dwellings of each, all equally likely, none twice.

    Parameters
    ----------
    population : Population
        Its units and dwellings are multiples of those drawn, so that weights are whole.
    seed, units, dwellings : int
        As in `invent`.

    Returns
    -------
    ndarray, ndarray
        The places of the drawn dwellings, and the weight of each.
    """
    per, within = population.units_per_stratum, population.dwellings_per_unit
    if per % units or within % dwellings:
        raise ValueError(f"{units} of {per} units and {dwellings} of {within} dwellings give no whole weights")
    random = np.random.default_rng(seed)
    strata = len(population.unit) // (per * within)
    chosen = random.random((strata, per)).argpartition(units - 1, axis=1)[:, :units]
    chosen = (chosen + np.arange(strata)[:, None] * per).ravel()
    places = random.random((len(chosen), within)).argpartition(dwellings - 1, axis=1)[:, :dwellings]
    rows = np.sort((places + chosen[:, None] * within).ravel())
    return rows, np.full(len(rows), (per // units) * (within // dwellings))


def persons(population: Population, rows: np.ndarray, weights: np.ndarray, *, seed: int = 0) -> pa.Table:
    """The persons of drawn dwellings as INEGI's file has them: `COLUMNS`, all of them text."""
    random = np.random.default_rng(seed)
    people = population.people[rows]
    count = int(people.sum())
    dwelling = np.repeat(np.arange(len(rows)), people)
    number = np.arange(count) - np.repeat(np.cumsum(people) - people, people) + 1
    row = rows[dwelling]
    keys, key = np.unique(population.cvegeo[rows].astype(str), return_inverse=True)
    state = np.array([int(text[:2]) for text in keys])[key]
    adult = number <= population.people_5[row]
    returned = number <= population.returned[row]
    mexican = number <= population.mexican[row]
    chance = random.random(count)
    elsewhere = np.where(
        chance < _UNSAID_SHARE, _UNSAID, np.where(chance < _UNSAID_SHARE + _CANADA_SHARE, _CANADA, state[dwelling])
    )
    residence = np.where(adult, np.where(returned, _UNITED_STATES, elsewhere), 0)
    birth = np.where(returned & ~mexican, _UNITED_STATES, state[dwelling])
    age = np.where(adult, random.integers(_ADULT_AGE, 90, count), random.integers(0, _ADULT_AGE, count))
    within = rows - np.searchsorted(population.cvegeo.astype(str), keys)[key]
    viv = np.char.add(keys[key], np.char.zfill((within + 1).astype(str), 7))
    stratum = population.stratum[rows]
    stratum_keys = np.char.add(
        np.char.add(np.char.add(np.array([f"{text[:2]}-{text[2:]}-" for text in keys])[key], "0001-"), ""),
        np.char.zfill((stratum % 100).astype(str), 2),
    )
    codes = {
        "ENT": _coded(key[dwelling], [text[:2] for text in keys]),
        "MUN": _coded(key[dwelling], [text[2:] for text in keys]),
        "ID_VIV": pa.array(viv).take(pa.array(dwelling)),
        "COBERTURA": _digits(population.coverage[row], 1),
        "ESTRATO": pa.array(stratum_keys).take(pa.array(dwelling)),
        "UPM": _digits(population.unit[rows] + 1, 7).take(pa.array(dwelling)),
        "FACTOR": _digits(weights, 1).take(pa.array(dwelling)),
        "NUMPER": _digits(number, 2),
        "SEXO": _coded((chance * 1000).astype(int) % 2, ["1", "3"]),
        "EDAD": _digits(age, 1),
        "PARENTESCO": _coded(np.minimum(number, 3) - 1, ["101", "201", "301"]),
        "ENT_PAIS_NAC": _digits(birth, 3),
        "ENT_PAIS_RES_5A": _blank(_digits(residence, 3), residence == 0),
        "TAMLOC": _digits(population.size[row], 1),
    }
    import pyarrow.compute as pc

    codes["ID_PERSONA"] = pc.binary_join_element_wise(codes["ID_VIV"], _digits(number, 5), "")
    fill = {name: pa.DictionaryArray.from_arrays(pa.array(np.zeros(count, dtype="int8")), [_FILLED.get(name, "")])
            for name in COLUMNS if name not in codes}  # fmt: skip
    return pa.table({name: codes[name] if name in codes else fill[name].cast(pa.string()) for name in COLUMNS})


def write(tables: Iterable[pa.Table], *paths: Path) -> int:
    """Write persons to files, CSV or Parquet by their names, a table at a time; the number of rows."""
    rows = 0
    writers = []
    for table in tables:
        writers = writers or [_writer(path, table.schema) for path in paths]
        for writer in writers:
            writer.write_table(table)
        rows += len(table)
    for writer in writers:
        writer.close()
    return rows


def _writer(path: Path, schema: pa.Schema) -> pq.ParquetWriter | pyarrow.csv.CSVWriter:
    if path.suffix == ".parquet":
        return pq.ParquetWriter(path, schema)
    return pyarrow.csv.CSVWriter(path, schema, write_options=pyarrow.csv.WriteOptions(quoting_style="none"))


def census(keys: Sequence[str], rows: int, *, seed: int = 7) -> Iterator[pa.Table]:
    """About so many rows over some municipalities, a table for each hundred of them; rates are 0 to 8 %."""
    random = np.random.default_rng(seed)
    rates = {key: float(rate) for key, rate in zip(keys, random.beta(1.2, 40, len(keys)), strict=True)}
    each = max(1, round(rows / 3.74 / len(keys) / (4 * 5)))
    for start in range(0, len(keys), 100):
        some = {key: rates[key] for key in keys[start : start + 100]}
        population = invent(some, seed=seed + start, units=each, dwellings=5, coverage=dict.fromkeys(list(some)[:1], 1))
        everyone = np.arange(len(population.unit))
        yield persons(population, everyone, np.full(len(everyone), 8), seed=seed + start)


def _coded(codes: np.ndarray, texts: Sequence[str]) -> pa.Array:
    return pa.array(list(texts)).take(pa.array(codes))


def _digits(values: np.ndarray, width: int) -> pa.Array:
    import pyarrow.compute as pc

    return pc.utf8_lpad(pa.array(values.astype("int64")).cast(pa.string()), width, "0")


def _blank(texts: pa.Array, blank: np.ndarray) -> pa.Array:
    import pyarrow.compute as pc

    return pc.if_else(pa.array(blank), "", texts)


def main() -> None:
    """Write a file for all embedded municipalities."""
    from layers import load

    parser = argparse.ArgumentParser(prog="python -m tools.microdata", description=main.__doc__)
    parser.add_argument("path", metavar="FILE", type=Path, help="CSV or Parquet, by its name.")
    parser.add_argument("rows", metavar="ROWS", type=int, nargs="?", default=1_000_000, help="How many persons, about.")
    given = parser.parse_args()
    count = write(census(load().municipios["cvegeo"].tolist(), given.rows), given.path)
    sys.stdout.write(f"{given.path}: {count} persons\n")


if __name__ == "__main__":
    main()
