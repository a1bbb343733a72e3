"""Hand-drawn maps: scans, control points, fits, and what is traced from them."""
