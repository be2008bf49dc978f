"""Runs jobs: takes them from the queue, asks the outside, keeps the answers, and looks after those left lying."""

from workflows.worker.process import Worker, WorkerRunning, serve
from workflows.worker.runner import Duties, IncidentHook, Periodic
from workflows.worker.upkeep import Pace

__all__ = ["Duties", "IncidentHook", "Pace", "Periodic", "Worker", "WorkerRunning", "serve"]
