//! What a guest's panic said. The SDK leaves it in the guest's memory (`plugin-sdk/src/panics.rs`), under a name that its module
//! exports, and it is read there once the guest has trapped. All of it is the guest's own: it may say anything, or point
//! anywhere.

use wasmtime::{Instance, Store, WasmCoreDump};

use crate::failure::shorten;

/// What the SDK exports: where in memory the address of the text stands, and after it the length in bytes.
const PLACE: &str = "balai-panicked";
/// Of the text, so many bytes are told.
const MOST: usize = 4 << 10;

/// What the guest said that trapped so; none where it did not panic, or was not built with the SDK.
pub(crate) fn said<T: 'static>(error: &wasmtime::Error, store: &mut Store<T>) -> Option<String> {
    let dump = error.downcast_ref::<WasmCoreDump>()?;
    let mut instances = dump.instances().iter();
    instances.find_map(|instance| said_by(instance, store))
}

fn said_by<T: 'static>(instance: &Instance, store: &mut Store<T>) -> Option<String> {
    let place = instance.get_global(&mut *store, PLACE)?;
    let place = place.get(&mut *store).i32()?;
    let memory = instance.get_memory(&mut *store, "memory")?;
    let memory = memory.data(&*store);
    let [text, bytes] = [0, 4].map(|behind| number(memory, index(place).checked_add(behind)?));
    let (text, bytes) = (text?, bytes?);
    let text = memory.get(text..text.checked_add(bytes)?)?;
    // One more, by which it is seen to be cut.
    let text = &text[..text.len().min(MOST + 1)];
    (!text.is_empty()).then(|| shorten(String::from_utf8_lossy(text).into_owned(), MOST))
}

fn number(memory: &[u8], at: usize) -> Option<usize> {
    let bytes = memory.get(at..)?.first_chunk()?;
    Some(index(i32::from_le_bytes(*bytes)))
}

/// An address of WebAssembly has no sign.
fn index(address: i32) -> usize {
    usize::try_from(address.cast_unsigned()).unwrap_or(usize::MAX)
}
