"""The assistant on somebody else's page: the script that a page includes, and its frame."""
