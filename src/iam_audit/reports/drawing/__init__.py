"""What a template engine or a terminal library draws: loaded by the report that needs it, when it is asked for."""
