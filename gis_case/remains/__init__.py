"""Remains, effects, samples, custody, submissions, results, conclusions."""
