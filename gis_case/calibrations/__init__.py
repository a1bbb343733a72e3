"""Local datum shifts for systems that no published operation carries to this province."""
