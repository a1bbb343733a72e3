"""Pure rules of the planning board."""
