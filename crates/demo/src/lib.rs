//! A lawful, lively, synthetic site, the same for the same seed (beside the layers)
