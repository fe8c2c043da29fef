"""Front and admin views of units, by subject."""
