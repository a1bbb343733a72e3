"""The map of reports, sites and cases."""
