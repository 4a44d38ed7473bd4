"""Drafts: from the learner's first words through software's comments to the mentor's validation."""
