"""A datum shift of our own, fitted from local control points; a version of it is kept with what it moved."""

from dataclasses import dataclass

# The ellipsoid of each datum for which a local shift may be fitted.
ELLIPSOIDS = {"indian1960": "evrst30", "hn72": "krass"}


@dataclass(frozen=True, slots=True)
class Calibration:
    """A shift of `datum` to WGS 84: geocentric translation in metres, good to `r95_m` where it was fitted.

    `code` names this version among all of its datum and is stored with every position derived by it.
    """

    datum: str
    dx: float
    dy: float
    dz: float
    r95_m: float
    code: str = ""

    def pipeline(self) -> str:
        """Return the PROJ pipeline from longitude, latitude on the datum to WGS 84, degrees both."""
        return (
            "+proj=pipeline +step +proj=unitconvert +xy_in=deg +xy_out=rad"
            f" +step +proj=cart +ellps={ELLIPSOIDS[self.datum]}"
            f" +step +proj=helmert +x={self.dx:.6f} +y={self.dy:.6f} +z={self.dz:.6f}"
            " +step +inv +proj=cart +ellps=WGS84"
            " +step +proj=unitconvert +xy_in=rad +xy_out=deg"
        )
