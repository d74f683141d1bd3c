"""Countries and cities that a text names, and the countries that it is about."""
