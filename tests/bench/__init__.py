"""Measurements: ratios to the bare SQL of the same work, in one run; never asserted in tests."""
