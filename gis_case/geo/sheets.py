"""Where a numbered map sheet lies: the American L7014 series, and sheets of the international numbering."""

from gis_case.geo.provinces import Box

_QUADRANTS = {"I": (1, 1), "II": (1, 0), "III": (0, 0), "IV": (0, 1)}
_PARTS = {"A": (0, 1), "B": (1, 1), "C": (0, 0), "D": (1, 0)}


def sheet_boxes(name: str) -> list[Box]:
    """Return where a sheet may lie, as west, south, east, north in degrees; empty for an unknown name.

    Args:
        name: "6342", "6342 III" (L7014, 1:50 000), "F-48-68" or "F-48-68-D". The latter are read both as
            VN-2000 (96 sheets of 30' in one of 1:1 000 000) and as the older Soviet division (144 sheets
            of 30' by 20').

    Source: the sheet lines of series L7014 and L7018 (half degrees counted from 75°E and 4°30'S, quarters
    numbered from the north-east, clockwise); Thông tư 973/2001/TT-TCĐC for VN-2000.
    """
    words = name.upper().replace("-", " ").split()
    if words and words[0].isdigit() and len(words[0]) == 4:
        return _american(words[0], words[1] if len(words) > 1 else "")
    if len(words) >= 3 and words[0] in ("C", "D", "E", "F") and words[1] in ("47", "48", "49") and words[2].isdigit():
        return _international(words[0], int(words[1]), int(words[2]), words[3] if len(words) > 3 else "")
    return []


def _american(number: str, quadrant: str) -> list[Box]:
    west, south = 75 + int(number[:2]) / 2, int(number[2:]) / 2 - 4.5
    if quadrant not in _QUADRANTS:
        return [(west, south, west + 0.5, south + 0.5)]
    right, up = _QUADRANTS[quadrant]
    return [(west + right / 4, south + up / 4, west + right / 4 + 0.25, south + up / 4 + 0.25)]


def _international(row: str, column: int, number: int, part: str) -> list[Box]:
    west, north = (column - 31) * 6.0, (ord(row) - ord("A") + 1) * 4.0
    boxes = []
    for count, height in ((96, 0.5), (144, 1 / 3)):
        if 1 <= number <= count:
            down, right = divmod(number - 1, 12)
            south = north - (down + 1) * height
            boxes.append(_quartered((west + right * 0.5, south, west + right * 0.5 + 0.5, south + height), part))
    return boxes


def _quartered(box: Box, part: str) -> Box:
    if part not in _PARTS:
        return box
    west, south, east, north = box
    right, up = _PARTS[part]
    width, height = (east - west) / 2, (north - south) / 2
    return (west + right * width, south + up * height, west + (right + 1) * width, south + (up + 1) * height)
