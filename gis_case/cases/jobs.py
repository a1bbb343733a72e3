"""Look into the files of dossiers: what is damaged is held back, and the original is kept."""

import zipfile
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from gis_case.audit.services import record
from gis_case.cases.documents import CHECK
from gis_case.cases.models import Document, DocumentState
from gis_case.config import Settings
from gis_case.core.files import path_of, preview_of
from gis_case.core.picture import DAMAGED, GOOD, decode_apart
from gis_case.core.text import N_
from gis_case.jobs.registry import handles

MOST_UNPACKED = 500_000_000
MISSING = N_("The file is missing from the store.")
BROKEN = N_("The file is damaged or cut off, so its content could not be read. Scan the paper again if it is at hand.")
HEAVY = N_("The picture needs more memory than is allowed, so it was not opened.")


def check_document(session: Session, *, document_id: UUID, root: Path) -> None:
    """Judge one file once; doing it again changes nothing. The caller commits."""
    document = session.get(Document, document_id)
    if document is None or document.state is not DocumentState.RECEIVED:
        return
    reason = fault(path_of(root, document.sha256), preview_of(root, document.sha256), document.media_type)
    document.state = DocumentState.QUARANTINED if reason else DocumentState.CHECKED
    document.state_reason = reason
    document.has_preview = not reason and document.media_type.startswith("image/")
    record(
        session,
        actor=None,
        action="document.checked",
        entity="document",
        entity_id=document.id,
        state=document.state.value,
    )


@handles(CHECK)
def check_document_job(session: Session, payload: dict[str, Any]) -> None:
    """Check a document as a piece of work of the outbox."""
    check_document(session, document_id=UUID(payload["document_id"]), root=Settings.from_env().files)


def fault(path: Path, preview: Path, media_type: str) -> str:
    """Return why a file is held back, as a msgid; "" when it is sound."""
    if not path.exists():
        return MISSING
    if media_type.startswith("image/"):
        return {GOOD: "", DAMAGED: BROKEN}.get(decode_apart(path, preview), HEAVY)
    if media_type == "application/pdf":
        return "" if _pdf_ends(path) else BROKEN
    if "officedocument" in media_type:
        return "" if _unpacks(path) else BROKEN
    return ""


def _pdf_ends(path: Path) -> bool:
    """A PDF's end mark stands near its end; a cut-off one has none."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 2048))
        return b"%%EOF" in file.read()


def _unpacks(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as package:
            if sum(part.file_size for part in package.infolist()) > MOST_UNPACKED:
                return False
            return package.testzip() is None
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return False  # whatever a damaged package does to its reader: the job says so and keeps the original
