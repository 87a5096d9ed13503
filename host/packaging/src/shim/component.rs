//! The component around the modules, with all indices that change where the shim is gone.

use wasm_encoder::reencode::{Error, Reencode, ReencodeComponent, component_utils};
use wasm_encoder::{
    Component, ComponentAliasSection, ComponentSectionId, InstanceSection, Module, ModuleSection,
    RawSection,
};
use wasmparser::{
    ComponentAlias, ComponentAliasSectionReader, CustomSectionReader, ExternalKind, Instance,
    InstanceSectionReader, KnownCustom, Parser,
};

use super::{SHIM, Shimmed};

/// The component with these modules.
pub(super) fn without_shim(
    shimmed: &Shimmed<'_>,
    component: &[u8],
    main: Module,
    filler: Module,
) -> Result<Vec<u8>, Error> {
    let mut whole = Component::new();
    let mut without = Without {
        shimmed,
        modules: [Some(main), None, Some(filler)].into_iter(),
        instances: 0,
    };
    without.parse_component(&mut whole, Parser::new(0), component)?;
    Ok(whole.finish())
}

struct Without<'a> {
    shimmed: &'a Shimmed<'a>,
    /// What becomes of each module that is still to come.
    modules: std::array::IntoIter<Option<Module>, 3>,
    /// How many core instances have come.
    instances: u32,
}

impl Without<'_> {
    fn is_of_shim(&self, function: u32) -> bool {
        let of_shim = self.shimmed.of_shim.get(function as usize);
        of_shim.copied().unwrap_or_default()
    }
}

impl Reencode for Without<'_> {
    type Error = std::convert::Infallible;

    fn function_index(&mut self, index: u32) -> Result<u32, Error> {
        let before = (0..index).filter(|&before| self.is_of_shim(before));
        Ok(index - before.count() as u32)
    }
}

impl ReencodeComponent for Without<'_> {
    fn module_index(&mut self, index: u32) -> u32 {
        index - u32::from(index > SHIM)
    }

    fn instance_index(&mut self, index: u32) -> u32 {
        index - u32::from(index > self.shimmed.shim_instance)
    }

    fn parse_component_submodule(
        &mut self,
        component: &mut Component,
        _: Parser,
        _: &[u8],
    ) -> Result<(), Error> {
        if let Some(module) = self.modules.next().flatten() {
            component.section(&ModuleSection(&module));
        }
        Ok(())
    }

    /// As it is: its indices are its own.
    fn parse_component_subcomponent(
        &mut self,
        component: &mut Component,
        _: Parser,
        within: &[u8],
        _: &[u8],
    ) -> Result<(), Error> {
        component.section(&RawSection {
            id: ComponentSectionId::Component.into(),
            data: within,
        });
        Ok(())
    }

    fn parse_instance_section(
        &mut self,
        instances: &mut InstanceSection,
        section: InstanceSectionReader<'_>,
    ) -> Result<(), Error> {
        for instance in section {
            let mut instance = instance?;
            let index = self.instances;
            self.instances += 1;
            if index == self.shimmed.shim_instance {
                continue;
            }
            if let Instance::FromExports(exports) = &mut instance {
                let kept = exports.iter().copied();
                *exports = kept
                    .filter(|export| {
                        export.kind != ExternalKind::Func || !self.is_of_shim(export.index)
                    })
                    .collect();
            }
            self.parse_instance(instances, instance)?;
        }
        Ok(())
    }

    fn parse_component_alias_section(
        &mut self,
        aliases: &mut ComponentAliasSection,
        section: ComponentAliasSectionReader<'_>,
    ) -> Result<(), Error> {
        for alias in section {
            let mut alias = alias?;
            if let ComponentAlias::CoreInstanceExport {
                kind,
                instance_index,
                ..
            } = &mut alias
                && *instance_index == self.shimmed.shim_instance
            {
                if *kind == ExternalKind::Func {
                    continue;
                }
                // The table.
                *instance_index = self.shimmed.main_instance;
            }
            aliases.alias(self.component_alias(alias)?);
        }
        Ok(())
    }

    fn parse_component_custom_section(
        &mut self,
        component: &mut Component,
        section: CustomSectionReader<'_>,
    ) -> Result<(), Error> {
        // Names by index, for whoever takes the component apart: nothing here reads them.
        if matches!(section.as_known(), KnownCustom::ComponentName(_)) {
            return Ok(());
        }
        component_utils::parse_component_custom_section(self, component, section)
    }
}
