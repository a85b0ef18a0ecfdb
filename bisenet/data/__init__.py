"""Training data: image folders, joint image and mask transforms, compositing people onto rooms."""
