"""What planning writes: surfaces of cases, clusters of reports."""
