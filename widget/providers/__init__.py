"""Language models behind one protocol; none is needed for the assistant to work."""

from widget.providers.protocol import AnswerProvider, ChatMessage, Chunk, ProviderError, ProviderRequest

__all__ = ["AnswerProvider", "ChatMessage", "Chunk", "ProviderError", "ProviderRequest"]
