"""Municipalities and localities as a person's file names them: by key or by name, exactly; all else is suggested."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from layers.model import Layers
from layers.names import normalise
from layers.own.values import Parsed, without_mark
from layers.states import StateLookup
from layers.suggestions import Suggestions

#: Digits of a municipality's number in its state, and of a locality's in its municipality.
_NUMBER, _LOCALITY = 3, 4
_FEW = 6

#: Words that officials shorten, and what may stand before a municipality's name. Normalised, as names are compared.
WORDS = {
    "sta": "santa", "sto": "santo", "sn": "san", "gral": "general", "cd": "ciudad", "dr": "doctor", "dra": "doctora",
    "ma": "maria", "fco": "francisco", "gpe": "guadalupe", "pto": "puerto", "nvo": "nuevo", "nva": "nueva",
    "dto": "distrito", "dtto": "distrito", "cnel": "coronel", "prof": "profesor", "lic": "licenciado", "ote": "oriente",
    "mtz": "martinez", "hdez": "hernandez", "glez": "gonzalez", "rdz": "rodriguez", "vda": "viuda", "hca": "heroica",
    "gtz": "gutierrez", "gtrrez": "gutierrez",
}  # fmt: skip
_BEFORE = re.compile(
    r"^(?:(?:h )?ayuntamiento (?:municipal )?de|municipio libre de|municipio de|municipio|mpio de|mpio|mun de|mun"
    r"|presidencia municipal de|alcaldia|delegacion|demarcacion territorial|municipality of) "
)
_KEY_AND_NAME = re.compile(r"(\d{3}|\d{5})[\s.:–-]+(\D.*)")  # noqa: RUF001 a dash as people type it
#: A key of a census tract (AGEB) or a block begins as a locality's.
_TRACT = re.compile(r"\d{9}\d{2,3}-?[0-9A-Z](?:\d{3})?", re.ASCII)
#: GADM's own numbers of a country's parts: MEX.20.67_1.
_GADM = re.compile(r"[A-Z]{3}(?:\.\d+){1,4}_\d+", re.ASCII)
_WITH_STATE = re.compile(r"(.+?)\s*(?:\(([^()]+)\)|,([^,]+)|\s[-–/]\s([^-–/]+))\s*")  # noqa: RUF001 as above


class MunicipalityLookup:
    """The municipalities of some layers by key and by name.

    Parameters
    ----------
    layers : Layers
        With the table.
    confirmed : mapping
        Names that a person has said to mean a key, from the file's words to the key.
    """

    def __init__(self, layers: Layers, confirmed: Mapping[str, str]) -> None:
        self._known = layers.settlement_cache.get("municipality names", (), lambda: _Known(layers), most=1)
        self.row_of, self._length = self._known.row_of, self._known.length
        self.states = StateLookup(layers.states)
        self._confirmed = {comparable(name): key for name, key in confirmed.items() if key in self.row_of}
        self._suggestions = Suggestions(self._known.shown, self._known.with_state)  # each file may ask for so many

    def needs_state(self, text: str) -> bool:
        """Whether a key is a number inside a state: INEGI's own column of municipalities."""
        text = _whole(text)
        return self._length is not None and _is_digits(text) and len(text) <= _NUMBER and text not in self.row_of

    def by_key(self, text: str, state: str | None = None) -> Parsed:
        """A key as it should be: joined with its state's, cut out of a locality's, with lost zeros, of a P-code."""
        bare = None if text in self.row_of else without_mark(text)
        if bare is not None:
            found = self.by_key(bare, state)
            return found if found.refused else Parsed(found.value, "footnote_mark", parts={"value": found.value})
        if is_gadm(text):
            return Parsed(refused="gadm_key")
        given, text = text, _whole(text)
        if text in self.row_of:
            return Parsed(text, "key_joined" if re.search("[,Ee]", given) else None, parts={"value": text})
        if _bare(text) in self._known.pcodes:
            key = self._known.pcodes[_bare(text)]
            return Parsed(key, "pcode", parts={"value": key})
        code, made = next(self._readings(re.sub(r"(?<=\d)[ -](?=\d{3}$)", "", text), state), ("not_key", ""))
        if made in self.row_of:
            return Parsed(made, code, parts={"value": made})
        return Parsed(refused=code if code in {"not_key", "longer_key"} else "unknown_key")

    def by_name(self, name: str, state: str | None) -> Parsed:
        """A key by its municipality's name, and its state's key where it has to be told apart."""
        both = _KEY_AND_NAME.fullmatch(name)
        if both is not None:
            found = self.by_name(both[2], state)
            if found.value is not None and not found.value.endswith(both[1]):
                return Parsed(
                    refused="key_and_name_differ", parts={"key": both[1], "others": self._known.titles([found.value])}
                )
            return found
        keys = self._named(name, state)
        if len(keys) == 1:
            return Parsed(keys[0], "name_to_key", parts={"value": f"{keys[0]} ({self._known.title[keys[0]]})"})
        if not keys and comparable(name) in self._confirmed:
            key = self._confirmed[comparable(name)]
            return Parsed(key, "name_confirmed", parts={"value": f"{key} ({self._known.title[key]})"})
        if keys:
            return Parsed(refused="name_of_several", parts={"suggestions": self._known.titles(keys)})
        return Parsed(refused="unknown_name", parts={"suggestions": self._suggestions.near(name)})

    def others_named(self, key: str, name: str) -> str | None:
        """Whose name it is, where a name beside a key is another municipality's and not its own."""
        keys = self._named(name, None)
        return self._known.titles(keys) if keys and key not in keys else None

    def is_in(self, key: str, state: str) -> bool:
        """Whether a municipality is in the state of a key."""
        return self._known.state_of[key] == state

    def knows(self, name: str) -> bool:
        """Whether a municipality has the name."""
        return bool(self._named(name, None))

    def is_locality(self, text: str) -> bool:
        """Whether a key is a locality's, with its municipality's before it, its first zero lost or not."""
        text = _whole(text)
        return self._length is not None and _is_digits(text) and len(text) - self._length in {_LOCALITY - 1, _LOCALITY}

    def locality(self, text: str, key: str) -> Parsed:
        """A locality's key of nine digits, in the municipality of a key: joined with that, with the zero it lost."""
        text = _whole(text)
        if self._length != len(key) or len(key) != 5:  # noqa: PLR2004 another country's keys have other rules
            return Parsed(text)
        whole = len(key) + _LOCALITY
        if _is_digits(text) and len(text) <= _LOCALITY:
            made = key + text.zfill(_LOCALITY)
            return Parsed(made, "key_joined", parts={"value": made})
        if _is_digits(text) and text.zfill(whole).startswith(key) and whole - len(text) in {0, 1}:
            return Parsed(
                text.zfill(whole), "lost_zeros" if len(text) < whole else None, parts={"value": text.zfill(whole)}
            )
        return Parsed(refused="locality_elsewhere", parts={"key": key})

    def _readings(self, text: str, state: str | None) -> Iterator[tuple[str, str]]:
        """How digits can be read as a key: what is said of the reading, and the key."""
        length = self._length
        if length is not None and _TRACT.fullmatch(text):
            yield "longer_key", ""
        if length is None or not _is_digits(text):
            return
        if len(text) <= _NUMBER and state is not None:
            yield "key_joined", state + text.zfill(length - len(state))
        elif self.is_locality(text):
            yield "key_cut", text.zfill(length + _LOCALITY)[:length]
        elif len(text) > length:
            yield "longer_key", ""
        elif len(text) == length - 1 > _NUMBER:
            yield "lost_zeros", "0" + text
        elif len(text) == length:
            yield "key_joined", text

    def _named(self, name: str, state: str | None) -> list[str]:
        """Keys of the municipalities of a name; beside it may stand its state, or what it is."""
        for wanted, said in self._forms(name):
            keys = [
                key
                for key in self._known.by_name.get(wanted, ())
                if all(code is None or self._known.state_of[key] == code for code in (state, said))
            ]
            if keys:
                return keys
        if name.split() == [name]:
            packed = self._known.by_packed.get(comparable(name), ())
            return [key for key in packed if state in {None, self._known.state_of[key]}]
        return []

    def _forms(self, name: str) -> Iterator[tuple[str, str | None]]:
        yield comparable(name), None
        yield _BEFORE.sub("", comparable(name)), None
        bare = without_mark(name)
        if bare is not None:
            yield from self._forms(bare)
        both = _WITH_STATE.fullmatch(name)
        state = None if both is None else self.states.key(both[2] or both[3] or both[4])
        if both is not None and state is not None:
            yield comparable(both[1]), state
            yield _BEFORE.sub("", comparable(both[1])), state


