"""Names of the groups that ``setup_roles`` keeps: data, shown in the admin."""

AUTHORS = "Auteurs"
INSPECTORS = "Inspecteurs"
ADMINISTRATORS = "Administrateurs"
