"""Which programs read a node, from the daemon's list of objects."""

import ctypes

from app.core.errors import DeviceError
from app.core.viewer_names import UNKNOWN_VIEWER
from app.devices.linux.pipewire import library as pw
from app.devices.linux.pipewire.connection import Connection
from app.language import _

_LINK, _NODE, _CLIENT = "PipeWire:Interface:Link", "PipeWire:Interface:Node", "PipeWire:Interface:Client"
_KINDS = (_LINK, _NODE, _CLIENT)
_NAMES = ("application.name", "application.process.binary", "node.description", "node.name")


class Graph:
    """The nodes, links and clients of the daemon, kept up to date by its callbacks.

    Args:
        connection: not yet started; its end is the graph's end.

    Raises:
        DeviceError: the daemon does not answer.
    """

    def __init__(self, connection: Connection) -> None:
        self._objects: dict[int, tuple[str, dict[str, str]]] = {}
        registry = pw.registry_of(connection.core)
        if not registry:
            raise DeviceError(_("PipeWire does not list its cameras."), _("Restart your desktop session."))
        connection.destroy_at_end(registry)
        self._hook = pw.Hook()
        self._events = pw.RegistryEvents(0, pw.GlobalAdded(self._added), pw.GlobalRemoved(self._removed))
        connection.listen(registry, self._hook, self._events)

    def readers(self, node: int) -> tuple[str, ...]:
        """Return the sorted names of the programs that read a node, `UNKNOWN_VIEWER` for an unknown name.

        Call it while the connection is locked.
        """
        links = [texts for kind, texts in self._objects.values() if kind == _LINK]
        ends = {texts.get("link.input.node", "") for texts in links if texts.get("link.output.node") == str(node)}
        return tuple(sorted({self._name(end) for end in ends}))

    def _name(self, node: str) -> str:
        """Return the name of the program that a node belongs to; `UNKNOWN_VIEWER` if it has none."""
        texts = self._texts(node)
        owner = self._texts(texts.get("client.id", ""))
        return next((found[key] for found in (owner, texts) for key in _NAMES if found.get(key)), UNKNOWN_VIEWER)

    def _texts(self, identity: str) -> dict[str, str]:
        return self._objects.get(int(identity), ("", {}))[1] if identity.isdecimal() else {}

    def _added(
        self,
        data: object,
        identity: int,
        permissions: int,
        kind: bytes,
        version: int,
        texts: "ctypes._Pointer[pw.Dict]",
    ) -> None:
        name = kind.decode("ascii", "replace")
        if name in _KINDS:
            self._objects[identity] = (name, pw.texts_of(texts))

    def _removed(self, data: object, identity: int) -> None:
        self._objects.pop(identity, None)
