"""Where one batch lives: the storage, its buckets, and the names of the batch's own objects."""

from __future__ import annotations

from dataclasses import dataclass, field

from sluice_glue.protocol import keys
from sluice_glue.protocol.manifest import Manifest
from sluice_glue.storage.patience import Patience
from sluice_glue.storage.port import Storage


@dataclass(frozen=True)
class Batch:
    """A batch with the storage that it lies in. `control` and `processed` are bucket names."""

    storage: Storage
    control: str
    processed: str
    manifest: Manifest
    patience: Patience = field(default_factory=Patience)

    @property
    def batch_id(self) -> str:
        return self.manifest.batch_id

    @property
    def dataset_id(self) -> str:
        return self.manifest.dataset_id

    @property
    def batch_head_key(self) -> str:
        return keys.batch_head_key(self.dataset_id, self.batch_id)

    def intent_key(self, attempt: int) -> str:
        return keys.intent_key(self.dataset_id, self.batch_id, attempt)

    def report_key(self, attempt: int) -> str:
        return keys.report_key(self.dataset_id, self.batch_id, attempt)

    def staging_prefix(self, attempt: int) -> str:
        return keys.staging_prefix(self.dataset_id, self.batch_id, attempt)

    @property
    def inputs_prefix(self) -> str:
        return keys.inputs_prefix(self.dataset_id, self.batch_id)

    @property
    def published_to(self) -> tuple[str, str]:
        return (self.processed, self.manifest.quarantine_bucket)
