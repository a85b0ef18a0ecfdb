"""Arrays in, arrays out: mattes, backgrounds and looks become a picture. No thread."""
