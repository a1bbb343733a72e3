"""gis-case: geospatial case management for the search, recovery and identification of war dead."""
