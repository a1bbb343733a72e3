"""What can go wrong with services on this machine."""


class ServiceError(RuntimeError):
    """A service cannot start or stop; the text says what to do."""
