//! Calling what a mini-app exports. Its types are checked at the first call of a component and not again: checking the
//! whole tree of a page's types takes a quarter of the time of a call.

use std::sync::atomic::{AtomicBool, Ordering};

use wasmtime::component::{ComponentExportIndex, Func, Instance, InstancePre, TypedFunc};
use wasmtime::{Result, Store, format_err};

use crate::form::Submission;
use crate::page::Page;
use crate::{GuestIndices, Outcome, Refusal, Request};

type Answer<T> = core::result::Result<T, Refusal>;

const APP: &str = "balai:app/app@0.1.0";

/// The exports of one component.
pub struct Exports {
    /// Checks the types of all of them.
    all: GuestIndices,
    is_checked: AtomicBool,
    show: ComponentExportIndex,
    act: ComponentExportIndex,
}

impl Exports {
    /// Where they are.
    ///
    /// # Errors
    /// Names the export that is missing.
    pub fn of<T>(pre: &InstancePre<T>) -> Result<Self> {
        let all = GuestIndices::new(pre)?;
        let component = pre.component();
        let app = component.get_export_index(None, APP);
        let function = |name: &str| {
            let index = component.get_export_index(app.as_ref(), name);
            index.ok_or_else(|| format_err!("no exported function named `{name}`"))
        };
        Ok(Self {
            show: function("show")?,
            act: function("act")?,
            is_checked: AtomicBool::new(false),
            all,
        })
    }

    /// Checks their types, on an instance of the component.
    ///
    /// # Errors
    /// Names the first that is of another type, or that the instance is of another component.
    pub fn check<T>(&self, store: &mut Store<T>, instance: &Instance) -> Result<()> {
        if !self.is_checked.load(Ordering::Acquire) {
            self.all.load(&mut *store, instance)?;
            self.is_checked.store(true, Ordering::Release);
        }
        Ok(())
    }

    /// The page at a path.
    ///
    /// # Errors
    /// What ended the guest.
    pub async fn show<T: Send>(
        &self,
        store: &mut Store<T>,
        instance: &Instance,
        request: &Request,
    ) -> Result<Answer<Page>> {
        let function = self.checked(store, instance, &self.show)?;
        // SAFETY: see `checked`; `all` checks it for these very types.
        #[expect(unsafe_code, reason = "the types were checked before")]
        let show = unsafe { TypedFunc::<(&Request,), (Answer<Page>,)>::new_unchecked(function) };
        let (shown,) = show.call_async(store, (request,)).await?;
        Ok(shown)
    }

    /// What a person sent.
    ///
    /// # Errors
    /// What ended the guest.
    pub async fn act<T: Send>(
        &self,
        store: &mut Store<T>,
        instance: &Instance,
        request: &Request,
        submission: &Submission,
    ) -> Result<Answer<Outcome>> {
        let function = self.checked(store, instance, &self.act)?;
        // SAFETY: see `checked`; `all` checks it for these very types.
        #[expect(unsafe_code, reason = "the types were checked before")]
        let act = unsafe {
            TypedFunc::<(&Request, &Submission), (Answer<Outcome>,)>::new_unchecked(function)
        };
        let (acted,) = act.call_async(store, (request, submission)).await?;
        Ok(acted)
    }

    /// An export of an instance, whose type was checked: types belong to the component, so what was found on one of its
    /// instances holds for all, and an index of another component's export finds nothing.
    fn checked<T>(
        &self,
        store: &mut Store<T>,
        instance: &Instance,
        export: &ComponentExportIndex,
    ) -> Result<Func> {
        self.check(store, instance)?;
        instance
            .get_func(store, export)
            .ok_or_else(|| format_err!("the instance is of another component"))
    }
}
