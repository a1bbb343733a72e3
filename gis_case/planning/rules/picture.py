"""A surface as a picture to lie over the map: paler where it is less likely, clear where it hardly is."""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image

# From pale straw to deep violet, lightness falling steadily; none is a colour of a stage or of a warning.
RAMP = np.array([[243, 226, 190], [222, 160, 130], [176, 91, 118], [112, 46, 108], [60, 20, 77]], dtype=np.float64)
MOST_OPAQUE, LEAST_OPAQUE = 185.0, 40.0
CLEAR_BELOW = 0.02


def picture(p: NDArray[np.float32]) -> bytes:
    """Return a PNG of (rows, columns) chances, row 0 the southernmost; one pixel for each cell, north at the top."""
    top = float(p.max()) or 1.0
    share = np.sqrt(np.flipud(p) / top)  # the eye judges areas by the root
    at = share * (len(RAMP) - 1)
    low = np.minimum(at.astype(int), len(RAMP) - 2)
    part = (at - low)[..., None]
    colours = RAMP[low] * (1 - part) + RAMP[low + 1] * part
    opaque = np.where(share**2 < CLEAR_BELOW, 0, LEAST_OPAQUE + share * (MOST_OPAQUE - LEAST_OPAQUE))
    image = Image.fromarray(np.dstack([colours, opaque]).round().astype(np.uint8), "RGBA")
    file = BytesIO()
    image.save(file, "PNG", optimize=False)
    return file.getvalue()
