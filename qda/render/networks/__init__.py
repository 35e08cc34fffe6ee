"""Networks as files of other programs: Graphviz, Mermaid, GraphML, GEXF."""
