"""The offline demo: a sample company lives some months with the robot, its customers simulated.

The simulated world reaches the robot only by mails, files and the exception queue. `run_demo` is the way in.
"""

from __future__ import annotations

from workers.demo.run import run_demo

__all__ = ["run_demo"]