class _Known:
    """The municipalities of some layers by what they are called, for all files that are read against them."""

    def __init__(self, layers: Layers) -> None:
        table = layers.municipios
        keys = table["cvegeo"].tolist()
        self.row_of = {key: row for row, key in enumerate(keys)}
        lengths = {len(key) for key in keys if _is_digits(key)}
        self.length = lengths.pop() if len(lengths) == 1 and all(map(_is_digits, keys)) else None
        self.pcodes = {_bare(pcode): key for pcode, key in zip(table["pcode"], keys, strict=True)}
        self.state_of = dict(zip(keys, table["state_code"], strict=True))
        self.title = dict(zip(keys, table["municipality"] + ", " + table["state"], strict=True))
        self.by_name = _keys_of(zip(map(comparable, table["municipality"]), keys, strict=True))
        # One dataset writes names without blanks: OaxacadeJuárez.
        self.by_packed = _keys_of((name.replace(" ", ""), key) for name, of in self.by_name.items() for key in of)
        with_state = _keys_of((normalise(title), key) for key, title in self.title.items())
        self.shown, self.with_state = (
            {name: self.titles(of) for name, of in named.items()} for named in (self.by_name, with_state)
        )

    def titles(self, keys: Sequence[str]) -> str:
        """Keys and names of some municipalities, the first few."""
        shown = "; ".join(f"{key} {self.title[key]}" for key in keys[:_FEW])
        return shown + ("; …" if len(keys) > _FEW else "")


