//! izin
