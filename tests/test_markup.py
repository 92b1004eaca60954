"""HTML comes out of templates alone: escaped once, in one line, nothing missing, nothing forgotten."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from dashboard import html
from exports.markup import Markup, escaped, filled, pieces
from tests.support.strange import NAMES
from words.text import Text

ROOT = Path(__file__).resolve().parent.parent

#: Where our own styles, scripts and policies are said to be HTML as they are: no word of anyone else is in them.
OURS = {"exports/markup.py", "exports/embed.py", "exports/interactive.py", "dashboard/html.py"}

#: What is not HTML of ours: the map's own script is given text, the server mends Streamlit's own page.
ELSEWHERE = {"dashboard/map.py", "dashboard/private.py", "dashboard/serving.py"}

#: What folium has written is found by these; none of them is written.
FOUND = {
    "exports/interactive.py": [
        "<script>(.*?)</script>",
        '<meta name="viewport".*?>',
        "<html>\n<head>",
        '<html lang="',
        '">\n<head>',
    ]
}

FILES = [ROOT / "app.py", ROOT / "alcance.py"] + [
    path for part in ("dashboard", "exports", "geo", "shell", "words") for path in sorted((ROOT / part).rglob("*.py"))
]


def strings_of(tree):
    """The text of a module, docstrings left out."""
    told = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in told:
            yield node.value


#: What puts scripts of ours on the pages: that of all pages, and the cookie of the doors.
SCRIPTED = {"dashboard/pages/main.py", "dashboard/doors.py"}


def faults_of(name, source):
    """What of a module writes HTML past the templates."""
    tree = ast.parse(source)
    refused = {"unsafe_allow_html", *({"unsafe_allow_javascript"} if name not in SCRIPTED else ())}
    found = [text[:60] for text in strings_of(tree) if re.search(r"</?[a-zA-Z!][^<]*>|<[a-z]+ [a-z-]+=", text)]
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"st.html", "streamlit.html"}:
            (body,) = node.args
            called = isinstance(body, ast.Call) and isinstance(body.func, ast.Name)
            if not called and not isinstance(body, (ast.BinOp, ast.Name)):
                found.append(ast.unparse(node)[:60])
            found += ["f-string"] * any(isinstance(part, ast.JoinedStr) for part in [body])
        if isinstance(node, ast.ImportFrom) and node.module in {"html", "markupsafe", "xml.sax.saxutils"}:
            found.append(ast.unparse(node))
        if isinstance(node, ast.keyword) and node.arg in refused:
            found.append(node.arg)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Markup" and name not in OURS:
            found.append(ast.unparse(node)[:60])
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_module_writes_html_past_the_templates(path):
    name = path.relative_to(ROOT).as_posix()
    if name not in ELSEWHERE | {"exports/markup.py"}:
        assert sorted(faults_of(name, path.read_text(encoding="utf-8"))) == sorted(FOUND.get(name, []))


@pytest.mark.parametrize(
    "source",
    [
        "st.html(f'{name}')",
        "st.html('x' if a else b)",
        "words = f'<p>{name}</p>'",
        "words = '<b>' + name",
        "words = '<p class=\"x\">{}'.format(name)",
        "from html import escape",
        "from markupsafe import Markup",
        "x = Markup(name)",
        "st.markdown(name, unsafe_allow_html=True)",
    ],
)
def test_html_written_past_the_templates_is_found(source):
    assert faults_of("dashboard/x.py", source)


def test_templates_never_switch_escaping_off():
    templates = [path for part in ("dashboard", "exports") for path in (ROOT / part / "templates").iterdir()]
    assert len(templates) >= 3
    for path in templates:
        source = path.read_text(encoding="utf-8")
        assert path.suffix == ".html"
        assert not re.search(r"autoescape|\|\s*safe|~", source.replace('("alcance-table " ~ look)', "")), path
        assert not re.search(r"=\{\{", source), f"{path}: an attribute without quotes"
        # A line's end is no blank: it must stand between tags, or after one of Jinja's.
        assert not re.search(r"\w$", source, flags=re.MULTILINE), path


def test_what_is_shown_is_escaped_once_and_in_one_line():
    assert escaped("a\u202e<b>\n'\"`&amp;") == "a &lt;b&gt; &#x27;&quot;&#96;&amp;amp;"
    assert escaped(escaped("<")) == "&lt;"
    assert escaped(12) == "12"
    with pytest.raises(TypeError, match="None"):
        escaped(None)


@pytest.mark.parametrize("name", NAMES.values())
def test_a_name_in_words_is_escaped_and_what_is_marked_up_is_not(name):
    said = filled(
        Text("es"), "sentence.found", 3, count=Markup("<strong>3</strong>"), dwellings="<5", place=name, who="", what=""
    )
    assert "<strong>3</strong>" in said
    assert "&lt;5" in said
    assert escaped(name) in said


def test_a_value_that_is_missing_is_an_error():
    with pytest.raises(UndefinedError, match="more"):
        pieces("dashboard", "pieces.html").title("words")


def test_a_cell_s_lines_stay_lines():
    assert html.table(["x"], [["a\nb", html.Cell("c\n<d>", "look")]]).endswith(
        '<tr><th scope="row">a<br>b</th><td class="look">c<br>&lt;d&gt;</td></tr></tbody></table>'
    )