def _keys_of(named: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for name, key in named:
        found[name].append(key)
    return dict(found)


def comparable(name: str) -> str:
    """A municipality's name as names are compared: shortened words written out.

    Examples
    --------
    >>> comparable("Sto. Domingo Tehuantepec")
    'santo domingo tehuantepec'
    """
    # A name without any Latin letter or digit has nothing left when it is normalised: it is compared as it is.
    words = re.sub(r"^h (?=cd|ciudad|villa|v )", "heroica ", normalise(name)).split()
    return " ".join(WORDS.get(word, word) for word in words) or name.strip().casefold()


def is_gadm(text: str) -> bool:
    """Whether a text is a number of GADM's.

    Examples
    --------
    >>> is_gadm("MEX.20.67_1"), is_gadm("20067")
    (True, False)
    """
    return _GADM.fullmatch(text) is not None


def _whole(text: str) -> str:
    """A key as digits, where a spreadsheet has made a number of it: 20067.00, 20,067, 2.0067E+04 with all digits."""
    if text.isdigit():
        return text
    if re.fullmatch(r"\d+\.0+|\d{1,2},\d{3}", text, flags=re.ASCII):
        return text.partition(".")[0].replace(",", "")
    packed = re.fullmatch(r"(\d)\.(\d{3,9})E\+0?(\d)", text, flags=re.ASCII | re.IGNORECASE)
    return packed[1] + packed[2] if packed and len(packed[2]) == int(packed[3]) else text


def _bare(pcode: str) -> str:
    return re.sub(r"[\s-]", "", pcode).upper()


def _is_digits(text: str) -> bool:
    return text.isascii() and text.isdigit()
