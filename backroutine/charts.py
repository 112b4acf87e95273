"""Series in, SVG geometry out. Pure: scales, ticks, bars, lines and a heat map, drawn by templates/charts/."""
