//! Server-rendered pages over the use cases (layer 4)
