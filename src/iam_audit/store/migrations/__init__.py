"""The steps that the tables of a store have taken, as Alembic reads them."""
