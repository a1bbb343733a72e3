"""`python -m gis_case.cli`: the same as `gis-case`."""

from gis_case.cli import main

main(prog_name="gis-case")
