"""Being here puts this folder on the path, so that every test can import the builders."""

from hypothesis import settings

# How long one example takes depends on what else the machine does, which says nothing about the program.
settings.register_profile("any machine", deadline=None)
settings.load_profile("any machine")

pytest_plugins = ["databases", "real_browser"]
