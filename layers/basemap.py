"""What lies around Mexico, and where its name and the states' stand on a map. For display only: no answer uses it."""

#: TopoJSON with the object ``countries`` (neighbours' land, by three-letter code), and ``names`` (places with the room
#: that a name has there). `layers.pipeline.basemap` makes it.
FILE = "mapa/basemap.topojson.gz"
