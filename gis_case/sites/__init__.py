"""Battle sites: places of battle with dates, units and sources."""
