//! Calling what a mini-app exports: what every one does, and what some do. Its types are checked at the first call of a
//! component and not again: checking the whole tree of a page's types takes a quarter of the time of a call.

use std::sync::atomic::{AtomicBool, Ordering};

use wasmtime::component::{ComponentExportIndex, Func, Instance, InstancePre, TypedFunc};
use wasmtime::{Result, Store, format_err};

use crate::form::{Choice, Submission};
use crate::page::Page;
use crate::{GuestIndices, Outcome, Refusal, Request};

type Answer<T> = core::result::Result<T, Refusal>;

const APP: &str = "balai:app/app@0.1.0";
const LOOKUPS: &str = "balai:app/lookups@0.1.0";

type SuggestArguments<'a> = (&'a Request, &'a str, &'a str, u32);
type ResolveArguments<'a> = (&'a Request, &'a str, &'a [String]);
type Choices = (Answer<Vec<Choice>>,);

/// The exports of one component.
pub struct Exports {
    /// Checks the types of all of them.
    all: GuestIndices,
    is_checked: AtomicBool,
    show: ComponentExportIndex,
    act: ComponentExportIndex,
    lookups: Option<Lookups>,
}

/// Where the optional export for lookups is.
struct Lookups {
    suggest: ComponentExportIndex,
    resolve: ComponentExportIndex,
}

impl Exports {
    /// Where they are.
    ///
    /// # Errors
    /// Names the export that is missing.
    pub fn of<T>(pre: &InstancePre<T>) -> Result<Self> {
        let all = GuestIndices::new(pre)?;
        let component = pre.component();
        let function = |of: Option<&ComponentExportIndex>, name: &str| {
            let index = component.get_export_index(of, name);
            index.ok_or_else(|| format_err!("no exported function named `{name}`"))
        };
        let app = component.get_export_index(None, APP);
        let lookups = component.get_export_index(None, LOOKUPS);
        let lookups = lookups.as_ref().map(|lookups| {
            Ok::<_, wasmtime::Error>(Lookups {
                suggest: function(Some(lookups), "suggest")?,
                resolve: function(Some(lookups), "resolve")?,
            })
        });
        Ok(Self {
            show: function(app.as_ref(), "show")?,
            act: function(app.as_ref(), "act")?,
            lookups: lookups.transpose()?,
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
            if let Some(lookups) = &self.lookups {
                let mut function = |index| {
                    let function = instance.get_func(&mut *store, index);
                    function.ok_or_else(|| format_err!("the instance is of another component"))
                };
                let (suggest, resolve) = (function(&lookups.suggest)?, function(&lookups.resolve)?);
                suggest.typed::<SuggestArguments<'_>, Choices>(&*store)?;
                resolve.typed::<ResolveArguments<'_>, Choices>(&*store)?;
            }
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

    /// Whether it answers for lookups.
    #[must_use]
    pub fn has_lookups(&self) -> bool {
        self.lookups.is_some()
    }

    /// What a lookup offers for a text.
    ///
    /// # Errors
    /// What ended the guest, or that it has no lookups.
    pub async fn suggest<T: Send>(
        &self,
        store: &mut Store<T>,
        instance: &Instance,
        request: &Request,
        lookup: &str,
        text: &str,
        limit: u32,
    ) -> Result<Answer<Vec<Choice>>> {
        let function = self.checked(store, instance, &self.lookups()?.suggest)?;
        // SAFETY: see `checked`; `check` checks it for these very types.
        #[expect(unsafe_code, reason = "the types were checked before")]
        let suggest =
            unsafe { TypedFunc::<SuggestArguments<'_>, Choices>::new_unchecked(function) };
        let arguments = (request, lookup, text, limit);
        let (offered,) = suggest.call_async(store, arguments).await?;
        Ok(offered)
    }

    /// Which of these values a lookup offers.
    ///
    /// # Errors
    /// What ended the guest, or that it has no lookups.
    pub async fn resolve<T: Send>(
        &self,
        store: &mut Store<T>,
        instance: &Instance,
        request: &Request,
        lookup: &str,
        values: &[String],
    ) -> Result<Answer<Vec<Choice>>> {
        let function = self.checked(store, instance, &self.lookups()?.resolve)?;
        // SAFETY: see `checked`; `check` checks it for these very types.
        #[expect(unsafe_code, reason = "the types were checked before")]
        let resolve =
            unsafe { TypedFunc::<ResolveArguments<'_>, Choices>::new_unchecked(function) };
        let (offered,) = resolve.call_async(store, (request, lookup, values)).await?;
        Ok(offered)
    }

    fn lookups(&self) -> Result<&Lookups> {
        let none = || format_err!("it does not export {LOOKUPS}");
        self.lookups.as_ref().ok_or_else(none)
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
