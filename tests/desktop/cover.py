"""A program that covers the screen with one colour, as a meeting does; "full" covers all other windows for good."""

import sys

from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget

COLOUR = (200, 40, 160)

if __name__ == "__main__":
    application = QApplication(["cover"])
    window = QWidget()
    window.setPalette(QPalette(QColor(*COLOUR)))
    if "full" in sys.argv:
        window.showFullScreen()
    else:
        window.showMaximized()
    sys.exit(application.exec())
