"""The supervisor behind `make up`: embedded servers, children, the ready line. It never imports Django."""
