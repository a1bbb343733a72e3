"""What all tests share."""

import pytest


@pytest.fixture(scope="session")
def worker_id(request: pytest.FixtureRequest) -> str:
    """The name of this test process, also when tests do not run side by side."""
    worker = getattr(request.config, "workerinput", {})
    return str(worker.get("workerid", "main"))
