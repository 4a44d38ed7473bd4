"""The assistant on an organisation's own pages: its sites, who vouches for whom, and short sessions."""
