"""The JSON Schemas that this program publishes, by name."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from evidence.answers import AnswerFile
from evidence.config import Config
from evidence.mapping import MappingFile
from evidence.readers.yaml import ModelFile
from evidence.trust.policy import PolicyFile
from evidence.wire import pack_schema

SCHEMAS: Final[Mapping[str, Callable[[], dict[str, Any]]]] = {
    "pack": pack_schema,
    "model": ModelFile.model_json_schema,
    "project": Config.model_json_schema,
    "mapping": MappingFile.model_json_schema,
    "answers": AnswerFile.model_json_schema,
    "policy": PolicyFile.model_json_schema,
}
