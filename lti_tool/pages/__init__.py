"""One blueprint per screen family: read the request into a form, call one function, render."""
