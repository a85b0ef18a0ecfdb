import threading

from app.core.pipeline.mailbox import Mailbox


def test_newest_wins_and_drops_are_counted() -> None:
    box: Mailbox[int] = Mailbox()
    for item in (1, 2, 3):
        box.put(item)
    assert box.take(0) == 3
    assert box.take(0) is None
    assert box.dropped == 2


def test_close_wakes_a_waiter_and_refuses_items() -> None:
    box: Mailbox[int] = Mailbox()
    taken: list[int | None] = [0]
    waiter = threading.Thread(target=lambda: taken.append(box.take()))
    waiter.start()
    box.close()
    waiter.join(5)
    box.put(1)
    assert taken == [0, None]
    assert box.take() is None
