"""Where to search next."""
