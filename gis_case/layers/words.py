"""What states, kinds and signs are called."""

from flask_babel import lazy_gettext

from gis_case.layers.models import Audience, Format, MatchedBy, Purpose, ReadState, Sign

STATES = {
    ReadState.WAITING: lazy_gettext("being read"),
    ReadState.ASKS_CRS: lazy_gettext("asks for its coordinate system"),
    ReadState.READY: lazy_gettext("read"),
    ReadState.FAILED: lazy_gettext("could not be used"),
    ReadState.WITHDRAWN: lazy_gettext("withdrawn"),
}
MATCHED = {
    MatchedBy.CODE: lazy_gettext("by code"),
    MatchedBy.NAME: lazy_gettext("by name"),
    MatchedBy.OLD_NAME: lazy_gettext("by a name from before 2025"),
    MatchedBy.PERSON: lazy_gettext("chosen by a person"),
}
PURPOSES = {Purpose.BASEMAP: lazy_gettext("Base map"), Purpose.OVERLAY: lazy_gettext("Layer over the map")}
FORMATS = {
    Format.PMTILES: "PMTiles",
    Format.MBTILES: "MBTiles",
    Format.GEOTIFF: "GeoTIFF",
    Format.VECTOR: lazy_gettext("vector file"),
}
AUDIENCES = {
    Audience.ALL: lazy_gettext("everybody who sees the map"),
    Audience.CHOSEN: lazy_gettext("chosen organisations"),
    Audience.PLANNERS: lazy_gettext("the province alone"),
}
SIGNS = {
    Sign.ROAD: lazy_gettext("road: brown line"),
    Sign.WATER: lazy_gettext("water: blue line or area"),
    Sign.TRENCH: lazy_gettext("old trench: thick dotted grey line"),
    Sign.AREA: lazy_gettext("area: dashed grey outline"),
    Sign.PLACE: lazy_gettext("place: small grey square"),
}
