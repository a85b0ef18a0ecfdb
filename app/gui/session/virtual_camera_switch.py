"""Turns the virtual camera on and off; no Qt."""

from app.config import AppConfig
from app.core.errors import BisenetBgError
from app.core.pipeline.output import OpenSink
from app.gui.session.changes import Reply
from app.gui.session.live_pipeline import LivePipeline
from app.gui.session.messages import Topic, start_question
from app.gui.session.poller import Poller
from app.gui.session.services import Services
from app.gui.session.task_thread import TaskThread


class VirtualCameraSwitch:
    """Opens the virtual camera in the task thread. Lives in the GUI thread.

    Args:
        services: finds the virtual camera.
        running: the pipeline that feeds it.
        tasks: the thread that finds it.
        poller: records whether the user wants it on.
    """

    def __init__(self, services: Services, running: LivePipeline, tasks: TaskThread, poller: Poller) -> None:
        self._services = services
        self._running = running
        self._tasks = tasks
        self._poller = poller

    def set(self, on: bool, config: AppConfig, reply: Reply, *, may_show_room: bool = False) -> None:
        """Turn it on or off; while the background is the room, ask first.

        Args:
            on: whether on.
            config: names the virtual camera.
            reply: takes the result.
            may_show_room: whether the user agreed to show the room.
        """
        if on and self._poller.requests.virtual_camera:
            reply(None)
            return
        if on and not may_show_room and self._poller.requests.room:
            self._poller.show(start_question())
            reply(None)
            return
        self._poller.request(virtual_camera=on, old_sink_error=self._running.pipeline.status().sink_error)
        self._poller.withdraw(Topic.REQUEST, Topic.ROOM)
        if not on:
            self._running.pipeline.set_sink(None)
            reply(None)
            return

        def use(open_sink: OpenSink) -> None:
            requests = self._poller.requests
            # Both may have changed meanwhile.
            if requests.virtual_camera and requests.room and not may_show_room:
                self._poller.request(virtual_camera=False)
                self._poller.show(start_question())
            elif requests.virtual_camera:
                self._running.pipeline.set_sink(open_sink)
            reply(None)

        def fail(error: BisenetBgError) -> None:
            self._poller.request(virtual_camera=False)
            reply(error)

        self._tasks.run(lambda: self._services.sink_of(config), use, fail)
