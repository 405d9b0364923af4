"""A Jupyter kernel of exactly this Python, whatever kernels are installed on the machine."""

import sys
from collections.abc import Mapping

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager


def kernel_manager(environment: Mapping[str, str]) -> type[AsyncKernelManager]:
    """A kernel manager for papermill whose kernels run this interpreter with ``environment`` added.

    A ``python3`` kernelspec found by name may be another program's: one in the user's home, or on
    ``JUPYTER_PATH``, comes before this environment's own.
    """
    spec = KernelSpec(
        argv=[
            sys.executable, "-Xfrozen_modules=off", "-m", "ipykernel_launcher",
            "-f", "{connection_file}", "--HistoryManager.enabled=False", "--log-level=ERROR",
        ],
        display_name="Python 3",
        language="python",
        env=dict(environment),
    )  # fmt: skip

    class ThisPython(AsyncKernelManager):
        @property
        def kernel_spec(self) -> KernelSpec:
            return spec

    return ThisPython
