"""The panel over HTTP: the only part of the widget that knows Flask."""
