"""The ground: text folding for Vietnamese search, and the TM-3 zones that older PostGIS lacks."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# unaccent folds đ, tone marks, composed and decomposed letters alike; naming the dictionary makes
# the result depend on nothing but the text, so it may stand in a stored column.
FOLD = """
CREATE FUNCTION fold_vi(t text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT lower(public.unaccent('public.unaccent'::regdictionary, normalize(t, NFC))) $$
"""

# EPSG code -> central meridian of VN-2000 / TM-3. PostGIS 3.3 ends before them; 9215 is Lạng Sơn's.
TM3_ZONES = {
    9205: 103.0, 9206: 104.0, 9207: 104.5, 9208: 104.75, 9209: 105.5, 9210: 105.75, 9211: 106.0,
    9212: 106.25, 9213: 106.5, 9214: 107.0, 9215: 107.25, 9216: 107.5, 9217: 108.25, 9218: 108.5,
}  # fmt: skip

# EPSG:6960 written as position vector: its three rotations change sign against QĐ 05/2007's text.
TO_WGS84 = "-191.90441429,-39.30318279,-111.45032835,0.00928836,-0.01975479,0.00427372,0.252906278"


def upgrade() -> None:
    """Apply."""
    op.execute(FOLD)
    insert = sa.text(
        "INSERT INTO spatial_ref_sys (srid, auth_name, auth_srid, srtext, proj4text)"
        " SELECT :srid, 'EPSG', :srid, '', :proj"
        " WHERE NOT EXISTS (SELECT 1 FROM spatial_ref_sys WHERE srid = :srid)"
    )
    for srid, lon0 in TM3_ZONES.items():
        proj = (
            f"+proj=tmerc +lat_0=0 +lon_0={lon0} +k=0.9999 +x_0=500000 +y_0=0 +ellps=WGS84"
            f" +towgs84={TO_WGS84} +units=m +no_defs"
        )
        op.get_bind().execute(insert, {"srid": srid, "proj": proj})


def downgrade() -> None:
    """Take back; the zones stay, since a newer PostGIS brings the same rows itself."""
    op.execute("DROP FUNCTION fold_vi(text)")
