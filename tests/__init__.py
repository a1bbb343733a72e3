"""Tests of every floor."""
