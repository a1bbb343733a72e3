"""Forms of signing in, of organisations and of accounts."""
