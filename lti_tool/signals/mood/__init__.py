"""How written lines read: valence and distress, one calibrated head per language."""
