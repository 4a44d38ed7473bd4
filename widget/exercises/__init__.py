"""The library of introspection and coping exercises, as data, and the "I am stuck now" flow."""
