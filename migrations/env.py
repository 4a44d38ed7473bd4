"""Alembic's entry: runs on the connection that `lti_tool.db.schema` hands over."""

from alembic import context

from lti_tool.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    compare_type=True,
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
