"""Style sheets and scripts of the pages: one `site` bundle of each, one `map` bundle of each."""

import hashlib
from pathlib import Path
from typing import cast

from flask import Flask, url_for
from flask_assets import Bundle, Environment

from gis_case.core import shown

_VENDOR = "node_modules"

# Vendor files are minified by their makers and go in as they are: minifying twice corrupts modern code.
SITE_CSS_VENDOR = (f"{_VENDOR}/bootstrap/dist/css/bootstrap.min.css",)
SITE_CSS = tuple(
    f"css/{name}.css"
    for name in (
        "fonts",
        "tokens",
        "base",
        "frame",
        "narrow",
        "forms",
        "lists",
        "filters",
        "signs",
        "dossier",
        "sources",
        "campaigns",
        "print",
    )
)
SITE_JS = tuple(
    f"js/{name}.js"
    for name in (
        "lib/registry",
        "lib/page",
        "frame/theme",
        "frame/connection",
        "frame/menus",
        "forms/drafts",
        "forms/draft",
        "forms/confirm",
        "forms/summary",
        "forms/upload",
        "forms/chunks",
        "forms/dependent",
        "lists/row_nav",
        "lists/filter_auto",
        "lists/filter_many",
        "positions/import_progress",
        "lib/start",
    )
)
MAP_CSS_VENDOR = (
    f"{_VENDOR}/leaflet/dist/leaflet.css",
    f"{_VENDOR}/leaflet.markercluster/dist/MarkerCluster.css",
    f"{_VENDOR}/@geoman-io/leaflet-geoman-free/dist/leaflet-geoman.css",
    f"{_VENDOR}/leaflet.locatecontrol/dist/L.Control.Locate.min.css",
)
MAP_CSS = tuple(
    f"css/{name}.css"
    for name in (
        "map",
        "map_signs",
        "map_tools",
        "planner",
        "planner_tools",
        "coordinate",
        "sheet",
        "paper",
        "paper_print",
        "layers",
    )
)
MAP_JS_VENDOR = (
    f"{_VENDOR}/leaflet/dist/leaflet.js",
    f"{_VENDOR}/leaflet.markercluster/dist/leaflet.markercluster.js",
    f"{_VENDOR}/@geoman-io/leaflet-geoman-free/dist/leaflet-geoman.min.js",
    f"{_VENDOR}/leaflet.locatecontrol/dist/L.Control.Locate.min.js",
    f"{_VENDOR}/proj4/dist/proj4.js",
    f"{_VENDOR}/pbf/dist/pbf.js",
    f"{_VENDOR}/geographiclib-geodesic/geographiclib-geodesic.min.js",
    f"{_VENDOR}/pmtiles/dist/pmtiles.js",
    f"{_VENDOR}/protomaps-leaflet/dist/protomaps-leaflet.js",
)
MAP_JS = tuple(
    f"js/{name}.js"
    for name in (
        "map/geodesic",
        "map/scale",
        "map/grid",
        "map/grid_layer",
        "map/ground",
        "map/signs",
        "map/features",
        "map/controls",
        "map/picker",
        "map/draw",
        "map/measure",
        "paper/layout",
        "paper/borrowed",
        "paper/neatline",
        "paper/margin",
        "paper/sheet",
        "paper/room",
        "map/map",
        "planning/vector_tile",
        "planning/discs",
        "planning/tiles",
        "planning/report_layer",
        "planning/case_layer",
        "planning/panel",
        "planning/filter",
        "planning/area_catcher",
        "planning/selection",
        "planning/searched",
        "planning/time_bar",
        "layers/layers",
        "planning/planner_map",
        "positions/coordinate_live",
        "sketchmaps/sheet",
        "sketchmaps/viewer",
        "sketchmaps/state",
        "sketchmaps/marks",
        "sketchmaps/heat",
        "sketchmaps/overlay",
        "sketchmaps/align_panel",
        "sketchmaps/align",
        "sketchmaps/trace",
    )
)


def bundles() -> dict[str, Bundle]:
    """Return the bundles by name; each output's name carries a hash of what is in it."""
    return {
        "site_css": _bundle(SITE_CSS_VENDOR, SITE_CSS, "rcssmin", "gen/site.%(version)s.css"),
        "site_js": _bundle((), SITE_JS, "rjsmin", "gen/site.%(version)s.js"),
        "map_css": _bundle(MAP_CSS_VENDOR, MAP_CSS, "rcssmin", "gen/map.%(version)s.css"),
        "map_js": _bundle(MAP_JS_VENDOR, MAP_JS, "rjsmin", "gen/map.%(version)s.js"),
    }


def _bundle(vendor: tuple[str, ...], own: tuple[str, ...], minifier: str, output: str) -> Bundle:
    parts = [Bundle(*vendor)] if vendor else []
    return Bundle(*parts, Bundle(*own, filters=minifier), output=output)


def init_assets(app: Flask) -> None:
    """Register the bundles, and what layouts and macros call."""
    static = Path(app.static_folder or "static")
    environment = Environment(app)
    environment.versions = "hash"
    environment.manifest = f"json:{static / 'gen' / 'manifest.json'}"
    environment.cache = False
    environment.url_expire = False
    environment.register(bundles())
    app.jinja_env.globals.update(asset_urls=AssetUrls(environment), static_url=StaticUrl(static), shown=shown)


def build(app: Flask) -> list[str]:
    """Write every bundle under static/gen; return the files written, relative to static/."""
    environment = cast(AssetUrls, app.jinja_env.globals["asset_urls"]).environment
    static = Path(app.static_folder or "static")
    (static / "gen").mkdir(parents=True, exist_ok=True)
    with app.app_context():
        for bundle in environment:
            bundle.build(force=True)
            bundle.urls()
        return sorted(str(path.relative_to(static)) for path in (static / "gen").iterdir())


class AssetUrls:
    """Addresses of a bundle; remembered when the bundles are built beforehand."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self._known: dict[str, list[str]] = {}

    def __call__(self, name: str) -> list[str]:
        """Return the addresses of bundle `name` for <link> or <script>."""
        if name in self._known:
            return self._known[name]
        urls: list[str] = self.environment[name].urls()
        if not self.environment.auto_build and not self.environment.debug:
            self._known[name] = urls
        return urls


class StaticUrl:
    """Addresses of single static files, with a hash so that they may be kept for long."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._hashes: dict[tuple[str, float], str] = {}

    def __call__(self, filename: str) -> str:
        """Return the address of static/`filename`."""
        file = self._folder / filename
        key = (filename, file.stat().st_mtime)
        if key not in self._hashes:
            self._hashes[key] = hashlib.sha256(file.read_bytes()).hexdigest()[:8]
        return url_for("static", filename=filename, v=self._hashes[key])
