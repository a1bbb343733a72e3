"""`gis-case …`: each command parses, calls one service, commits."""

from gis_case.cli.lazy import LazyGroup

# Name -> where the command is, and what it does. A command's own imports wait until it is called.
COMMANDS = {
    "up": ("gis_case.cli.up:up", "Start everything, and stop it with Ctrl-C."),
    "services": ("gis_case.cli.services:services", "The embedded PostGIS and Redis."),
    "db": ("gis_case.cli.database:db", "Roles, schema, backup and restore."),
    "users": ("gis_case.cli.users:users", "Accounts."),
    "organisations": ("gis_case.cli.users:organisations", "Organisations."),
    "reference": ("gis_case.cli.reference:reference", "Communes, posts and sites that ship with the product."),
    "assets": ("gis_case.cli.reference:assets", "Style sheets and scripts."),
    "coordinates": ("gis_case.cli.coordinates:coordinates", "What a text means, and how a point is written."),
    "sites": ("gis_case.cli.sites:sites", "Battle sites from files."),
    "maps": ("gis_case.cli.maps:maps", "Scanned maps and sketches: control points, fits, warped images."),
    "positions": ("gis_case.cli.positions:positions", "Position reports from files, and into files."),
    "boundaries": ("gis_case.cli.layers:boundaries", "Boundaries of communes from files."),
    "basemaps": ("gis_case.cli.layers:basemaps", "Base maps and layers from files."),
    "search-surface": ("gis_case.cli.planning:search_surface", "Where to search next in a case."),
    "clusters": ("gis_case.cli.planning:clusters", "Clusters of reports."),
    "planning": ("gis_case.cli.planning:planning", "All that planning works out."),
    "priorities": ("gis_case.cli.planning:priorities", "Priorities of cases on the planning board."),
    "demo": ("gis_case.cli.demo:demo", "Invented people and cases, for learning."),
    "worker": ("gis_case.cli.worker:worker", "Work off what the pages have put aside."),
    "config": ("gis_case.cli.settings:config", "Every setting, its variable and its value."),
    "shell": ("gis_case.cli.shell:shell", "Python with the application and a session."),
}

main = LazyGroup("gis-case", COMMANDS, help="Case management for the search and identification of war dead.")
