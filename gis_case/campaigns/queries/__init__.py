"""What the planning board asks of the database."""
