"""How good the output is, by cross-validation over sites or whole sources."""
