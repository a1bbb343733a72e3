"""Work done outside a request, whose truth is a row in PostgreSQL."""
