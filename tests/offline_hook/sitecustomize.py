"""Python loads this by its name at every start: no connection, in this process or those it makes.

`tests/offline.py` puts the folder on PYTHONPATH.
"""

from toolkit.host.isolation import no_connections

stretch = no_connections()
stretch.__enter__()  # and never left: it ends with the process
