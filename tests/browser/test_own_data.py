"""A person brings files of their own: seen by them alone, named everywhere, and nothing in them runs."""

from __future__ import annotations

import json
from urllib.parse import urlparse

import pytest
from conftest import CALM, FAILED_IMAGE, Alcance
from playwright.sync_api import expect

from geo import Criteria, find_gaps
from layers.own import apply, inspect, read

DIRECTORY = (
    "Nombre,Sede,Longitud,Latitud,Servicios,Desde\r\n"
    'Casa del Retorno,Oaxaca,"-96,7236","17,0604",legal_assistance,2015\r\n'
    "Casa del Norte,Saltillo,-101.0,25.42,legal_assistance,2010\r\n"
    "Casa de Ninguna Parte,Mar,-150.0,10.0,legal_assistance,2010\r\n"
)
NAMES = [
    '<img src=x onerror="top.hit=1;window.hit=1">',
    "</script><script>top.hit=1;window.hit=1</script>",
    "`${top.hit=1}` ![x](http://evil.invalid/x.png) [y](javascript:top.hit=1)",
    "'\"><svg/onload=top.hit=1>",
    "\u202e\u2066right to left\u200f",
]
HOSTILE_FILE = "<img src=x onerror='top.hit=1'>![x](http:evil.invalid).geojson"


def hostile_catalogue() -> str:
    features = [
        {
            "type": "Feature",
            "properties": {
                "site_id": f"x-{place}",
                "program_id": f"x{place}",
                "components": ["legal_assistance"],
                **dict.fromkeys(("name_es", "name_en", "site_es", "site_en", "operator", "summary_es"), name),
            },
            "geometry": {"type": "Point", "coordinates": [-96.7236 + place / 10, 17.0604]},
        }
        for place, name in enumerate(NAMES)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


class MyData:
    """The page as a person uses it."""

    def __init__(self, alcance: Alcance, language: str = "es") -> None:
        self.alcance, self.page = alcance, alcance.page
        self.page.goto(f"{alcance.server}/mis-datos?lang={language}")
        self.uploader.wait_for()

    @property
    def uploader(self):
        return self.page.locator("[data-testid='stFileUploader']")

    def bring(self, name: str, data: str) -> None:
        self.uploader.locator("input[type=file]").set_input_files(
            {"name": name, "mimeType": "text/csv", "buffer": data.encode()}
        )

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).click()

    def use(self, name: str, data: str) -> None:
        self.bring(name, data)
        self.press("Sí, las columnas son correctas")
        self.press("Usar estos datos")
        self.page.get_by_text("Con datos propios").wait_for()

    def go(self, name: str, group: str | None = None) -> None:
        self.alcance.go(name, group)


@pytest.mark.own_page
def test_an_institute_asks_with_its_own_directory_and_nobody_else_sees_it(alcance, phone, server, layers):
    mine = MyData(alcance)
    mine.bring("directorio.csv", DIRECTORY)
    mine.page.get_by_text("propuesta: así se suele llamar este campo").first.wait_for()
    assert mine.page.get_by_role("button", name="Usar estos datos").count() == 0
    mine.press("Sí, las columnas son correctas")
    mine.page.get_by_text("rechazadas: 1").first.wait_for()
    draft = inspect(DIRECTORY.encode(), "directorio.csv", "programs")
    result = read(draft, draft.mapping, layers)
    assert result.counts["refused"] == 1
    assert result.counts["mended"] >= 1
    with mine.page.expect_download() as caught:
        mine.press("Descargar la revisión (CSV)")
    written = caught.value.path().read_text(encoding="utf-8-sig")
    assert "coma decimal leída: -96.7236" in written
    assert "se esperaba un lugar en México" in written
    mine.press("Usar estos datos")
    mine.page.get_by_text("Con datos propios: directorio.csv").wait_for()
    mine.go("Mapa")
    expected = len(find_gaps(apply(result, layers), Criteria()).gaps)
    ours = len(find_gaps(layers, Criteria()).gaps)
    assert expected != ours
    mine.page.get_by_text(f"{expected} municipios rurales").wait_for()
    alcance.painted()
    assert mine.page.get_by_text("Con datos propios: directorio.csv").count() == 1
    mine.page.get_by_role("button", name="Enlace y cita").click()
    mine.page.get_by_text("no lleva sus datos propios (directorio.csv)").wait_for()
    mine.page.keyboard.press("Escape")
    other = Alcance(phone.new_page(), server).open()  # of another profile
    assert other.sentence().startswith(f"{ours} municipios")
    expect(other.page.get_by_text("Con datos propios")).to_have_count(0)
    mine.go("Mis datos", "Datos")
    mine.press("Quitar programas y sedes")
    mine.page.get_by_text("Ninguno: las páginas responden con los datos de Alcance.").wait_for()
    mine.go("Mapa")
    mine.page.get_by_text(f"{ours} municipios rurales").wait_for()
    expect(mine.page.get_by_text("Con datos propios")).to_have_count(0)


@pytest.mark.own_page
def test_hostile_names_of_a_file_and_its_programs_run_nothing_on_any_page(alcance):
    mine = MyData(alcance)
    mine.use(HOSTILE_FILE, hostile_catalogue())
    pages = {"Mapa": None, "Municipio": "Lugares", "Estado": "Lugares", "Sedes nuevas": "Decidir"}
    pages |= dict.fromkeys(["Programas", "Método y datos", "Mis datos"], "Datos")
    for name, group in pages.items():
        before = urlparse(mine.page.url).path
        mine.go(name, group)
        mine.page.wait_for_url(lambda url, before=before: urlparse(url).path != before and urlparse(url).query)
        mine.page.evaluate(CALM)
        mine.page.evaluate(FAILED_IMAGE)
        assert "<img src=x onerror=" in mine.page.get_by_text("Con datos propios").first.inner_text()
        for frame in mine.page.frames:
            assert frame.evaluate("window.hit") is None, name
        assert mine.page.locator("img[src*='evil'], img[src='x'], [href^='javascript']").count() == 0, name
        assert mine.page.locator("[data-testid='stException']").count() == 0, name
        assert "\u202e" not in mine.page.locator("body").inner_text()


@pytest.mark.own_page
def test_a_refused_file_is_named_with_its_reason(alcance):
    mine = MyData(alcance)
    for place, data in enumerate([" ", "%PDF-1.7", '{"type": "Feature', "\n\n"]):
        mine.bring(f"{place}{HOSTILE_FILE}", data)
        alert = mine.page.locator(".alcance-alert", has_text=f"{place}<img src=x onerror=")
        alert.wait_for()
        assert "no se puede usar" in alert.inner_text(), data
        mine.page.evaluate(FAILED_IMAGE)
        assert mine.page.evaluate("window.hit") is None, data
        assert mine.page.get_by_role("button", name="Sí, las columnas").count() == 0, data


@pytest.mark.own_page
def test_the_language_may_be_switched_while_the_columns_are_asked_about(alcance):
    mine = MyData(alcance)
    mine.bring("directorio.csv", DIRECTORY)
    mine.page.get_by_text("propuesta: así se suele llamar este campo").first.wait_for()
    mine.page.get_by_text("English").click()
    mine.press("Yes, the columns are right")
    mine.press("Use these data")
    mine.page.get_by_text("With own data: directorio.csv").wait_for()
    expect(mine.page.locator("[data-testid='stException']")).to_have_count(0)
