//! The heap of a mini-app: a pointer that only moves up. An instance lives for one call and its memory goes with it, so
//! freeing would be work for nothing. The linker gives 512 KiB at start (`.cargo/config.toml` of the workspace), which
//! most pages fit in: then the call makes no system call for memory, which is what lets two threads be twice as fast.
#![expect(unsafe_code, reason = "an allocator hands out raw memory")]

use core::alloc::{GlobalAlloc, Layout};
use core::arch::wasm32::{memory_grow, memory_size};
use core::ptr::with_exposed_provenance_mut;
use core::sync::atomic::{AtomicPtr, Ordering::Relaxed};

const PAGE: usize = 64 * 1024;

unsafe extern "C" {
    /// Where static data ends: the linker's symbol, of which only the address means anything.
    static __heap_base: u8;
}

#[global_allocator]
static HEAP: Heap = Heap {
    top: AtomicPtr::new((&raw const __heap_base).cast_mut()),
};

/// `top` is the first free address. Atomic only to be shared: there is one thread.
struct Heap {
    top: AtomicPtr<u8>,
}

impl Heap {
    fn top(&self) -> usize {
        self.top.load(Relaxed).addr()
    }

    /// Takes everything below `end`, asking for more memory where there is not enough. False where there is none.
    fn take_up_to(&self, end: usize) -> bool {
        let held = memory_size::<0>() * PAGE;
        if end > held {
            let pages = (end - held).div_ceil(PAGE);
            if memory_grow::<0>(pages) == usize::MAX {
                return false;
            }
        }
        self.top.store(with_exposed_provenance_mut(end), Relaxed);
        true
    }
}

// SAFETY: blocks never overlap, as `top` only moves up and each block lies between two of its values; it is rounded up to
// the alignment asked for; and memory between `top` and the end of memory was never written, so it is zero.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // An alignment is a power of two; by division, rounding up would take longer than all else here.
        let mask = layout.align() - 1;
        let start = self.top().checked_add(mask).map(|start| start & !mask);
        match start.and_then(|start| Some((start, start.checked_add(layout.size())?))) {
            Some((start, end)) if self.take_up_to(end) => with_exposed_provenance_mut(start),
            _ => core::ptr::null_mut(),
        }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        // SAFETY: the caller's promise about the layout is the one that `alloc` asks for.
        unsafe { self.alloc(layout) }
    }

    unsafe fn dealloc(&self, _block: *mut u8, _layout: Layout) {}

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, new_size: usize) -> *mut u8 {
        if new_size <= layout.size() {
            return block;
        }
        let last = block.addr() + layout.size() == self.top();
        if last {
            // The block that was given out last grows where it is: strings and lists that are built up copy nothing.
            return match block.addr().checked_add(new_size) {
                Some(end) if self.take_up_to(end) => block,
                _ => core::ptr::null_mut(),
            };
        }
        // SAFETY: the new block is as large as `new_size`, which is more than `layout.size()`, and overlaps nothing.
        unsafe {
            let new = self.alloc(Layout::from_size_align_unchecked(new_size, layout.align()));
            if !new.is_null() {
                core::ptr::copy_nonoverlapping(block, new, layout.size());
            }
            new
        }
    }
}
