//! The platform's randomness, in the shape that WASI asks for.

use std::convert::Infallible;

use app::Entropy;
use rand_core::TryRng;

/// Of the platform: real in service, and the same for the same seed in a journey.
pub struct Randomness(pub Entropy);

impl TryRng for Randomness {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(u32::from_le_bytes(self.0.bytes()))
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(u64::from_le_bytes(self.0.bytes()))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        self.0.fill(bytes);
        Ok(())
    }
}
