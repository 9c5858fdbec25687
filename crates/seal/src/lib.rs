//! Keys, sealing, commitments and blind indexes behind one trait (layer 0)
