"""What QGIS makes of a GeoPackage, for `tests/test_clients.py`: run by the Python that has QGIS, it prints JSON.

Arguments: the file, and a picture to draw of it. The layers are drawn with the styles that the file brings.
"""

import json
import os
import sys

from qgis.core import (
    QgsApplication,
    QgsMapRendererParallelJob,
    QgsMapSettings,
    QgsProviderRegistry,
    QgsRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QColor

application = QgsApplication([], False)
application.initQgis()
path, picture = sys.argv[1:]
names = ["sites", "settlements", "catchments", "gaps", "municipalities"]
layers = {name: QgsVectorLayer(f"{path}|layername={name}", name, "ogr") for name in names}
found = {"there": [entry.name() for entry in QgsProviderRegistry.instance().querySublayers(path)]}
for name, layer in layers.items():
    fields = [field.name() for field in layer.fields()]
    keys = [feature["cvegeo"] for feature in layer.getFeatures()] if "cvegeo" in fields else []
    found[name] = {
        "valid": layer.isValid(),
        "features": layer.featureCount(),
        "crs": layer.crs().authid(),
        "renderer": layer.renderer().type(),
        "fields": fields,
        "keys": keys,
        "shapes": all(not feature.geometry().isEmpty() for feature in layer.getFeatures()),
    }
settings = QgsMapSettings()
settings.setLayers(list(layers.values()))
settings.setDestinationCrs(layers["municipalities"].crs())
settings.setBackgroundColor(QColor("white"))
settings.setOutputSize(QSize(1600, 1000))
settings.setExtent(QgsRectangle(-106, 14, -86, 23))
job = QgsMapRendererParallelJob(settings)
job.start()
job.waitForFinished()
found["faults"] = [error.message for error in job.errors()]
job.renderedImage().save(picture)
sys.stdout.write(json.dumps(found))
sys.stdout.flush()
# Taken apart in an order of Python's own it crashes on the way out.
os._exit(0)
