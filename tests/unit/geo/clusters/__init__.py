"""Clusters of reports."""
