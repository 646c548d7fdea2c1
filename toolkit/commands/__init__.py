"""One file per verb: read through `host`, call the pure rooms, report, return an exit code.

A command module defines

* ``NAME`` (the verb) and ``HELP`` (one line, shown by ``--help`` and ``nox -l``),
* ``add_arguments(parser)``,
* ``run(args, terminal) -> ExitCode``.

`toolkit.cli` lists the folder: a new verb is one new file here.
"""
