"""Boundaries of communes, base maps and other layers that the province brings along as files."""
