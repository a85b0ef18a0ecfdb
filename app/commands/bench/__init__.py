"""`bisenet-bg bench`: what the main job costs on this machine, one module per question; `command` chooses."""
