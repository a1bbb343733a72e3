"""Visits, findings, search effort, plans, clearance and excavations."""
