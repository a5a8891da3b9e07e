"""Runs steps in the transaction that is handed in, so that a step is taken as a whole or not at all."""

from alembic import context

attributes = context.config.attributes
context.configure(connection=attributes["connection"], version_table=attributes["version_table"])
context.run_migrations()
