"""What lies around Mexico, and where its name and the states' stand on a map. For display only: no answer uses it."""

#: TopoJSON with three objects: ``countries`` (neighbours' land, by three-letter code), ``borders`` (what two of them
#: share) and ``names`` (points with the room that a name has there). `layers.pipeline.basemap` makes it.
FILE = "mapa/basemap.topojson.gz"
