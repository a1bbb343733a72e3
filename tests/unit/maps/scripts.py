"""The pure scripts of the maps, run by node beside the vendor files the browser loads."""

import json
import subprocess
from pathlib import Path
from typing import Any

STATIC = Path(__file__).resolve().parents[3] / "static"
# Those that need neither Leaflet nor a page; the words of a page that they ask for are answered plainly.
PURE = ("map/geodesic", "map/scale", "map/grid", "paper/layout", "paper/neatline", "paper/margin")
BEGIN = """
const fs = require("node:fs");
const vm = require("node:vm");
globalThis.window = globalThis;
globalThis.GisCase = { page: { metres: String, number: String, say: (sentence) => sentence }, signs: {} };
globalThis.proj4 = require("./node_modules/proj4/dist/proj4.js");
globalThis.geodesic = require("./node_modules/geographiclib-geodesic/geographiclib-geodesic.min.js");
const [files, given] = JSON.parse(fs.readFileSync(0, "utf8"));
for (const name of files) vm.runInThisContext(fs.readFileSync(`js/${name}.js`, "utf8"), { filename: name });
const answer = (%s)(...given);
process.stdout.write(JSON.stringify(answer));
"""


def run(function: str, *given: Any) -> Any:
    """Return what a JavaScript function answers to `given`; both travel as JSON."""
    done = subprocess.run(
        ["node", "-e", BEGIN % function],
        cwd=STATIC,
        input=json.dumps([PURE, given]),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert not done.returncode, done.stderr
    return json.loads(done.stdout)
